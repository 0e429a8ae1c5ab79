#!/usr/bin/env node
/**
Packs the package, looks into the tarball, installs it into an empty prefix as `npm install -g` does, and runs the installed program on its own model and sample frames, from an empty folder.

Prints what it saw; ends with code 1 at the first thing that is not as a user needs it.
*/
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {compilerOf} from './setup/build.mjs';
import {projectRoot} from './setup.mjs';

const largestTarballBytes = 40_000_000;
const leastSampleFrames = 60;

const required = [
	'package.json',
	'README.md',
	'LICENSE',
	'NOTICE',
	'CHANGELOG.md',
	'dist/bundle/cli.js',
	'docs/session-format.md',
	'data/labels/imagenet1k.json',
	'data/samples/labels.csv',
	'data/samples/CREDITS.md',
	'models/efficientnet-b0.onnx',
	'models/efficientnet-lite0-int8.onnx',
	'models/efficientnet-lite0-int8.tflite',
];

/** What is of use only beside the source. */
const unwanted = [
	/\.map$/,
	/(^|\/)\./,
	/^(source|test|scripts)\//,
	/(?<!\.d)\.tsx?$/,
	/(^|\/)__pycache__\//,
];

const fail = message => {
	throw new Error(message);
};

const assert = (isRight, message) => {
	if (!isRight) {
		fail(message);
	}
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'edgetop-package-'));

const emptyFolder = name => {
	fs.mkdirSync(path.join(folder, name));
	return path.join(folder, name);
};

/** The environment of a person who knows nothing of this checkout: of the npm that runs this script, only how it reaches the network. */
const userEnvironment = home => ({
	...Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				/^npm_config_(ca|cafile|cache|https?_proxy|noproxy|proxy|registry|userconfig)$/i.test(
					name,
				) || !/^(npm_|xdg_|node_env$|node_options$|init_cwd$)/i.test(name),
		),
	),
	HOME: home,
	// The CUDA libraries, which a project's .npmrc cannot decline for `npm install -g`.
	ONNXRUNTIME_NODE_INSTALL: 'skip',
});

const run = (command, args, options) => {
	const startMs = performance.now();
	const result = spawnSync(command, args, {
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
		timeout: 300_000,
		shell: process.platform === 'win32',
		...options,
	});
	const line = [path.basename(command), ...args].join(' ');
	if (result.error) {
		fail(`${line}: ${result.error.message}`);
	}

	if (result.status !== 0) {
		fail(
			`${line} ended with ${result.status ?? result.signal}:\n${result.stdout}\n${result.stderr}`,
		);
	}

	return {...result, tookMs: performance.now() - startMs, line};
};

const pack = () => {
	const destination = emptyFolder('pack');
	run('npm', ['pack', '--silent', '--pack-destination', destination], {cwd: projectRoot});
	const [name] = fs.readdirSync(destination);
	return path.join(destination, name ?? fail('npm pack left no tarball'));
};

const verifyContent = tarball => {
	const {size} = fs.statSync(tarball);
	const files = execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'})
		.split('\n')
		.filter(Boolean)
		.map(file => file.replace(/^package\//, ''));
	console.log(`${path.basename(tarball)}: ${(size / 1e6).toFixed(1)} MB, ${files.length} files`);
	assert(
		size < largestTarballBytes,
		`the tarball weighs ${size} bytes, over ${largestTarballBytes}`,
	);
	for (const file of required) {
		assert(files.includes(file), `${file} is not in the tarball`);
	}

	for (const pattern of unwanted) {
		const found = files.find(file => pattern.test(file));
		assert(!found, `${found} should not be in the tarball`);
	}

	const sources = fs
		.readdirSync(path.join(projectRoot, 'source'), {recursive: true})
		.map(file => String(file).replaceAll(path.sep, '/'));
	for (const source of sources.filter(file => file.endsWith('.py'))) {
		const copied = `dist/bundle/${source.split('/').slice(-2).join('/')}`;
		assert(files.includes(copied), `${copied}, of source/${source}, is not in the tarball`);
	}

	const models = files.filter(file => /^models\/[^/]+\.json$/.test(file));
	assert(models.length > 0, 'no model manifest is in the tarball');
	// A model without an address to fetch it from can only come with the package.
	for (const manifest of models) {
		const {formats} = JSON.parse(fs.readFileSync(path.join(projectRoot, manifest), 'utf8'));
		for (const {file, urls} of Object.values(formats)) {
			const model = path.posix.join(path.posix.dirname(manifest), file);
			assert(
				urls !== undefined || files.includes(model),
				`${model}, of ${manifest}, is not in the tarball`,
			);
		}
	}

	const photographs = files.filter(file => /^data\/samples\/.*\.(jpe?g|png|webp)$/i.test(file));
	assert(
		photographs.length >= leastSampleFrames,
		`only ${photographs.length} sample frames are in the tarball`,
	);
	console.log(
		`Content: ${models.length} model, ${photographs.length} sample frames, ${sources.length} modules`,
	);
};

const install = tarball => {
	const prefix = emptyFolder('prefix');
	const {tookMs} = run(
		'npm',
		['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', tarball],
		{cwd: emptyFolder('install'), env: userEnvironment(os.homedir())},
	);
	console.log(`Installed into an empty prefix in ${(tookMs / 1000).toFixed(1)} s`);
	return process.platform === 'win32'
		? path.join(prefix, 'edgetop.cmd')
		: path.join(prefix, 'bin', 'edgetop');
};

/** A program of somebody else's, in TypeScript, that reads a saved summary through the package. */
const verifyReading = (program, summary) => {
	const cwd = emptyFolder('reader');
	const installed = path.join(path.dirname(program), '..', 'lib', 'node_modules', 'edgetop');
	fs.mkdirSync(path.join(cwd, 'node_modules'));
	fs.symlinkSync(installed, path.join(cwd, 'node_modules', 'edgetop'));
	fs.writeFileSync(path.join(cwd, 'package.json'), '{"type": "module"}');
	fs.writeFileSync(path.join(cwd, 'summary.json'), summary);
	fs.writeFileSync(
		path.join(cwd, 'read.ts'),
		`import {readSummary, type Summary} from 'edgetop';
const summary: Summary = readSummary('summary.json');
const frames: number = summary.segments[0]!.frames;
console.log(frames);
`,
	);
	const compiler = compilerOf(projectRoot);
	const options = ['--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
	const types = [
		'--typeRoots',
		path.join(projectRoot, 'node_modules', '@types'),
		'--types',
		'node',
	];
	run(process.execPath, [compiler, ...options, ...types, 'read.ts'], {cwd});
	const {stdout} = run(process.execPath, ['read.js'], {cwd});
	assert(/^\d+\n$/.test(stdout), `reading a summary through the package gave ${stdout}`);
	fs.readFileSync(path.join(installed, 'docs', 'summary.schema.json'));
};

const verifyProgram = program => {
	const cwd = emptyFolder('empty');
	const options = {cwd, env: userEnvironment(emptyFolder('home'))};
	const {version} = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
	const said = run(program, ['--version'], options);
	assert(
		said.stdout.trim() === version,
		`--version said ${JSON.stringify(said.stdout)}, not ${version}`,
	);
	const help = run(program, ['--help'], options);
	assert(/--headless/.test(help.stdout), '--help does not tell of --headless');
	for (const {line, tookMs} of [said, help]) {
		console.log(`${line}: ${tookMs.toFixed(0)} ms`);
	}

	// Both bundled models run with nothing fetched.
	run(program, ['--headless', '--model', 'efficientnet-lite0-int8', '--frames', '5'], options);
	const session = run(program, ['--headless', '--frames', '30', '--json'], options);
	const summary = JSON.parse(session.stdout);
	const frames = summary.segments.reduce((sum, segment) => sum + segment.frames, 0);
	assert(frames > 0, 'the installed program counted no frames');
	if (process.platform !== 'win32') {
		verifyReading(program, session.stdout);
	}

	const [{accuracy}] = summary.segments;
	console.log(
		`${session.line}: ${frames} frames in ${(session.tookMs / 1000).toFixed(1)} s, accuracy ${JSON.stringify(accuracy.cumulative)}`,
	);
	assert(
		fs.readdirSync(cwd).length === 0,
		'the program left files in the folder it was started in',
	);
};

try {
	const tarball = pack();
	verifyContent(tarball);
	verifyProgram(install(tarball));
	console.log('The package is as a user needs it.');
} catch (error) {
	console.error(`verify-package: ${error.message}`);
	process.exitCode = 1;
} finally {
	fs.rmSync(folder, {recursive: true, force: true});
}

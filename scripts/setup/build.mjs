import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {hashOf, readJson, runOnStderr, SetupError} from './common.mjs';

/** Relative paths, with `/`, of every file below `folder`; sorted. */
const filesBelow = folder =>
	fs
		.readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry =>
			path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
		)
		.sort();

/** Absent in a checkout whose program is not bundled. */
const bundlerOf = root => path.join(root, 'scripts', 'bundle.mjs');
/** Whether the program can be built with the bundler alone. */
export const hasBundler = root => fs.existsSync(bundlerOf(root));

/** Where the program that people start lies, below `dist/`. */
const bundleName = 'bundle';

/** The program that `npm start` runs. */
export const programOf = root =>
	path.join(root, 'dist', ...(hasBundler(root) ? [bundleName] : []), 'cli.js');

const distStampOf = root => path.join(root, 'dist', '.setup-stamp.json');

/** Files that compiling leaves in `dist/` for each file of `source/`. */
const outputsOf = file =>
	/\.d\.[cm]?ts$/.test(file)
		? []
		: /\.tsx?$/.test(file)
			? ['.js', '.js.map', '.d.ts'].map(extension => file.replace(/\.tsx?$/, extension))
			: [file];

const buildWanted = root => {
	const sources = filesBelow(path.join(root, 'source'));
	return {
		sources: hashOf(
			...['package-lock.json', 'tsconfig.json'].map(file => fs.readFileSync(path.join(root, file))),
			...(hasBundler(root) ? [fs.readFileSync(bundlerOf(root))] : []),
			...sources.flatMap(file => [file, fs.readFileSync(path.join(root, 'source', file))]),
		),
		outputs: sources.flatMap(file => outputsOf(file)),
		bundled: hasBundler(root) ? [`${bundleName}/cli.js`] : [],
	};
};

const hasOutputs = (root, outputs) =>
	outputs.every(file => fs.existsSync(path.join(root, 'dist', file)));

/** Whether `dist/` has what building `extent` from `source/` as it is now would leave. */
export const isBuilt = (root, extent = 'all') => {
	const stamp = readJson(distStampOf(root));
	const wanted = buildWanted(root);
	return (
		stamp?.sources === wanted.sources &&
		(extent === 'program' || stamp.extent !== 'program') &&
		hasOutputs(root, extent === 'program' ? wanted.bundled : [...wanted.outputs, ...wanted.bundled])
	);
};

const removeOrphans = (dist, outputs) => {
	const keep = new Set([...outputs, '.tsbuildinfo']);
	const isOrphan = file => !keep.has(file) && !file.startsWith(`${bundleName}/`);
	for (const file of filesBelow(dist).filter(file => isOrphan(file))) {
		fs.rmSync(path.join(dist, file));
	}

	// Deepest first, so that a folder whose last folder went away goes too.
	const folders = fs
		.readdirSync(dist, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isDirectory())
		.map(entry => path.join(entry.parentPath, entry.name))
		.sort((a, b) => b.length - a.length);
	for (const folder of folders.filter(folder => fs.readdirSync(folder).length === 0)) {
		fs.rmdirSync(folder);
	}
};

/** The compiler of TypeScript 7: `typescript` itself stays at the version that the linter can load. */
export const compilerOf = root => path.join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');

/** Compiles `source/` to modules and types, and checks it on the way. */
const compile = async (root, outputs) => {
	const dist = path.join(root, 'dist');
	if (!hasOutputs(root, outputs)) {
		// The compiler trusts its record of what it wrote, not the folder.
		fs.rmSync(path.join(dist, '.tsbuildinfo'), {force: true});
	}

	const ended = await runOnStderr(process.execPath, [compilerOf(root), '-p', 'tsconfig.json'], {
		cwd: root,
	});
	if (ended !== 0) {
		throw new SetupError(
			`Compiling failed (tsc ended with ${ended}, its messages are above): correct the source, then try again.`,
		);
	}

	const assets = outputs.filter(file => fs.existsSync(path.join(root, 'source', file)));
	for (const file of assets) {
		fs.mkdirSync(path.dirname(path.join(dist, file)), {recursive: true});
		fs.copyFileSync(path.join(root, 'source', file), path.join(dist, file));
	}

	removeOrphans(dist, outputs);
};

export const build = async (root, extent = 'all') => {
	const dist = path.join(root, 'dist');
	// Taken before compiling: what is edited meanwhile makes the stamp old, not wrong.
	const {sources, outputs} = buildWanted(root);
	console.error('Compiling…');
	fs.mkdirSync(dist, {recursive: true});
	fs.rmSync(distStampOf(root), {force: true});
	if (extent === 'all') {
		await compile(root, outputs);
	}

	if (hasBundler(root)) {
		const {bundle} = await import(pathToFileURL(bundlerOf(root)).href);
		await bundle(root, path.join(dist, bundleName));
	}

	for (const file of Object.values(readJson(path.join(root, 'package.json'))?.bin ?? {})) {
		if (fs.existsSync(path.join(root, file))) {
			fs.chmodSync(path.join(root, file), 0o755);
		}
	}

	fs.writeFileSync(distStampOf(root), JSON.stringify({sources, extent}));
};

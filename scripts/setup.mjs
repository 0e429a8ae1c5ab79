#!/usr/bin/env node
/**
Makes a checkout runnable: installs the dependencies and compiles `source/` to `dist/`, each only when something changed since the last time.

Everything it says goes to stderr, so that `npm start --silent -- --headless --json` keeps stdout for the program.
In a package installed from a tarball (no `source/`, `dist/` is shipped) there is nothing to do.

Plain Node without dependencies: it runs before there are any.
*/
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {withLock} from './setup-lock.mjs';

const minimumNode = [20, 19];

/** Settings of the npm that called us which would make its nested `npm ci` install something else, somewhere else, or nothing. */
const foreignNpmSettings =
	/^npm_config_(dry_run|global|global_prefix|include|json|location|loglevel|omit|only|optional|package_lock|package_lock_only|prefix|production|workspace|workspaces)$/i;

export class SetupError extends Error {
	name = 'SetupError';
}

const hashOf = (...parts) => {
	const hash = createHash('sha256');
	for (const part of parts) {
		hash.update(`${part.length}:`).update(part);
	}

	return hash.digest('hex');
};

const readJson = file => {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
};

/** Relative paths, with `/`, of every file below `folder`; sorted. */
const filesBelow = folder =>
	fs
		.readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry =>
			path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
		)
		.sort();

/** Runs a command with its stdout turned to stderr; resolves to what ended it, `0` for success. */
const runOnStderr = (command, args, options) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, {...options, stdio: ['ignore', process.stderr, 'inherit']});
		child.once('error', reject);
		child.once('close', (code, signal) => {
			resolve(code ?? signal);
		});
	});

const mtimeOf = file => {
	try {
		return fs.statSync(file).mtimeMs;
	} catch {
		return undefined;
	}
};

const installFilesIn = root => ({
	lock: path.join(root, 'package-lock.json'),
	// npm's own record of what it put into node_modules.
	installed: path.join(root, 'node_modules', '.package-lock.json'),
	stamp: path.join(root, 'node_modules', '.setup-stamp.json'),
});

const installWanted = root => {
	const {lock, installed} = installFilesIn(root);
	return {
		lock: hashOf(fs.readFileSync(lock)),
		node: process.versions.node.split('.')[0],
		platform: `${process.platform}-${process.arch}`,
		// Changes whenever npm touched node_modules: `npm prune`, `npm install x`.
		installedAt: mtimeOf(installed),
	};
};

const isInstalled = root => {
	const wanted = installWanted(root);
	const stamp = readJson(installFilesIn(root).stamp);
	return wanted.installedAt !== undefined && JSON.stringify(stamp) === JSON.stringify(wanted);
};

const suits = (allowed, here) =>
	allowed === undefined || (allowed.includes(here) && !allowed.includes(`!${here}`));

/** Whether a node_modules without our stamp (made by hand with `npm ci` or `npm install`) holds all that the lock file asks for. */
const isInstalledByHand = root => {
	const {lock, installed, stamp} = installFilesIn(root);
	const previous = readJson(stamp);
	const wanted = installWanted(root);
	if (previous && (previous.node !== wanted.node || previous.platform !== wanted.platform)) {
		return false;
	}

	const present = readJson(installed)?.packages;
	return (
		present !== undefined &&
		Object.entries(readJson(lock)?.packages ?? {}).every(([name, asked]) => {
			const mayBeAbsent =
				name === '' ||
				(asked.optional && (asked.libc || !asked.os)) ||
				!suits(asked.os, process.platform) ||
				!suits(asked.cpu, process.arch);
			return mayBeAbsent
				? true
				: present[name]?.version === asked.version && present[name]?.integrity === asked.integrity;
		})
	);
};

const install = async root => {
	const {stamp} = installFilesIn(root);
	if (!isInstalledByHand(root)) {
		console.error('Installing dependencies (npm ci)…');
		const env = Object.fromEntries(
			Object.entries(process.env).filter(([name]) => !foreignNpmSettings.test(name)),
		);
		// TypeScript is a development dependency: it is needed even where NODE_ENV or omit=dev says otherwise.
		const args = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'];
		// The npm that called us, where one did, rather than whichever comes first in PATH.
		const caller = process.env.npm_execpath;
		const isNpm = /npm-cli\.c?js$/.test(caller ?? '');
		const ended = await runOnStderr(
			isNpm ? process.execPath : 'npm',
			isNpm ? [caller, ...args] : args,
			{
				cwd: root,
				env,
				shell: !isNpm && process.platform === 'win32',
			},
		).catch(error => {
			throw new SetupError(
				error.code === 'ENOENT'
					? 'npm is not in PATH: install npm 10 or newer, then try again.'
					: `npm could not be started: ${error.message}`,
			);
		});
		if (ended !== 0) {
			throw new SetupError(
				`Installing the dependencies failed (npm ci ended with ${ended}, its messages are above): correct that, then try again.`,
			);
		}
	}

	fs.writeFileSync(stamp, JSON.stringify(installWanted(root)));
};

const distStampOf = root => path.join(root, 'dist', '.setup-stamp.json');

/** Files that compiling leaves in `dist/` for each file of `source/`. */
const outputsOf = file =>
	/\.d\.[cm]?ts$/.test(file)
		? []
		: /\.tsx?$/.test(file)
			? [file.replace(/\.tsx?$/, '.js'), file.replace(/\.tsx?$/, '.js.map')]
			: [file];

const buildWanted = root => {
	const sources = filesBelow(path.join(root, 'source'));
	return {
		sources: hashOf(
			...['package-lock.json', 'tsconfig.json'].map(file => fs.readFileSync(path.join(root, file))),
			...sources.flatMap(file => [file, fs.readFileSync(path.join(root, 'source', file))]),
		),
		outputs: sources.flatMap(file => outputsOf(file)),
	};
};

const hasOutputs = (root, outputs) =>
	outputs.every(file => fs.existsSync(path.join(root, 'dist', file)));

const isBuilt = root => {
	const stamp = readJson(distStampOf(root));
	const wanted = buildWanted(root);
	return stamp?.sources === wanted.sources && hasOutputs(root, wanted.outputs);
};

const removeOrphans = (dist, outputs) => {
	const keep = new Set([...outputs, '.tsbuildinfo']);
	for (const file of filesBelow(dist).filter(file => !keep.has(file))) {
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

const build = async root => {
	const dist = path.join(root, 'dist');
	// Taken before compiling: what is edited meanwhile makes the stamp old, not wrong.
	const {sources, outputs} = buildWanted(root);
	console.error('Compiling…');
	fs.mkdirSync(dist, {recursive: true});
	fs.rmSync(distStampOf(root), {force: true});
	if (!hasOutputs(root, outputs)) {
		// The compiler trusts its record of what it wrote, not the folder.
		fs.rmSync(path.join(dist, '.tsbuildinfo'), {force: true});
	}

	const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
	const ended = await runOnStderr(process.execPath, [compiler, '-p', 'tsconfig.json'], {cwd: root});
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
	for (const file of Object.values(readJson(path.join(root, 'package.json'))?.bin ?? {})) {
		if (fs.existsSync(path.join(root, file))) {
			fs.chmodSync(path.join(root, file), 0o755);
		}
	}

	fs.writeFileSync(distStampOf(root), JSON.stringify({sources}));
};

const checkNode = () => {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])) {
		throw new SetupError(
			`Node ${process.versions.node} is too old: edgetop needs Node ${minimumNode.join('.')} or newer.`,
		);
	}
};

/**
Installs and compiles what changed in the checkout at `root`. Two at once are safe: the second waits for the first.

@throws {SetupError} With one line for the person at the terminal.
*/
export const setUp = async root => {
	checkNode();
	if (['source', 'tsconfig.json'].some(name => !fs.existsSync(path.join(root, name)))) {
		return;
	}

	if (isInstalled(root) && isBuilt(root)) {
		return;
	}

	await withLock(path.join(root, '.cache', 'setup.lock'), async () => {
		if (!isInstalled(root)) {
			await install(root);
		}

		if (!isBuilt(root)) {
			await build(root);
		}
	});
};

/** Root of the checkout or package that this script belongs to. */
export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Says why set-up failed, in one line where it is a known reason, and ends the process. */
export const exitWith = error => {
	console.error(
		error instanceof SetupError || error.code
			? `edgetop set-up: ${error.message}`
			: `edgetop set-up failed unexpectedly: ${error.stack}`,
	);
	process.exit(1);
};

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	try {
		await setUp(projectRoot);
	} catch (error) {
		exitWith(error);
	}
}

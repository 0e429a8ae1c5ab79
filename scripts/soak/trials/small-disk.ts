import {spawnSync} from 'node:child_process';
import {statfsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {Home} from '../home.js';

export const has = (command: string, ...args: readonly string[]): boolean =>
	spawnSync(command, args).status === 0;

/** Puts a disk of 4 MB over a folder. @returns Whether that can be done. */
export const mount = (folder: string): boolean =>
	has('mount', '-t', 'tmpfs', '-o', 'size=4m', 'edgetop-soak', folder);

export const canMount = (): boolean => {
	const home = new Home();
	try {
		return mount(home.folder) && has('umount', home.folder);
	} finally {
		home.remove();
	}
};

/** Fills a file system to the last byte. @returns The file that does. */
export const fill = (folder: string): string => {
	const file = path.join(folder, 'ballast');
	for (let bytes = 65_536; bytes >= 1; bytes /= 4) {
		const {bavail, bsize} = statfsSync(folder);
		if (bavail === 0) {
			break;
		}

		try {
			writeFileSync(file, Buffer.alloc(bavail * bsize), {flag: 'a'});
		} catch {
			// Full.
		}
	}

	return file;
};

import {existsSync, mkdirSync, statSync} from 'node:fs';
import path from 'node:path';

/** Makes a folder whose parent is there; another process may have made it meanwhile. */
const makeIn = (folder: string, mode: number): void => {
	try {
		mkdirSync(folder, {mode});
	} catch (error) {
		const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
		if (!(isThere && statSync(folder).isDirectory())) {
			throw error;
		}
	}
};

/**
Makes a folder and those above it, where they are not there yet. Node's own `recursive` never ends where the kernel says of a new folder that it is not there though its parent is, as in /proc.

@param mode Of the folders that are made.
@throws the system's error
*/
export const makeFolder = (folder: string, mode = 0o777): void => {
	try {
		mkdirSync(folder, {mode});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const parent = path.dirname(folder);
		if (code === 'EEXIST' && statSync(folder).isDirectory()) {
			return;
		}

		if (code !== 'ENOENT' || parent === folder) {
			throw error;
		}

		if (!existsSync(parent)) {
			makeFolder(parent, mode);
		}

		makeIn(folder, mode);
	}
};

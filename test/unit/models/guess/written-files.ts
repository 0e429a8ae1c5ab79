import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {temporaryFolder} from '../../frames/images.js';

/** A temporary folder for files that are written by a test. */
export const writtenFiles = () => {
	const root = temporaryFolder();
	let count = 0;
	return {
		remove: root.remove,
		/** Writes files into a folder of their own. @returns The folder. */
		write(files: Readonly<Record<string, string | Uint8Array>>): string {
			const folder = path.join(root.path, String(count++));
			mkdirSync(folder);
			for (const [name, content] of Object.entries(files)) {
				writeFileSync(path.join(folder, name), content);
			}

			return folder;
		},
	};
};

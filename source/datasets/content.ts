import {createHash} from 'node:crypto';
import {readdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {sha256OfFile} from '../downloads/hash-file.js';

/** What a folder holds. */
export type Content = {
	/** SHA-256 over the sorted names and the checksums of all files. */
	readonly sha256: string;
	readonly files: number;
	readonly bytes: number;
};

/** Reads every file once. */
export const contentOf = async (folder: string): Promise<Content> => {
	const found = await readdir(folder, {recursive: true, withFileTypes: true});
	const files = found
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name));
	const lines: string[] = [];
	let bytes = 0;
	for (const file of files) {
		const name = path.relative(folder, file).split(path.sep).join('/');
		lines.push(`${await sha256OfFile(file)}  ${name}`);
		const {size} = await stat(file);
		bytes += size;
	}

	const sha256 = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
	return {sha256, files: files.length, bytes};
};

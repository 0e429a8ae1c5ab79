import {existsSync} from 'node:fs';
import {copyFile, link, mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const samples = fileURLToPath(new URL('../data/samples/', import.meta.url));
const folder = fileURLToPath(new URL('../.cache/bench-images/', import.meta.url));

/** Their tensors, 588 KiB each, are more than the 2 GiB that are kept unasked. */
const count = 4000;

/** Paths of the bundled photographs, in a fixed order. */
export const samplePaths = async (): Promise<string[]> => {
	const names = await readdir(samples, {recursive: true});
	return names
		.filter(name => /\.jpe?g$/i.test(name))
		.sort()
		.map(name => path.join(samples, name));
};

/** A folder of JPEGs that do not fit in memory: the bundled photographs again and again, as links where the file system has them. Made once. */
export const largeFolder = async (): Promise<string> => {
	const done = path.join(folder, '.done');
	if (existsSync(done)) {
		return folder;
	}

	await rm(folder, {recursive: true, force: true});
	await mkdir(folder, {recursive: true});
	const files = await samplePaths();
	for (let index = 0; index < count; index++) {
		const file = files[index % files.length]!;
		const name = path.join(folder, `${String(index).padStart(5, '0')}.jpg`);
		try {
			await link(file, name);
		} catch {
			await copyFile(file, name);
		}
	}

	await writeFile(done, '');
	return folder;
};

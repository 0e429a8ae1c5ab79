import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {cacheFolder} from '../system/folders.js';
import {makeFolder} from '../system/make-folder.js';
import {removeLeftovers, replaceFile} from '../system/replace-file.js';

type Remembered = {readonly key: string; readonly sha256: string};

const cacheFile = (): string => path.join(cacheFolder(), 'sha256.json');

const recall = async (): Promise<Record<string, Remembered>> => {
	try {
		const value: unknown = JSON.parse(await readFile(cacheFile(), 'utf8'));
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, Remembered>)
			: {};
	} catch {
		// No cache, or a broken one: the sum is computed again.
		return {};
	}
};

const remember = async (file: string, entry: Remembered): Promise<void> => {
	try {
		makeFolder(cacheFolder());
		removeLeftovers(cacheFolder());
		replaceFile(cacheFile(), JSON.stringify({...(await recall()), [file]: entry}));
	} catch {
		// A cache that cannot be written costs time at the next start, nothing else.
	}
};

/** SHA-256 of a file's content, read in pieces. */
export const sha256OfFile = async (file: string): Promise<string> => {
	const hash = createHash('sha256');
	for await (const piece of createReadStream(file, {highWaterMark: 2 ** 20})) {
		hash.update(piece as Uint8Array);
	}

	return hash.digest('hex');
};

/**
SHA-256 of a file's content, remembered while size, modification and status-change time stay the same.
Packages are unpacked with one fixed modification time, so that alone would not show an update.
*/
export const rememberedSha256 = async (file: string): Promise<string> => {
	const {size, mtimeMs, ctimeMs, ino} = await stat(file);
	const key = [size, mtimeMs, ctimeMs, ino].join(':');
	const {[file]: known} = await recall();
	if (known?.key === key && /^[\da-f]{64}$/.test(known.sha256)) {
		return known.sha256;
	}

	const sha256 = await sha256OfFile(file);
	await remember(file, {key, sha256});
	return sha256;
};

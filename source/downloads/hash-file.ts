import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import path from 'node:path';
import {cacheFolder} from '../system/folders.js';
import {makeFolder} from '../system/make-folder.js';
import {readGivenText} from '../system/read-given.js';
import {removeLeftovers, replaceFile} from '../system/replace-file.js';

/** `key` tells whether the file is still the same; beside it stands the fact. */
type Remembered = Readonly<Record<string, unknown>>;

const cacheFile = (name: string): string => path.join(cacheFolder(), `${name}.json`);

const recall = (name: string): Record<string, Remembered | undefined> => {
	try {
		const value: unknown = JSON.parse(readGivenText(cacheFile(name), {patienceMs: 0}));
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, Remembered>)
			: {};
	} catch {
		// No cache, a broken one, or a pipe nobody writes to: the fact is found again.
		return {};
	}
};

const remember = (name: string, file: string, entry: Remembered): void => {
	try {
		makeFolder(cacheFolder());
		removeLeftovers(cacheFolder());
		replaceFile(cacheFile(name), JSON.stringify({...recall(name), [file]: entry}));
	} catch {
		// A cache that cannot be written costs time at the next start, nothing else.
	}
};

/**
What follows from a file's content, remembered under its name while size, modification and status-change time of the file stay the same.
Packages are unpacked with one fixed modification time, so that alone would not show an update.
*/
export const rememberedFact = async <Fact>(
	file: string,
	fact: {
		/** Of the fact, and of its cache. */
		readonly name: string;
		readonly isFact: (value: unknown) => value is Fact;
		readonly compute: () => Promise<Fact>;
	},
): Promise<Fact> => {
	const {name, isFact, compute} = fact;
	const {size, mtimeMs, ctimeMs, ino} = await stat(file);
	const key = [size, mtimeMs, ctimeMs, ino].join(':');
	const {[file]: known} = recall(name);
	const value = known?.['key'] === key ? known[name] : undefined;
	if (isFact(value)) {
		return value;
	}

	const found = await compute();
	remember(name, file, {key, [name]: found});
	return found;
};

/** SHA-256 of a file's content, read in pieces. */
export const sha256OfFile = async (file: string): Promise<string> => {
	const hash = createHash('sha256');
	for await (const piece of createReadStream(file, {highWaterMark: 2 ** 20})) {
		hash.update(piece as Uint8Array);
	}

	return hash.digest('hex');
};

/** SHA-256 of a file's content, remembered while the file stays the same. */
export const rememberedSha256 = async (file: string): Promise<string> =>
	rememberedFact(file, {
		name: 'sha256',
		isFact: (value): value is string => typeof value === 'string' && /^[\da-f]{64}$/.test(value),
		compute: async () => sha256OfFile(file),
	});

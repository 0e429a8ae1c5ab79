import {existsSync} from 'node:fs';
import {open, readFile, rename, rm} from 'node:fs/promises';
import {z} from 'zod';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {download} from '../downloads/download.js';
import {takeLock} from '../system/file-lock.js';
import {sha256OfFile} from '../downloads/hash-file.js';
import {pinFileOf, readPin, writePin} from '../downloads/pins.js';
import {mirrored, type PullOptions} from '../models/pull.js';
import {errnoText, isShortage} from '../system/errno-text.js';
import {replaceFile} from '../system/replace-file.js';
import {contentOf} from './content.js';
import {type KnownSet, placesOf} from './known-sets.js';
import {unpack} from './unpack.js';

/** What `pull` writes down beside the folder, last of all: without it the set is not whole. */
const recordSchema = z.object({
	name: z.string(),
	archiveSha256: z.string(),
	content: z.object({sha256: z.string(), files: z.int(), bytes: z.number()}),
});
export type SetRecord = z.infer<typeof recordSchema>;

/** Undefined where the set is not here, or was not unpacked to the end. */
export const recordOf = async (set: Pick<KnownSet, 'name'>): Promise<SetRecord | undefined> => {
	const {folder, record} = placesOf(set);
	try {
		const found = recordSchema.parse(JSON.parse(await readFile(record, 'utf8')));
		return existsSync(folder) ? found : undefined;
	} catch {
		return undefined;
	}
};

/** A web page with status 200 is no archive. */
const demandGzip = async (file: string): Promise<void> => {
	const handle = await open(file);
	try {
		const {buffer} = await handle.read(Buffer.alloc(2), 0, 2, 0);
		if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) {
			throw new UserError('this is no .tar.gz');
		}
	} finally {
		await handle.close();
	}
};

export type PulledSet = SetRecord & {
	readonly folder: string;
	readonly proof: 'was here' | 'sha256' | 'pin' | 'pinned at first use';
	readonly resumedFrom: number;
};

const proofOf = (set: KnownSet, pin: string | undefined): PulledSet['proof'] => {
	if (set.sha256 !== undefined) {
		return 'sha256';
	}

	return pin === undefined ? 'pinned at first use' : 'pin';
};

/** The archive, whole and right: one that an earlier call left, or a new one. */
const fetchArchive = async (set: KnownSet, options: PullOptions) => {
	const {archive} = placesOf(set);
	const pin = readPin(archive);
	const wanted = set.sha256 ?? pin;
	if (existsSync(archive)) {
		const sha256 = await sha256OfFile(archive);
		if (wanted === sha256) {
			return {sha256, resumedFrom: 0, proof: proofOf(set, pin)};
		}
	}

	const {sha256, resumedFrom} = await download({
		...options,
		urls: mirrored(`${set.name}.tar.gz`, set.urls),
		target: archive,
		sha256: wanted,
		inspect: demandGzip,
	});
	writePin(archive, sha256);
	return {sha256, resumedFrom, proof: proofOf(set, pin)};
};

const removeQuietly = async (file: string): Promise<void> =>
	rm(file, {recursive: true, force: true}).catch(() => undefined);

/** Gives what was unpacked its name, and writes its record: without that it is no set, and goes again. */
const keep = async (
	{unpacking, folder, record}: ReturnType<typeof placesOf>,
	content: SetRecord,
): Promise<void> => {
	await rename(unpacking, folder);
	try {
		replaceFile(record, `${JSON.stringify(content, undefined, '\t')}\n`);
	} catch (error) {
		await removeQuietly(folder);
		throw error;
	}
};

/**
Fetches and unpacks a set; one that is here is left alone. Killed at any moment, the next call goes on: the download where it stopped, the unpacking anew, and the folder has its name only when it is whole.

@throws UserError
*/
export const pullSet = async (set: KnownSet, options: PullOptions = {}): Promise<PulledSet> => {
	const places = placesOf(set);
	const present = await recordOf(set);
	if (present) {
		return {...present, folder: places.folder, proof: 'was here', resumedFrom: 0};
	}

	const {sha256, resumedFrom, proof} = await fetchArchive(set, options);
	const lock = await takeLock(`${places.unpacking}.lock`);
	try {
		options.onNote?.('unpacking');
		// Folders and the like beside the images.
		await unpack(places.archive, places.unpacking, {
			bytes: set.limitBytes,
			entries: 2 * set.images + 100,
		});
		const content = await contentOf(places.unpacking);
		if (content.files !== set.images) {
			throw new UserError(
				`${set.name}: the archive holds ${content.files} files, ${set.images} are wanted`,
				{exitCode: 1},
			);
		}

		await rm(places.folder, {recursive: true, force: true});
		const record: SetRecord = {name: set.name, archiveSha256: sha256, content};
		await keep(places, record);
		await rm(places.archive, {force: true});
		return {...record, folder: places.folder, proof, resumedFrom};
	} catch (error) {
		await removeQuietly(places.unpacking);
		// An archive that nothing vouches for and that is no such set is not to be pinned.
		const cause = error instanceof UserError ? error.cause : error;
		if (proof === 'pinned at first use' && !isShortage(cause)) {
			await removeQuietly(places.archive);
			await removeQuietly(pinFileOf(places.archive));
		}

		throw error instanceof UserError
			? error
			: new UserError(`${set.name} cannot be unpacked: ${errnoText(error)}`, {
					cause: error,
					exitCode: 1,
				});
	} finally {
		await lock.release();
	}
};

export type SetVerdict = {
	readonly name: string;
	readonly state: 'right' | 'wrong' | 'absent';
	readonly detail: string;
};

/** Reads every file of a set and compares it with what was unpacked. */
export const verifySet = async (set: KnownSet): Promise<SetVerdict> => {
	const record = await recordOf(set);
	const {name} = set;
	if (!record) {
		return {name, state: 'absent', detail: `edgetop data pull ${name} fetches it`};
	}

	const {folder} = placesOf(set);
	const now = await contentOf(folder);
	const {files, sha256} = record.content;
	return now.sha256 === sha256
		? {name, state: 'right', detail: `${files} files in ${sanitize(folder)}`}
		: {
				name,
				state: 'wrong',
				detail: `${now.files} files, not those that were unpacked (${files}); edgetop data rm ${name}, then pull`,
			};
};

/** Takes a set away, with what an unfinished fetch left. The pin stays: the next fetch must be the same. @returns Whether there was one. */
export const removeSet = async (set: KnownSet): Promise<boolean> => {
	const {folder, record, unpacking, archive} = placesOf(set);
	const had = [folder, archive, unpacking, `${archive}.part`].some(name => existsSync(name));
	// The record first: a folder that is half gone is no set.
	for (const name of [
		record,
		folder,
		unpacking,
		archive,
		`${archive}.part`,
		`${archive}.part.json`,
	]) {
		await rm(name, {recursive: true, force: true});
	}

	return had;
};

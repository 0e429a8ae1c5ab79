import {
	closeSync,
	constants,
	fsyncSync,
	ftruncateSync,
	lstatSync,
	openSync,
	readdirSync,
	renameSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {isElsewhere, isGone, type Owner, thisOwner} from './owner.js';
import {readPlain} from './read-plain.js';
import {writeAll} from './write-all.js';

/** What a process of another machine left is taken away after this time without a change. */
const restMs = 30 * 24 * 3600 * 1000;

const temporaryName = /^(?<file>.+)\.(?<pid>\d+)\.tmp$/;

/** What a temporary file holds until it is filled: the machine and the start of its process. */
const ownerLine = /^edgetop (?<host>[\da-f]{8}) (?<start>[\da-f]{8}-\d+|none)\n$/;

/** The temporary file of this process beside a file. */
export const temporaryOf = (file: string): string => `${file}.${process.pid}.tmp`;

/** Whose temporary file this is. One that was killed while it was filled tells its number alone. */
const ownerOf = (file: string, pid: number): Owner => {
	const {size} = lstatSync(file);
	const groups = size < 100 ? ownerLine.exec(readPlain(file))?.groups : undefined;
	const start = groups?.['start'];
	return {pid, host: groups?.['host'], start: start === 'none' ? undefined : start};
};

const removeQuietly = (file: string): void => {
	try {
		unlinkSync(file);
	} catch {
		// Gone, or not ours to remove.
	}
};

/**
Takes away the temporary files that killed processes left in a folder. Those of processes that run stay, and those of other machines for a month.

@param ofFile Those of this file alone.
*/
export const removeLeftovers = (folder: string, ofFile?: string): void => {
	let names: string[];
	try {
		names = readdirSync(folder).filter(name => name.endsWith('.tmp'));
	} catch {
		return;
	}

	for (const name of names) {
		const groups = temporaryName.exec(name)?.groups;
		if (!groups || (ofFile !== undefined && groups['file'] !== path.basename(ofFile))) {
			continue;
		}

		const file = path.join(folder, name);
		try {
			const owner = ownerOf(file, Number(groups['pid']));
			const isOld = isElsewhere(owner) && Date.now() - lstatSync(file).mtimeMs > restMs;
			if (isOld || isGone(owner)) {
				unlinkSync(file);
			}
		} catch {
			// Gone, or not ours to look at.
		}
	}
};

/** Opens a file anew for writing; what is there by that name, a link too, is taken away and not followed. */
export const openFresh = (file: string, mode = 0o666): number => {
	const {O_WRONLY, O_CREAT, O_EXCL} = constants;
	const flags = O_WRONLY | O_CREAT | O_EXCL;
	try {
		return openSync(file, flags, mode);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
			throw error;
		}

		unlinkSync(file);
		return openSync(file, flags, mode);
	}
};

/** Opens the temporary file of this process beside a file, long before it is filled. */
export const openTemporary = (file: string): number => {
	const {host, start} = thisOwner();
	const descriptor = openFresh(temporaryOf(file));
	try {
		writeSync(descriptor, `edgetop ${host} ${start ?? 'none'}\n`, 0);
	} catch {
		// A full disk is told where something is to be saved.
	}

	return descriptor;
};

/** Writes all, brings it to the disk, and closes. */
const fill = (descriptor: number, text: string | readonly string[]): void => {
	try {
		ftruncateSync(descriptor);
		let place = 0;
		for (const piece of typeof text === 'string' ? [text] : text) {
			const data = Buffer.from(piece);
			writeAll(descriptor, data, place);
			place += data.length;
		}

		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
};

/**
Replaces a file whole: a reader sees the text before or this one, also after a loss of power. Synchronous, so that it also works while the process is going down.

@param spare A descriptor of the temporary file that was opened before.
@throws Error of the file system; what was there before stays.
*/
export const replaceFile = (
	file: string,
	text: string | readonly string[],
	spare?: number,
): void => {
	const temporary = temporaryOf(file);
	try {
		fill(spare ?? openFresh(temporary), text);
		try {
			renameSync(temporary, file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				throw error;
			}

			// Somebody cleaned up.
			fill(openFresh(temporary), text);
			renameSync(temporary, file);
		}
	} catch (error) {
		removeQuietly(temporary);
		throw error;
	}
};

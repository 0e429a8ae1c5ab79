import {
	closeSync,
	constants,
	fsyncSync,
	openSync,
	readdirSync,
	renameSync,
	statSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {isElsewhere, isGone, type Owner, thisOwner} from './owner.js';

/** What a process of another machine left is taken away after this time without a change. */
const restMs = 30 * 24 * 3600 * 1000;

/** NAME.PID.HOST-START.tmp; HOST-START may be missing. */
const temporaryName =
	/^(?<file>.+)\.(?<pid>\d+)(?:\.(?<host>[\da-f]{8})-(?<start>[\da-f]{8}-\d+|none))?\.tmp$/;

/** The temporary file of this process beside a file. */
export const temporaryOf = (file: string): string => {
	const {pid, start, host} = thisOwner();
	return `${file}.${pid}.${host}-${start ?? 'none'}.tmp`;
};

const ownerOf = ({pid, host, start}: Record<string, string | undefined>): Owner => ({
	pid: Number(pid),
	host,
	start: start === 'none' ? undefined : start,
});

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

		const owner = ownerOf(groups);
		const file = path.join(folder, name);
		const changedAtMs = statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? Date.now();
		const isOld = isElsewhere(owner) && Date.now() - changedAtMs > restMs;
		if (isOld || isGone(owner)) {
			removeQuietly(file);
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

/** Writes all, brings it to the disk, and closes. */
const fill = (descriptor: number, text: string): void => {
	try {
		let rest = Buffer.from(text);
		while (rest.length > 0) {
			rest = rest.subarray(writeSync(descriptor, rest));
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
export const replaceFile = (file: string, text: string, spare?: number): void => {
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

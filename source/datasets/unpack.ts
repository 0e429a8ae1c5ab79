import {rm} from 'node:fs/promises';
import {extract, type ReadEntry} from 'tar';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {makeFolder} from '../system/make-folder.js';
import {errnoText} from '../system/errno-text.js';

export type UnpackLimits = {
	/** Sum of the files' sizes. */
	readonly bytes: number;
	/** Number of entries, folders included. */
	readonly entries: number;
};

const fileTypes = new Set(['File', 'OldFile', 'ContiguousFile']);

/** Why an entry has no place in a set of images. */
const objectionTo = (name: string, type: string): string | undefined => {
	if (!fileTypes.has(type) && type !== 'Directory') {
		return `it holds ${sanitize(name, 120)}, which is no file (${type})`;
	}

	const isOutside = /^(?:[/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..');
	return isOutside ? `it holds ${sanitize(name, 120)}, which leads out of its folder` : undefined;
};

/**
Unpacks a .tar or .tar.gz into a folder of its own, without the archive's top folder. Nothing but files and folders is taken, nothing outside is written; at the first objection the whole is taken away.

@throws UserError
*/
export const unpack = async (
	archive: string,
	folder: string,
	limits: UnpackLimits,
): Promise<void> => {
	await rm(folder, {recursive: true, force: true});
	makeFolder(folder);
	let objection: string | undefined;
	let cause: unknown;
	let bytes = 0;
	let entries = 0;
	const isWelcome = (name: string, {type, size}: ReadEntry): boolean => {
		entries++;
		bytes += size;
		objection ??= objectionTo(name, type);
		if (bytes > limits.bytes) {
			objection ??= `unpacked it is larger than ${limits.bytes} bytes`;
		}

		if (entries > limits.entries) {
			objection ??= `it holds more than ${limits.entries} entries`;
		}

		return objection === undefined;
	};

	try {
		await extract({
			file: archive,
			cwd: folder,
			strip: 1,
			strict: true,
			preserveOwner: false,
			filter: (name, entry) => isWelcome(name, entry as ReadEntry),
		});
	} catch (error) {
		objection ??= errnoText(error);
		cause = error;
	}

	if (objection !== undefined) {
		await rm(folder, {recursive: true, force: true});
		throw new UserError(`${sanitize(archive)} cannot be unpacked: ${objection}`, {
			cause,
			exitCode: 1,
		});
	}
};

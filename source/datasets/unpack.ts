import {type Buffer} from 'node:buffer';
import {once} from 'node:events';
import {createReadStream} from 'node:fs';
import {rm} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {createGunzip} from 'node:zlib';
import {extract, type ReadEntry, type Unpack} from 'tar';
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

/** An archive is filled up with zeros to a whole record. */
const mostAfterEnd = 2 ** 20;

/** Header, extended header and filling of an entry. */
const bytesAnEntry = 4096;

/** For files that are being written when the rest is given up. */
const closeMs = 2000;

/**
Hands an archive on, unpacked, and ends it. A few megabytes unpack to anything: nothing is unpacked beyond the first objection, and little beyond the end of the archive.

@param state What stands against it by now; true at its end.
@throws Error
*/
const feed = async (
	archive: string,
	unpacker: Unpack,
	limits: UnpackLimits,
	state: () => string | boolean,
): Promise<void> => {
	const packed = createReadStream(archive);
	const gunzip = createGunzip();
	packed.on('error', error => gunzip.destroy(error));
	let bytes = 0;
	let afterEnd = 0;
	try {
		for await (const piece of packed.pipe(gunzip) as AsyncIterable<Buffer>) {
			bytes += piece.length;
			if (bytes > limits.bytes + limits.entries * bytesAnEntry + mostAfterEnd) {
				throw new Error(`unpacked it is larger than ${limits.bytes} bytes`);
			}

			if (state() === true) {
				afterEnd += piece.length;
				if (afterEnd > mostAfterEnd) {
					throw new Error('it goes on behind its end');
				}
			} else if (!unpacker.write(piece)) {
				await once(unpacker, 'drain');
			}

			if (typeof state() === 'string') {
				return;
			}
		}
	} finally {
		packed.destroy();
		unpacker.end();
	}
};

/** Why an entry has no place in a set of images. */
const objectionTo = (name: string, type: string): string | undefined => {
	if (!fileTypes.has(type) && type !== 'Directory') {
		return `it holds ${sanitize(name, 120)}, which is no file (${type})`;
	}

	const isOutside = /^(?:[/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..');
	return isOutside ? `it holds ${sanitize(name, 120)}, which leads out of its folder` : undefined;
};

/**
Unpacks a .tar.gz into a folder of its own, without the archive's top folder. Nothing but files and folders is taken, nothing outside is written; at the first objection the whole is taken away.

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

	const unpacker = extract({
		cwd: folder,
		strip: 1,
		strict: true,
		preserveOwner: false,
		filter: (name, entry) => isWelcome(name, entry as ReadEntry),
	});
	let isAtEnd = false;
	unpacker.on('eof', () => {
		isAtEnd = true;
	});
	const closed = new Promise<void>(resolve => {
		unpacker.on('close', resolve);
	});
	const failed = new Promise<never>((_resolve, reject) => {
		unpacker.on('error', reject);
	});
	try {
		await Promise.race([feed(archive, unpacker, limits, () => objection ?? isAtEnd), failed]);
		await Promise.race([closed, failed]);
	} catch (error) {
		objection ??= errnoText(error);
		cause = error;
	}

	if (objection !== undefined) {
		// What is on its way to the disk arrives first.
		await Promise.race([closed, wait(closeMs)]);
		await rm(folder, {recursive: true, force: true});
		throw new UserError(`${sanitize(archive)} cannot be unpacked: ${objection}`, {
			cause,
			exitCode: 1,
		});
	}
};

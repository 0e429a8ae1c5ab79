import {
	closeSync,
	constants,
	fstatSync,
	openSync,
	readFileSync,
	readSync,
	type Stats,
} from 'node:fs';

/*
Files that a person names. One of them may be a pipe whose writer never comes, or a device that never ends: neither is waited for without end.
*/

/** Larger ones are refused unless told otherwise: a text of this size fills no memory. */
const usualMostBytes = 256 * 2 ** 20;
/** A pipe (`<(command)`) that says nothing for this long is given up. */
const pipePatienceMs = 10_000;
const pipePauseMs = 20;
const pieceBytes = 64 * 1024;

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

const openAtOnce = (file: string | Buffer): number => {
	// Windows has none of it, and no such pipes in folders.
	const {O_RDONLY, O_NONBLOCK}: Partial<typeof constants> = constants;
	return openSync(file, (O_RDONLY ?? 0) | (O_NONBLOCK ?? 0));
};

/** A synchronous pause. */
const pause = (milliseconds: number): void => {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Bytes that are there by now; undefined where a writer has none yet, 0 where there is no writer. */
const readSome = (descriptor: number, piece: Buffer): number | undefined => {
	try {
		return readSync(descriptor, piece, 0, piece.length, null);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
			return undefined;
		}

		throw error;
	}
};

const readPipe = (descriptor: number, mostBytes: number, patienceMs: number): Buffer => {
	const pieces: Buffer[] = [];
	const piece = Buffer.alloc(pieceBytes);
	let total = 0;
	let silentSinceMs = performance.now();
	for (;;) {
		const count = readSome(descriptor, piece);
		if (count === 0 && total > 0) {
			return Buffer.concat(pieces);
		}

		if (count) {
			total += count;
			if (total > mostBytes) {
				throw new Error(`it gives more than ${inMegabytes(mostBytes)}`);
			}

			pieces.push(Buffer.from(piece.subarray(0, count)));
			silentSinceMs = performance.now();
		} else if (performance.now() - silentSinceMs > patienceMs) {
			throw new Error(`it is a pipe, and nothing came for ${Math.round(patienceMs / 1000)} s`);
		} else {
			pause(pipePauseMs);
		}
	}
};

/** What is neither a file nor a folder, in words; undefined for those. */
export const notStored = (stats: Stats): string | undefined =>
	stats.isFile() || stats.isDirectory()
		? undefined
		: `it is a ${stats.isFIFO() ? 'pipe' : 'device'}, not a file`;

const assertStored = (stats: Stats): void => {
	const words = notStored(stats);
	if (words !== undefined) {
		throw new Error(words);
	}
};

/**
Opens a file to be read at any place of it. Close it.

@throws Error of the file system, or where it is a pipe, a device or a socket. A folder is opened: reading it fails.
*/
export const openGiven = (file: string): number => {
	const descriptor = openAtOnce(file);
	try {
		assertStored(fstatSync(descriptor));
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
};

/**
All of a file, or of a pipe with a writer.

@param file Its path; as bytes where it is no text.
@param limits Larger ones are refused; a pipe that says nothing for `patienceMs` is given up, and with 0 refused.
@throws Error of the file system, or where it is a device, too large, or a pipe without a word.
*/
export const readGiven = (
	file: string | Buffer,
	{mostBytes = usualMostBytes, patienceMs = pipePatienceMs} = {},
): Buffer => {
	const descriptor = openAtOnce(file);
	try {
		const stats = fstatSync(descriptor);
		if (stats.isFIFO() && patienceMs > 0) {
			return readPipe(descriptor, mostBytes, patienceMs);
		}

		if (stats.size > mostBytes && stats.isFile()) {
			throw new Error(
				`it has ${inMegabytes(stats.size)}, more than the ${inMegabytes(mostBytes)} that are read`,
			);
		}

		assertStored(stats);
		return readFileSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
};

/** The same as text in UTF-8. */
export const readGivenText = (
	file: string,
	limits?: {readonly mostBytes?: number; readonly patienceMs?: number},
): string => readGiven(file, limits).toString('utf8');

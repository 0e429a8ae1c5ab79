import {closeSync, readSync} from 'node:fs';
import {LineSplitter} from '../../text/line-splitter.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {openGiven} from '../../system/read-given.js';
import {errnoText} from '../../system/errno-text.js';
import {JournalReader} from './journal-reader.js';

const chunkBytes = 256 * 1024;
/** No record comes near; what has no line break is no journal. */
const longestLine = 16 * 2 ** 20;

/** The whole lines of a file from a place on; a file that grows can be asked again. */
export class LineSource {
	readonly #file: string;
	#offset = 0;
	#hasGiven = false;
	readonly #splitter = new LineSplitter(longestLine);

	constructor(file: string) {
		this.#file = file;
	}

	/**
	The lines that are whole by now and were not given before.

	@throws UserError where the file cannot be read.
	*/
	*lines(): Generator<string> {
		let descriptor: number;
		try {
			descriptor = openGiven(this.#file);
		} catch (error) {
			throw new UserError(`cannot read ${sanitize(this.#file)}: ${errnoText(error)}`, {
				cause: error,
			});
		}

		const buffer = Buffer.alloc(chunkBytes);
		try {
			for (;;) {
				const count = readSync(descriptor, buffer, 0, chunkBytes, this.#offset);
				if (count === 0) {
					return;
				}

				this.#offset += count;
				for (const line of this.#splitter.push(buffer.subarray(0, count))) {
					this.#hasGiven = true;
					yield line;
				}

				if (this.#splitter.skipped > 0) {
					if (this.#hasGiven) {
						// What a disk made of the last write: the lines before it stand.
						return;
					}

					throw new UserError(`${sanitize(this.#file)}: no journal of edgetop (no line ends)`);
				}
			}
		} finally {
			closeSync(descriptor);
		}
	}
}

/**
What a journal tells, up to its last whole line. A line that cannot be read ends it where it is the last one (a torn write); anywhere else the file is damaged.

@throws UserError where the file is no journal, or is damaged before its end.
*/
export const readJournal = (file: string): JournalReader => {
	const reader = new JournalReader(file);
	let failure: UserError | undefined;
	for (const line of new LineSource(file).lines()) {
		if (failure) {
			throw failure;
		}

		failure = reader.push(line);
	}

	if (!reader.hasBegun) {
		throw failure ?? new UserError(`${sanitize(file)}: no journal of edgetop (it is empty)`);
	}

	return reader;
};

const journalHead = '{"kind":"edgetop-journal"';

/** Whether a text begins as a journal does. */
export const isJournalText = (text: string): boolean => text.startsWith(journalHead);

/** Whether a file begins as a journal does. */
export const isJournal = (file: string): boolean => {
	try {
		const descriptor = openGiven(file);
		try {
			const buffer = Buffer.alloc(64);
			const count = readSync(descriptor, buffer, 0, 64, 0);
			return isJournalText(buffer.toString('utf8', 0, count));
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return false;
	}
};

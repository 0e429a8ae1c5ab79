import {closeSync, readSync} from 'node:fs';
import {type JsonObject} from '../merge-patch.js';
import {isRunning} from '../../system/process-start.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {fieldsOf, JournalReader} from '../read/journal-reader.js';
import {LineSource} from '../read/read-journal.js';
import {openGiven} from '../../system/read-given.js';
import {Courses} from './time-series.js';

/** The state is kept once in so many records: a jump reads no more than these again. */
const recordsPerMark = 60;

/** The journal as it stood after the line that ends at a place in its file. */
type Mark = {readonly atMs: number; readonly offset: number; readonly reader: JournalReader};

/** Session time of a line, ms; undefined where it has none. */
const timeOf = (line: string): number | undefined => {
	// The writer puts it first: a line need not be parsed twice.
	const written = /^\{"atMs":(-?\d+(?:\.\d+)?)[,}]/.exec(line)?.[1];
	if (written !== undefined) {
		return Number(written);
	}

	try {
		const {atMs} = JSON.parse(line) as {atMs?: unknown};
		return typeof atMs === 'number' ? atMs : undefined;
	} catch {
		return undefined;
	}
};

/**
A journal that can be asked for any moment of its run, also while the run goes on: `read` takes in what was appended since. Memory: a copy of the state every 60 records and some numbers a record, not the lines.
*/
export class Recording {
	readonly courses = new Courses();
	readonly #file: string;
	readonly #source: LineSource;
	readonly #tail: JournalReader;
	readonly #marks: Mark[] = [];
	#recordsSinceMark = 0;
	/** Bytes in the lines taken so far. */
	#offset = 0;
	#failure: UserError | undefined;
	#cursor: {readonly mark: Mark; readonly reader: JournalReader; place: number} | undefined;
	#lines:
		{readonly mark: Mark; readonly end: number; readonly lines: readonly string[]} | undefined;

	/**
	@throws UserError where the file cannot be read, is no journal, or is damaged before its end.
	*/
	constructor(file: string) {
		this.#file = file;
		this.#source = new LineSource(file);
		this.#tail = new JournalReader(file);
		this.read();
		if (!this.#tail.hasBegun) {
			throw (
				this.#failure ?? new UserError(`${sanitize(file)}: no journal of edgetop (it is empty)`)
			);
		}
	}

	get file(): string {
		return this.#file;
	}

	/** Session time of the last record, ms. */
	get endMs(): number {
		return this.#tail.atMs;
	}

	/** Whether the last line tells the end of the run. */
	get hasEnded(): boolean {
		return this.#tail.end !== undefined;
	}

	/** Whether the process that writes it still lives. */
	get isGrowing(): boolean {
		const {pid, processStart} = this.#tail.header;
		return !this.hasEnded && isRunning(pid, processStart);
	}

	/**
	Takes in the lines that were appended since the last call.

	@returns Whether there were any.
	@throws UserError where a line that others follow is damaged.
	*/
	read(): boolean {
		const before = this.#offset;
		for (const line of this.#source.lines()) {
			if (this.#failure) {
				throw this.#failure;
			}

			this.#take(line);
		}

		return this.#offset > before;
	}

	/** What was known at a session time, ms: all lines up to it, and at the least the first record. Valid until the next call. */
	at(ms: number): JournalReader {
		const mark = this.#marks.findLast(({atMs}) => atMs <= ms) ?? this.#marks[0]!;
		let cursor = this.#cursor;
		if (cursor?.mark !== mark || cursor.reader.atMs > ms) {
			cursor = {mark, reader: mark.reader.copy(), place: 0};
			this.#cursor = cursor;
		}

		const lines = this.#linesAfter(mark);
		for (; cursor.place < lines.length; cursor.place++) {
			const line = lines[cursor.place]!;
			const hasFigures = Object.keys(cursor.reader.document).length > 0;
			if (hasFigures && (timeOf(line) ?? 0) > ms) {
				break;
			}

			cursor.reader.push(line);
		}

		return cursor.reader;
	}

	#take(line: string): void {
		const hadBegun = this.#tail.hasBegun;
		if (hadBegun && this.#recordsSinceMark >= recordsPerMark) {
			this.#mark();
		}

		const eventsBefore = this.#tail.events.total;
		this.#failure = this.#tail.push(line);
		this.#offset += Buffer.byteLength(line) + 1;
		if (!this.#tail.hasBegun && this.#failure) {
			throw this.#failure;
		}

		if (!hadBegun) {
			this.#mark();
		}

		if (hadBegun && !this.#failure) {
			this.#recordsSinceMark++;
		}

		const isEvent = this.#tail.events.total > eventsBefore;
		if (hadBegun && !isEvent && !this.#failure && !this.hasEnded) {
			this.#chart();
		}
	}

	#mark(): void {
		this.#marks.push({
			atMs: this.#tail.atMs,
			offset: this.#offset,
			reader: this.#tail.copy(),
		});
		this.#recordsSinceMark = 0;
	}

	/** The last record as points of the charts. */
	#chart(): void {
		const {document, atMs} = this.#tail;
		const live = fieldsOf(document['live']);
		const readings = fieldsOf(live['readings']);
		const charted = Array.isArray(live['charted']) ? live['charted'].map(String) : [];
		this.courses.add(
			atMs,
			countedFps(document),
			new Map(charted.map(id => [id, numberIn(fieldsOf(readings[id])['value'])])),
		);
	}

	/** The lines from a mark to the next one, or to the end of the file. */
	#linesAfter(mark: Mark): readonly string[] {
		const next = this.#marks[this.#marks.indexOf(mark) + 1];
		const end = next?.offset ?? this.#offset;
		if (this.#lines?.mark !== mark || this.#lines.end !== end) {
			const text = this.#textOf(mark.offset, end);
			this.#lines = {mark, end, lines: text === '' ? [] : text.trimEnd().split('\n')};
		}

		return this.#lines.lines;
	}

	#textOf(from: number, end: number): string {
		const buffer = Buffer.alloc(end - from);
		const descriptor = openGiven(this.#file);
		try {
			let done = 0;
			while (done < buffer.length) {
				const count = readSync(descriptor, buffer, done, buffer.length - done, from + done);
				if (count === 0) {
					break;
				}

				done += count;
			}

			return buffer.toString('utf8', 0, done);
		} finally {
			closeSync(descriptor);
		}
	}
}

const numberIn = (value: unknown): number | undefined =>
	typeof value === 'number' ? value : undefined;

/** FPS of the last second of the newest segment; undefined while nothing is counted. */
const countedFps = (document: JsonObject): number | undefined => {
	const {phase} = fieldsOf(document['live']);
	const newest = fieldsOf(Object.values(fieldsOf(document['segments'])).at(-1));
	return phase === 'running' || phase === 'restarting'
		? numberIn(fieldsOf(newest['fps'])['last1s'])
		: undefined;
};

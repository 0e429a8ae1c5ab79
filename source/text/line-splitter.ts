import {type Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';

export type LineOptions = {
	/** Whether the start of a line that is too long is a line. @default it is thrown away whole */
	readonly isCut?: boolean;
	/** What ends a line. @default a line feed, with or without a carriage return */
	readonly ends?: RegExp;
};

/**
Lines out of chunks, in bounded memory: what is longer than a line may be is thrown away up to its end, and counted.
*/
export class LineSplitter {
	readonly #longest: number;
	readonly #isCut: boolean;
	readonly #ends: RegExp;
	readonly #decoder = new StringDecoder('utf8');
	#rest = '';
	#isSkipping = false;
	#skipped = 0;

	/** @param longest Characters of a line. */
	constructor(longest: number, {isCut = false, ends = /\r?\n/}: LineOptions = {}) {
		this.#longest = longest;
		this.#isCut = isCut;
		this.#ends = ends;
	}

	/** Lines that were too long. */
	get skipped(): number {
		return this.#skipped;
	}

	/** The lines that end in this chunk, without their ends. */
	push(chunk: Uint8Array): string[] {
		const text = this.#decoder.write(chunk);
		// Without an end in it nothing is split: of a long line each chunk would be gone through again.
		const parts = this.#ends.test(text)
			? (this.#rest + text).split(this.#ends)
			: [this.#rest + text];
		this.#rest = parts.pop()!;
		const lines: string[] = [];
		for (const part of parts) {
			this.#take(part, lines);
			this.#isSkipping = false;
		}

		if (this.#isSkipping || this.#rest.length > this.#longest) {
			this.#take(this.#rest, lines);
			this.#isSkipping = true;
			this.#rest = '';
		}

		return lines;
	}

	/** What came after the last line: one without its end; nothing where there was none. */
	end(): string[] {
		const rest = this.#rest;
		this.#rest = '';
		return rest === '' ? [] : [rest];
	}

	#take(line: string, lines: string[]): void {
		if (this.#isSkipping) {
			return;
		}

		const isTooLong = line.length > this.#longest;
		this.#skipped += isTooLong ? 1 : 0;
		if (!isTooLong || this.#isCut) {
			lines.push(line.slice(0, this.#longest));
		}
	}
}

/**
Hands on the lines that a program writes, the last one too where it has no end. A program that never ends its line takes no more memory than the longest; a progress bar that goes back to the start of its row is lines.

@param longest Characters of a line: of a longer one its start is handed on.
*/
export const eachLine = (
	stream: Readable,
	onLine: (line: string) => void,
	longest = 8192,
): void => {
	const lines = new LineSplitter(longest, {isCut: true, ends: /\r?\n|\r/});
	stream.on('data', (chunk: Uint8Array) => {
		for (const line of lines.push(chunk)) {
			onLine(line);
		}
	});
	stream.on('end', () => {
		for (const line of lines.end()) {
			onLine(line);
		}
	});
};

import {StringDecoder} from 'node:string_decoder';

/**
Lines out of chunks, in bounded memory: what is longer than a line may be is thrown away up to its end, and counted.
*/
export class LineSplitter {
	readonly #longest: number;
	readonly #decoder = new StringDecoder('utf8');
	#rest = '';
	#isSkipping = false;
	#skipped = 0;

	/** @param longest Characters of a line. */
	constructor(longest: number) {
		this.#longest = longest;
	}

	/** Lines that were too long. */
	get skipped(): number {
		return this.#skipped;
	}

	/** The lines that end in this chunk, without their ends. */
	push(chunk: Uint8Array): string[] {
		const parts = (this.#rest + this.#decoder.write(chunk)).split('\n');
		this.#rest = parts.pop()!;
		const lines: string[] = [];
		for (const part of parts) {
			if (this.#isSkipping || part.length > this.#longest) {
				this.#skipped += this.#isSkipping ? 0 : 1;
				this.#isSkipping = false;
			} else {
				lines.push(part.endsWith('\r') ? part.slice(0, -1) : part);
			}
		}

		if (this.#isSkipping || this.#rest.length > this.#longest) {
			this.#skipped += this.#isSkipping ? 0 : 1;
			this.#isSkipping = true;
			this.#rest = '';
		}

		return lines;
	}
}

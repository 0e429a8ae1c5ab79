import {StringDecoder} from 'node:string_decoder';
import {escape, type InputPiece, InputSplitter, type MouseReport} from './split-input.js';

/** A terminal's input, as far as it is needed here. */
export type TerminalInput = Pick<
	NodeJS.ReadStream,
	'isTTY' | 'on' | 'off' | 'pause' | 'resume' | 'ref' | 'unref' | 'setRawMode'
>;

/**
Keys for Ink, whole and one at a time, without the reports of the mouse: Ink takes what comes in two pieces for two keys.
*/
export class KeyStream {
	readonly isTTY: boolean;
	readonly #input: TerminalInput;
	readonly #onMouse: (report: MouseReport) => void;
	readonly #splitter = new InputSplitter();
	readonly #decoder = new StringDecoder('utf8');
	readonly #queue: InputPiece[] = [];
	readonly #listeners = new Set<() => void>();
	#keys: string | null = null;
	#isWaiting = false;
	#timer: NodeJS.Timeout | undefined;

	constructor(input: TerminalInput, onMouse: (report: MouseReport) => void) {
		this.#input = input;
		this.#onMouse = onMouse;
		this.isTTY = input.isTTY;
	}

	/** Ink listens for `readable` and for nothing else. */
	addListener(_event: 'readable', listener: () => void): this {
		this.#listeners.add(listener);
		return this;
	}

	removeListener(_event: 'readable', listener: () => void): this {
		this.#listeners.delete(listener);
		return this;
	}

	/** What Ink reads when it is told that there is something. */
	read(): string | null {
		const keys = this.#keys;
		this.#keys = null;
		return keys;
	}

	setRawMode(isRaw: boolean): this {
		this.#input.setRawMode(isRaw);
		this.#input.off('data', this.#receive);
		if (isRaw) {
			this.#input.on('data', this.#receive);
			this.#input.resume();
		} else {
			clearTimeout(this.#timer);
			this.#input.pause();
		}

		return this;
	}

	/** Text comes as text. */
	setEncoding(): this {
		return this;
	}

	ref(): this {
		this.#input.ref();
		return this;
	}

	unref(): this {
		this.#input.unref();
		return this;
	}

	readonly #receive = (chunk: Uint8Array | string): void => {
		clearTimeout(this.#timer);
		this.#queue.push(...this.#splitter.push(Buffer.from(chunk as string).toString('latin1')));
		this.#deliver();
		const {patienceMs} = this.#splitter;
		if (patienceMs !== undefined) {
			this.#timer = setTimeout(() => {
				this.#queue.push(...this.#splitter.giveUp());
				this.#deliver();
			}, patienceMs);
		}
	};

	readonly #deliver = (): void => {
		while (!this.#isWaiting && this.#queue.length > 0) {
			const piece = this.#queue.shift()!;
			if ('mouse' in piece) {
				this.#onMouse(piece.mouse);
				continue;
			}

			const keys = this.#decoder.write(Buffer.from(piece.keys, 'latin1'));
			if (keys === '') {
				continue;
			}

			this.#keys = keys;
			for (const listener of this.#listeners) {
				listener();
			}

			if (piece.keys === escape) {
				// Ink takes an Esc for the key once nothing has followed it in this turn.
				this.#isWaiting = true;
				setImmediate(() => {
					this.#isWaiting = false;
					this.#deliver();
				});
			}
		}
	};
}

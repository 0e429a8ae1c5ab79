import {readSync} from 'node:fs';

const windowSize = 16_384;

/**
Random access to a file through one small window, so that weights which are skipped are never read.
Reading past the end throws: a truncated file is an error, not zeros.
*/
export class ByteWindow {
	static ofFile(descriptor: number, size: number): ByteWindow {
		return new ByteWindow(size, (position, target) =>
			readSync(descriptor, target, 0, target.length, position),
		);
	}

	static ofBytes(bytes: Uint8Array): ByteWindow {
		return new ByteWindow(bytes.length, (position, target) => {
			const piece = bytes.subarray(position, position + target.length);
			target.set(piece);
			return piece.length;
		});
	}

	readonly size: number;
	readonly #fill: (position: number, target: Uint8Array) => number;
	#window = new Uint8Array(0);
	#start = 0;

	/**
	@param fill Copies bytes from a position on into the target and returns how many.
	*/
	constructor(size: number, fill: (position: number, target: Uint8Array) => number) {
		this.size = size;
		this.#fill = fill;
	}

	byte(position: number): number {
		const at = position - this.#start;
		if (at >= 0 && at < this.#window.length) {
			return this.#window[at]!;
		}

		this.#move(position);
		return this.#window[0]!;
	}

	/** A copy of some bytes. */
	bytes(position: number, length: number): Uint8Array {
		const copy = new Uint8Array(length);
		for (let index = 0; index < length; index++) {
			copy[index] = this.byte(position + index);
		}

		return copy;
	}

	#move(position: number): void {
		const length = Math.min(windowSize, this.size - position);
		if (position < 0 || length <= 0) {
			throw new Error('the file ends too early');
		}

		const window = new Uint8Array(length);
		const count = this.#fill(position, window);
		if (count <= 0) {
			throw new Error('the file ends too early');
		}

		this.#window = window.subarray(0, count);
		this.#start = position;
	}
}

import {closeSync, constants, ftruncateSync, openSync, unlinkSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {freeMemory} from '../system/free-memory.js';
import {writeAll} from '../system/write-all.js';

/** Where Linux keeps files in memory. */
const memoryFolder = '/dev/shm';
/** A slot begins on a page: runtimes read it where it lies. */
const pageBytes = 4096;

let count = 0;

/** Of what is free at most so much is taken for frames that come again. */
const keptShare = 1 / 16;
/** And never more: the worker maps all of it. */
const mostKeptBytes = 256 * 2 ** 20;

/** Where in the shared memory a tensor lies: offset and length, bytes. */
export type SharedPlace = readonly [offset: number, length: number];

/** Of those that the worker has not answered yet each has a slot of its own. */
type Turn = {
	readonly slot: number;
	readonly slots: number;
	/** Whether the tensor stays as it is for good. */
	readonly isKept: boolean;
};

/**
Memory that a worker on this machine shares: a frame is written into it, and nothing of it goes through the pipe. One that comes again, pass after pass, is written once, as far as there is room. A file in memory without a name, which the worker inherits: nothing stays when both are gone, however they end.
*/
export class SharedSlots {
	/** @returns Undefined where the system has no files in memory, or lets nobody write there. */
	static open(): SharedSlots | undefined {
		if (process.platform !== 'linux') {
			return undefined;
		}

		const file = path.join(memoryFolder, `edgetop-${process.pid}-${count++}`);
		try {
			const {O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW} = constants;
			const descriptor = openSync(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
			unlinkSync(file);
			return new SharedSlots(descriptor);
		} catch {
			return undefined;
		}
	}

	readonly descriptor: number;
	/** Offsets of the frames that are kept, by the memory that they have here. */
	#kept = new WeakMap<ArrayBufferLike, number>();
	#slotBytes = 0;
	#next = 0;
	#end = 0;
	#isOpen = true;

	private constructor(descriptor: number) {
		this.descriptor = descriptor;
	}

	/**
	Writes a tensor, where it does not lie there already.

	@returns Undefined where it does not fit, as where the folder is full: it goes through the pipe.
	*/
	put(bytes: Uint8Array, {slot, slots, isKept}: Turn): SharedPlace | undefined {
		if (!this.#isOpen) {
			return undefined;
		}

		const {length} = bytes;
		const known = isKept ? this.#kept.get(bytes.buffer) : undefined;
		if (known !== undefined) {
			return [known, length];
		}

		try {
			if (length > this.#slotBytes) {
				this.#divide(length, slots);
			}

			if (isKept && this.#next < this.#end) {
				const offset = this.#next;
				this.#next += this.#slotBytes;
				if (this.#tryWrite(bytes, offset)) {
					this.#kept.set(bytes.buffer, offset);
					return [offset, length];
				}

				this.#end = offset;
			}

			const offset = slot * this.#slotBytes;
			writeAll(this.descriptor, bytes, offset);
			return [offset, length];
		} catch {
			this.close();
			return undefined;
		}
	}

	close(): void {
		if (this.#isOpen) {
			this.#isOpen = false;
			closeSync(this.descriptor);
		}
	}

	/** All tensors of a model are of one size: the first one tells it. The file has its whole size at once, and memory only where something was written. */
	#divide(bytes: number, slots: number): void {
		this.#slotBytes = Math.ceil(bytes / pageBytes) * pageBytes;
		const keptBytes = Math.min(mostKeptBytes, freeMemory() * keptShare);
		const room = Math.floor(keptBytes / this.#slotBytes);
		this.#next = slots * this.#slotBytes;
		this.#end = this.#next + room * this.#slotBytes;
		this.#kept = new WeakMap();
		ftruncateSync(this.descriptor, this.#end);
	}

	/** @returns False where there is no more memory. */
	#tryWrite(bytes: Uint8Array, offset: number): boolean {
		try {
			writeAll(this.descriptor, bytes, offset);
			return true;
		} catch {
			return false;
		}
	}
}

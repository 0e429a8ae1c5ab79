import {closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Where Linux keeps files in memory. */
const memoryFolder = '/dev/shm';
/** A slot begins on a page: runtimes read it where it lies. */
const pageBytes = 4096;

let count = 0;

/** Where in the shared memory a tensor lies: offset and length, bytes. */
export type SharedPlace = readonly [offset: number, length: number];

/**
Memory that a worker on this machine shares: a frame is written into it once, and nothing of it goes through the pipe. A file in memory without a name, which the worker inherits: nothing stays when both are gone, however they end.
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
	#slotBytes = 0;
	#isOpen = true;

	private constructor(descriptor: number) {
		this.descriptor = descriptor;
	}

	/**
	Writes a tensor into its slot.

	@param slots How many there are; the worker is done with what was in this one.
	@returns Undefined where it does not fit, as where the folder is full: it goes through the pipe.
	*/
	put(bytes: Uint8Array, slot: number, slots: number): SharedPlace | undefined {
		if (!this.#isOpen) {
			return undefined;
		}

		try {
			if (bytes.length > this.#slotBytes) {
				// All tensors of a model are of one size: this is the first.
				this.#slotBytes = Math.ceil(bytes.length / pageBytes) * pageBytes;
				ftruncateSync(this.descriptor, slots * this.#slotBytes);
			}

			const offset = slot * this.#slotBytes;
			let done = 0;
			while (done < bytes.length) {
				done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset + done);
			}

			return [offset, bytes.length];
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
}

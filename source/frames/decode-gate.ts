import {setTimeout as sleep} from 'node:timers/promises';

const isOpen = 0;
const working = 1;
const pollMs = 1;

/** Before decoders on other threads: closed, each finishes the picture in hand and begins no other. */
export class DecodeGate {
	/** Shared by all threads: whether it is open, and how many decoders work. */
	readonly cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));

	constructor() {
		this.open();
	}

	/**
	Resolves when no decoder works.

	@param isOver Whether all decoders have ended: one that was ended at its work counts no more.
	*/
	async close(isOver: () => boolean): Promise<void> {
		Atomics.store(this.cells, isOpen, 0);
		while (Atomics.load(this.cells, working) > 0 && !isOver()) {
			await sleep(pollMs);
		}
	}

	open(): void {
		Atomics.store(this.cells, isOpen, 1);
		Atomics.notify(this.cells, isOpen);
	}
}

/** In a decoder: runs `work` while the gate is open; a closed one holds the thread. */
export const whileOpen = async <T>(
	cells: Int32Array | undefined,
	work: () => Promise<T>,
): Promise<T> => {
	if (!cells) {
		return work();
	}

	// Counted first, looked at second: whoever closes the gate sees this decoder, or this decoder sees it closed.
	Atomics.add(cells, working, 1);
	while (Atomics.load(cells, isOpen) === 0) {
		Atomics.sub(cells, working, 1);
		Atomics.wait(cells, isOpen, 0);
		Atomics.add(cells, working, 1);
	}

	try {
		return await work();
	} finally {
		Atomics.sub(cells, working, 1);
	}
};

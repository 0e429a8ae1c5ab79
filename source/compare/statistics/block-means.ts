/** As many blocks at most; the last pair that would be one too many joins all into pairs. */
const mostBlocks = 40;

/** Means of consecutive blocks of equally many frames. */
export type Blocks = {
	/** Frames in each block: a power of two. */
	readonly frames: number;
	/** Mean latency of each block, in ms. */
	readonly inferMs: readonly number[];
	/** Wall-clock time that each block took, in ms. */
	readonly wallMs: readonly number[];
};

const inPairs = (values: readonly number[]): number[] =>
	values.flatMap((value, place) => (place % 2 === 1 ? [values[place - 1]! + value] : []));

/**
Batch means of a stream of frames (Law and Kelton: 20 to 40 batches), in constant memory: neighbours of a run are alike, so the spread of such means, not that of single frames, says how well the run knows its own average. Blocks grow with the run; from the 20th frame on there are 20 to 39.
*/
export class BlockMeans {
	#size = 1;
	#inferMs: number[] = [];
	#wallMs: number[] = [];
	#frames = 0;
	#inferSum = 0;
	#blockStartMs = 0;

	/** The clock stands at `nowMs` as the first block begins. */
	start(nowMs: number): void {
		this.#blockStartMs = nowMs;
	}

	/** @param endedAtMs When the frame's result was there, on the clock of `start`. */
	record(inferMs: number, endedAtMs: number): void {
		this.#inferSum += inferMs;
		this.#frames++;
		if (this.#frames < this.#size) {
			return;
		}

		this.#inferMs.push(this.#inferSum);
		this.#wallMs.push(endedAtMs - this.#blockStartMs);
		this.#inferSum = 0;
		this.#frames = 0;
		this.#blockStartMs = endedAtMs;
		if (this.#inferMs.length === mostBlocks) {
			this.#inferMs = inPairs(this.#inferMs);
			this.#wallMs = inPairs(this.#wallMs);
			this.#size *= 2;
		}
	}

	/** The whole blocks so far; frames of an unfinished one are left out. */
	blocks(): Blocks {
		return {
			frames: this.#size,
			inferMs: this.#inferMs.map(sum => sum / this.#size),
			wallMs: [...this.#wallMs],
		};
	}
}

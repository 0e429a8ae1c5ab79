import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../system/clock.js';

/** Frames that come at their own times, whether or not the model is done: so many cameras, so fast. */
export type ArrivalPlan = {
	readonly streams: number;
	/** Of each stream. */
	readonly framesPerSecond: number;
	/** Frames of all streams together that are to come. */
	readonly frames: number;
};

/** When frames come. */
export type FrameTimes = {
	begin(): void;
	/** When a frame arrives, monotonic ms; `count` is 0 for the first. Undefined: whenever it is asked for. */
	timeOf(count: number): number | undefined;
	hasArrived(count: number): boolean;
	/** Waits for a frame. @returns False where it was asked to stop first. */
	wait(count: number, shouldStop: () => boolean): Promise<boolean>;
};

/** The next frame is there as soon as the last is done. */
export const atOnce: FrameTimes = {
	begin: () => undefined,
	timeOf: () => undefined,
	hasArrived: () => true,
	wait: async () => true,
};

/** Timers wake up to a millisecond late; so much before the time the thread is put to sleep instead. */
const timerSlackMs = 2;
/** A word to stop is heard after so long at the latest. */
const longestSleepMs = 100;

/**
An open-loop schedule: streams that are interleaved evenly, so that one frame arrives each 1 ÷ (streams × FPS). The times are fixed when it begins; a model that is late finds the frames waiting, and none of their wait is forgotten.
*/
export class Arrivals implements FrameTimes {
	readonly #gapMs: number;
	readonly #now: () => number;
	readonly #rest = new Int32Array(new SharedArrayBuffer(4));
	#beganAtMs: number;

	constructor(
		{streams, framesPerSecond}: Pick<ArrivalPlan, 'streams' | 'framesPerSecond'>,
		now: () => number = monotonicMs,
	) {
		this.#gapMs = 1000 / (streams * framesPerSecond);
		this.#now = now;
		this.#beganAtMs = now();
	}

	/** The first frame arrives now. */
	begin(): void {
		this.#beganAtMs = this.#now();
	}

	timeOf(count: number): number {
		return this.#beganAtMs + count * this.#gapMs;
	}

	hasArrived(count: number): boolean {
		return this.#now() >= this.timeOf(count);
	}

	async wait(count: number, shouldStop: () => boolean): Promise<boolean> {
		for (;;) {
			const leftMs = this.timeOf(count) - this.#now();
			if (leftMs <= 0) {
				return true;
			}

			if (shouldStop()) {
				return false;
			}

			if (leftMs > timerSlackMs) {
				await sleep(Math.min(longestSleepMs, leftMs - timerSlackMs / 2));
			} else {
				// No inference is under way, and the CPU stays cool.
				Atomics.wait(this.#rest, 0, 0, leftMs);
			}
		}
	}
}

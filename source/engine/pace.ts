import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../system/clock.js';

/** Full speed of a replayed board, of what this machine reached in warm-up: with room to keep it evenly. */
const fullShare = 1 / 3;
/** A hiccup up to this long is caught up with; a longer one is lost. */
const longestDebtMs = 1000;
const leastScale = 0.01;

/** Spaces frames evenly, so that their rate follows a recorded board's. Stage times are not touched. */
export class Pace {
	readonly #fullPeriodMs: number;
	readonly #now: () => number;
	#scale = 1;
	#dueMs: number | undefined;

	/** @param frameMs What a frame takes where nothing holds it up. */
	constructor(frameMs: number, now: () => number = monotonicMs) {
		this.#fullPeriodMs = frameMs / fullShare;
		this.#now = now;
	}

	/** @param scale Share of full speed; at most 1, at least 1 %. */
	setScale(scale: number): void {
		this.#scale = Math.min(1, Math.max(leastScale, scale));
	}

	/** Time to wait after a frame until the next is due, ms. */
	nextWaitMs(): number {
		const nowMs = this.#now();
		const dueMs = (this.#dueMs ?? nowMs) + this.#fullPeriodMs / this.#scale;
		this.#dueMs = Math.max(dueMs, nowMs - longestDebtMs);
		return Math.max(0, this.#dueMs - nowMs);
	}

	async wait(): Promise<void> {
		const waitMs = this.nextWaitMs();
		if (waitMs >= 1) {
			await sleep(waitMs);
		}
	}
}

const windowMs = 10_000;
/** Of a window, so many readings must be there. */
const leastReadings = 5;
/** The firmware keeps a mean over many seconds at the limit: it lies on it, not somewhere below. */
const heldShare = 0.03;
/** So far above the limit it must have been before. */
const aboveShare = 0.05;

export type PowerHoldState = {
	/** Since when it stands there. */
	readonly sinceMs: number;
	/** Mean of the last 10 s. */
	readonly watts: number;
	readonly limitWatts: number;
	/** The highest mean of 10 s so far. */
	readonly highestWatts: number;
};

/**
Whether a power stands at its own sustained limit after having run above it: the mean of the last 10 s is within 3 % of the limit, and an earlier mean was 5 % above it. A processor that stood at its limit from the beginning is not held down by it now: a cap that the user set is no slow-down. The limit may be lowered meanwhile. Constant memory; a reading a second.
*/
export class PowerHold {
	#recent: Array<{readonly atMs: number; readonly watts: number}> = [];
	#highestWatts = 0;
	#state: PowerHoldState | undefined;

	get state(): PowerHoldState | undefined {
		return this.#state;
	}

	add(atMs: number, watts: number, limitWatts: number): void {
		this.#recent.push({atMs, watts});
		this.#recent = this.#recent.filter(reading => atMs - reading.atMs < windowMs);
		if (this.#recent.length < leastReadings) {
			this.#state = undefined;
			return;
		}

		const mean =
			this.#recent.reduce((sum, reading) => sum + reading.watts, 0) / this.#recent.length;
		this.#highestWatts = Math.max(this.#highestWatts, mean);
		const isHeld = Math.abs(mean - limitWatts) <= heldShare * limitWatts;
		const wasAbove = this.#highestWatts >= (1 + aboveShare) * limitWatts;
		const sinceMs = this.#state?.sinceMs ?? atMs;
		this.#state =
			isHeld && wasAbove
				? {sinceMs, watts: mean, limitWatts, highestWatts: this.#highestWatts}
				: undefined;
	}
}

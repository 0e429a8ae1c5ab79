/** The highest clock of this first stretch is the reference: a cap that the user set before the session is in it. */
const referenceMs = 30_000;
const capShare = 0.97;
const leastUse = 0.9;
const leastMs = 10_000;
/** Longer without a reading, and nothing is known of the time between. */
const longestGapMs = 2500;

export type ClockCapState = {
	/** Since when the clock has been held down while in use. */
	readonly sinceMs: number;
	readonly hertz: number;
	readonly referenceHertz: number;
};

/**
Evidence C for one clock: at or below 97 % of the session-start maximum for 10 s or more while its unit is at least 90 % in use. The session-start maximum is the highest clock of the first 30 s of readings; there is no statement before.
*/
export class ClockCap {
	#originMs: number | undefined;
	#referenceHertz = 0;
	#lastMs = Number.NEGATIVE_INFINITY;
	#lowSinceMs: number | undefined;
	#state: ClockCapState | undefined;

	/** The cap that holds now; undefined: none, or not known. */
	get state(): ClockCapState | undefined {
		return this.#state;
	}

	/**
	@param use 0…1; where it is not known, so is the reason of a low clock, and there is no evidence.
	*/
	add(atMs: number, hertz: number | undefined, use: number | undefined): void {
		if (hertz === undefined) {
			return;
		}

		this.#originMs ??= atMs;
		const isGap = atMs - this.#lastMs > longestGapMs;
		this.#lastMs = atMs;
		if (atMs - this.#originMs < referenceMs) {
			this.#referenceHertz = Math.max(this.#referenceHertz, hertz);
			return;
		}

		const isLow = hertz <= capShare * this.#referenceHertz && use !== undefined && use >= leastUse;
		if (!isLow || isGap) {
			this.#lowSinceMs = isLow ? atMs : undefined;
		}

		this.#lowSinceMs ??= isLow ? atMs : undefined;
		const sinceMs = this.#lowSinceMs;
		this.#state =
			sinceMs !== undefined && atMs - sinceMs >= leastMs
				? {sinceMs, hertz, referenceHertz: this.#referenceHertz}
				: undefined;
	}
}

/** Words whose receipt is not confirmed yet; a board that confirms none is older, or far behind. */
const mostKept = 64;

/** How long a word to the board and the next one from it take together, from receipts that the board confirms. */
export class RoundTrip {
	readonly #sentAtMs = new Map<number, number>();
	#ms: number | undefined;

	/** Of the newest receipt, ms; undefined before the first. */
	get ms(): number | undefined {
		return this.#ms;
	}

	/** The receipt of word `n` is sent now. */
	send(n: number, nowMs: number): void {
		if (this.#sentAtMs.size < mostKept) {
			this.#sentAtMs.set(n, nowMs);
		}
	}

	/** The board confirms the receipt of word `n`, which it has had for `heldMs`. */
	confirm({n, heldMs}: {readonly n: number; readonly heldMs: number}, nowMs: number): void {
		const sentAtMs = this.#sentAtMs.get(n);
		if (sentAtMs === undefined) {
			return;
		}

		this.#ms = Math.max(0, nowMs - sentAtMs - heldMs);
		for (const earlier of this.#sentAtMs.keys()) {
			if (earlier <= n) {
				this.#sentAtMs.delete(earlier);
			}
		}
	}
}

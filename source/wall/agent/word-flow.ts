/** Words that may be under way. More of them than a slow link carries would lie in buffers, and what is shown would grow older with each. */
const mostUnderWay = 8;

/** Which words a wall has heard, by their numbers. A wall that never says so is older: it gets every word. */
export class WordFlow {
	#written = 0;
	#heard: {readonly n: number; readonly atMs: number} | undefined;

	/** Whether another word would be read soon. */
	get isOpen(): boolean {
		return this.#heard === undefined || this.#written - this.#heard.n < mostUnderWay;
	}

	/** The wall has heard word `n`. Numbers of words that were never written are passed over. */
	hear(n: number, nowMs: number): void {
		if (n <= this.#written && n > (this.#heard?.n ?? 0)) {
			this.#heard = {n, atMs: nowMs};
		}
	}

	/** What the next word carries: its number, and for how long it is known which one was heard, ms. */
	next(nowMs: number): {n: number; heard?: {n: number; heldMs: number}} {
		this.#written++;
		const heard = this.#heard;
		return {
			n: this.#written,
			...(heard && {heard: {n: heard.n, heldMs: Math.round(nowMs - heard.atMs)}}),
		};
	}
}

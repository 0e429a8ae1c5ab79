/*
Up to a fixed number of samples, exact, that can be asked for order statistics several times a second while they grow: what is new since the last question is sorted by itself and merged in, so that a question costs one pass of memory moves and never a sort of everything.
*/
export class SortedSamples {
	#values = new Float64Array(256);
	/** The first `#sorted` values are in order; the rest are as they came. */
	#sorted = 0;
	#count = 0;

	get count(): number {
		return this.#count;
	}

	add(value: number): void {
		if (this.#count === this.#values.length) {
			const grown = new Float64Array(this.#values.length * 2);
			grown.set(this.#values);
			this.#values = grown;
		}

		this.#values[this.#count++] = value;
	}

	/** The k-th smallest, 0-based; `k` in 0…count − 1. */
	at(k: number): number {
		this.#settle();
		return this.#values[k]!;
	}

	/** How many samples are ≤ `value`. */
	countUpTo(value: number): number {
		this.#settle();
		return this.#upperBound(value, this.#count);
	}

	/** All samples in ascending order; a view, valid until the next `add`. */
	ascending(): Float64Array {
		this.#settle();
		return this.#values.subarray(0, this.#count);
	}

	/** Index of the first of the leading `length` values that is greater than `value`. */
	#upperBound(value: number, length: number): number {
		let low = 0;
		let high = length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#values[middle]! <= value) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		return low;
	}

	#settle(): void {
		if (this.#sorted === this.#count) {
			return;
		}

		const fresh = this.#values.slice(this.#sorted, this.#count).sort();
		// From the back: each new value opens its gap by moving the larger old ones once.
		let end = this.#sorted;
		for (let rank = fresh.length - 1; rank >= 0; rank--) {
			const value = fresh[rank]!;
			const place = this.#upperBound(value, end);
			this.#values.copyWithin(place + rank + 1, place, end);
			this.#values[place + rank] = value;
			end = place;
		}

		this.#sorted = this.#count;
	}
}

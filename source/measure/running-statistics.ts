/** What `RunningStatistics` needs to be rebuilt. */
export type RunningStatisticsJson = {
	readonly n: number;
	readonly min: number;
	readonly max: number;
	readonly mean: number;
	/** Sum of squared differences from the mean. */
	readonly m2: number;
};

/**
Count, extremes, mean and variance of a stream, exact but for rounding: Welford's recurrence, and Chan's for the union of two streams.
*/
export class RunningStatistics {
	/**
	@throws RangeError where the figures contradict each other.
	*/
	static fromJSON(json: RunningStatisticsJson): RunningStatistics {
		const {n, min, max, mean, m2} = json;
		const isSound = Number.isInteger(n) && n > 0 && min <= max && Number.isFinite(mean) && m2 >= 0;
		if (!isSound) {
			throw new RangeError('latency histogram: count, extremes and mean contradict each other');
		}

		const moments = new RunningStatistics();
		moments.#count = n;
		moments.#min = min;
		moments.#max = max;
		moments.#mean = mean;
		moments.#m2 = m2;
		return moments;
	}

	#count = 0;
	#min = Number.POSITIVE_INFINITY;
	#max = Number.NEGATIVE_INFINITY;
	#mean = 0;
	#m2 = 0;

	get count(): number {
		return this.#count;
	}

	get min(): number | undefined {
		return this.#count > 0 ? this.#min : undefined;
	}

	get max(): number | undefined {
		return this.#count > 0 ? this.#max : undefined;
	}

	get mean(): number | undefined {
		return this.#count > 0 ? this.#mean : undefined;
	}

	/** Of the samples themselves (divided by n), which is what trtexec's CV takes. */
	get standardDeviation(): number | undefined {
		return this.#count > 0 ? Math.sqrt(this.#m2 / this.#count) : undefined;
	}

	add(value: number): void {
		this.#count++;
		const difference = value - this.#mean;
		this.#mean += difference / this.#count;
		this.#m2 += difference * (value - this.#mean);
		this.#min = Math.min(this.#min, value);
		this.#max = Math.max(this.#max, value);
	}

	merge(other: RunningStatistics): void {
		if (other.#count === 0) {
			return;
		}

		const count = this.#count + other.#count;
		const difference = other.#mean - this.#mean;
		this.#m2 += other.#m2 + (difference * difference * this.#count * other.#count) / count;
		this.#mean += (difference * other.#count) / count;
		this.#count = count;
		this.#min = Math.min(this.#min, other.#min);
		this.#max = Math.max(this.#max, other.#max);
	}

	/** Undefined where there are no samples. */
	toJSON(): RunningStatisticsJson | undefined {
		return this.#count === 0
			? undefined
			: {n: this.#count, min: this.#min, max: this.#max, mean: this.#mean, m2: this.#m2};
	}
}

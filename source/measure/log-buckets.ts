/** Linear buckets in each octave: 2^8, so that a bucket's middle is within 0.2 % of every value in it. */
const subBits = 8;
const perOctave = 2 ** subBits;

/** Octaves covered, in powers of two of a millisecond: 1 ns to 4.6 h. What lies outside goes to the outermost bucket. */
const lowestPower = -20;
const highestPower = 24;
const bucketCount = (highestPower - lowestPower) * perOctave;

/** A double's high word holds sign, exponent (bias 1023) and 20 bits of mantissa: its top bits are the bucket. */
const highWord = new DataView(new ArrayBuffer(8));
const wordShift = 20 - subBits;
const wordBase = (1023 + lowestPower) << subBits;

const indexOf = (ms: number): number => {
	highWord.setFloat64(0, ms);
	const index = (highWord.getUint32(0) >>> wordShift) - wordBase;
	return Math.max(0, Math.min(bucketCount - 1, index));
};

/** Lower end of a bucket in ms. */
const lowerEdge = (index: number): number =>
	2 ** (lowestPower + Math.floor(index / perOctave)) * (1 + (index % perOctave) / perOctave);

/** Non-empty buckets as a flat list: distance from the one before, count, distance, count, … */
export type SparseBuckets = readonly number[];

/**
Counts of latencies in log-linear buckets, as in HdrHistogram: bounded memory for any number of samples (2 kB for each octave between the smallest and the largest, 90 kB at most), ≤ 0.2 % error of value.
*/
export class LogBuckets {
	/**
	@throws RangeError where the list is not one that `toSparse` gives.
	*/
	static fromSparse(sparse: SparseBuckets): LogBuckets {
		const buckets = new LogBuckets();
		let index = 0;
		for (let place = 0; place < sparse.length; place += 2) {
			const step = sparse[place]!;
			const count = sparse[place + 1];
			index += step;
			const isStep = Number.isInteger(step) && step >= (place === 0 ? 0 : 1);
			if (!isStep || index >= bucketCount || !Number.isInteger(count) || !(count! > 0)) {
				throw new RangeError(`latency histogram: bad bucket ${step}, ${count} at ${place}`);
			}

			buckets.#addTo(index, count!);
		}

		return buckets;
	}

	/** Of the octaves in use, the first count being that of bucket `#base`. */
	#counts = new Float64Array(0);
	#base = 0;
	#lowest = bucketCount;
	#highest = -1;

	add(ms: number, times = 1): void {
		this.#addTo(indexOf(ms), times);
	}

	/** Middle of the bucket that holds the k-th smallest sample, 0-based. */
	at(k: number): number {
		let before = 0;
		for (let index = this.#lowest; index <= this.#highest; index++) {
			before += this.#count(index);
			if (before > k) {
				return (lowerEdge(index) + lowerEdge(index + 1)) / 2;
			}
		}

		return Number.NaN;
	}

	/** How many samples are ≤ `ms`, taking those within a bucket as evenly spread; not a whole number. */
	countUpTo(ms: number): number {
		if (ms <= 0) {
			return 0;
		}

		const last = indexOf(ms);
		let sum = 0;
		for (let index = this.#lowest; index < last && index <= this.#highest; index++) {
			sum += this.#count(index);
		}

		const from = lowerEdge(last);
		const share = Math.min(1, (ms - from) / (lowerEdge(last + 1) - from));
		return sum + this.#count(last) * Math.max(0, share);
	}

	merge(other: LogBuckets): void {
		for (let index = other.#lowest; index <= other.#highest; index++) {
			this.#addTo(index, other.#count(index));
		}
	}

	toSparse(): SparseBuckets {
		const sparse: number[] = [];
		let previous = 0;
		for (let index = this.#lowest; index <= this.#highest; index++) {
			const count = this.#count(index);
			if (count > 0) {
				sparse.push(index - previous, count);
				previous = index;
			}
		}

		return sparse;
	}

	#count(index: number): number {
		return this.#counts[index - this.#base] ?? 0;
	}

	#addTo(index: number, times: number): void {
		this.#lowest = Math.min(this.#lowest, index);
		this.#highest = Math.max(this.#highest, index);
		const place = index - this.#base;
		if (place < 0 || place >= this.#counts.length) {
			this.#widen();
		}

		this.#counts[index - this.#base]! += times;
	}

	/** Makes room for whole octaves from the lowest to the highest bucket. */
	#widen(): void {
		const base = Math.floor(this.#lowest / perOctave) * perOctave;
		const end = (Math.floor(this.#highest / perOctave) + 1) * perOctave;
		const counts = new Float64Array(end - base);
		if (this.#counts.length > 0) {
			counts.set(this.#counts, this.#base - base);
		}

		this.#counts = counts;
		this.#base = base;
	}
}

/** After a pause longer than this a value stands for `freshSpanMs` alone: what lies between is a gap. */
const longestStepMs = 2500;
const freshSpanMs = 1000;

/** Width of the coarse points at the beginning; doubled whenever they are full. */
const firstWidthMs = 1000;

/** One column's share of a picture: weighted sum and weight. */
type Column = {sum: number; weight: number};

type Point = {readonly fromMs: number; readonly toMs: number; readonly value: number};

/**
A quantity over time in bounded memory, for charts: the newest samples as they came, and the whole time in equal steps that are merged in pairs whenever they are full, so that 24 h fit as well as a minute. A gap stays a gap: it is never 0 and never drawn over.

A sample stands for the time since the one before it (at most 2.5 s). Times are ms on one monotonic clock, not falling.
*/
export class TimeSeries {
	readonly #half: number;
	/** Ring of the newest samples: begin, end, value; NaN where there was none. All places are there from the start: what a long run takes is what a short one takes. */
	readonly #from: Float64Array;
	readonly #to: Float64Array;
	readonly #value: Float64Array;
	#held = 0;
	#next = 0;
	readonly #sums: Float64Array;
	readonly #weights: Float64Array;
	#coarseHeld = 0;
	#widthMs = firstWidthMs;
	#originMs: number | undefined;
	#lastMs: number | undefined;
	#latest: number | undefined;

	/** @param capacity Points held; half of them for the newest samples, half for the whole time. */
	constructor(capacity = 3600) {
		this.#half = Math.max(4, Math.floor(capacity / 4) * 2);
		const places = () => new Float64Array(this.#half);
		this.#from = places();
		this.#to = places();
		this.#value = places();
		this.#sums = places();
		this.#weights = places();
	}

	/** @param reading Undefined or NaN: there was none. */
	add(atMs: number, reading: number | undefined): void {
		const value = Number.isNaN(reading) ? undefined : reading;
		const stepMs = atMs - (this.#lastMs ?? Number.NEGATIVE_INFINITY);
		const toMs = atMs;
		const fromMs = atMs - (stepMs > 0 && stepMs <= longestStepMs ? stepMs : freshSpanMs);
		this.#lastMs = atMs;
		this.#latest = value;
		this.#originMs ??= fromMs;
		this.#from[this.#next] = fromMs;
		this.#to[this.#next] = toMs;
		this.#value[this.#next] = value ?? Number.NaN;
		this.#held = Math.min(this.#half, this.#held + 1);
		this.#next = (this.#next + 1) % this.#half;
		if (value !== undefined) {
			this.#addCoarse(fromMs, toMs, value);
		}
	}

	/** The newest value; undefined where the newest reading had none. */
	latest(): number | undefined {
		return this.#latest;
	}

	/**
	One time-weighted mean a column, for `columns` equal parts of fromMs…toMs; undefined where there is no data.
	*/
	points(fromMs: number, toMs: number, columns: number): Array<number | undefined> {
		const sums = Array.from({length: columns}, (): Column => ({sum: 0, weight: 0}));
		const isFull = this.#held === this.#half;
		if (this.#held === 0) {
			return sums.map(() => undefined);
		}

		const widthMs = (toMs - fromMs) / columns;
		// Columns that lie wholly in the time of the newest samples are drawn from them, the others from the coarse points.
		const firstFine = isFull ? Math.ceil((this.#from[this.#next]! - fromMs) / widthMs) : 0;
		const split = Math.max(0, Math.min(columns, firstFine));
		const spread = (point: Point, weight: number, first: number, end: number) => {
			const low = Math.max(first, Math.floor((point.fromMs - fromMs) / widthMs));
			const high = Math.min(end, Math.ceil((point.toMs - fromMs) / widthMs));
			for (let index = low; index < high; index++) {
				const begin = Math.max(point.fromMs, fromMs + index * widthMs);
				const share = weight * (Math.min(point.toMs, fromMs + (index + 1) * widthMs) - begin);
				sums[index]!.sum += point.value * share;
				sums[index]!.weight += share;
			}
		};

		for (let place = 0; place < this.#held; place++) {
			const value = this.#value[place]!;
			if (!Number.isNaN(value)) {
				spread({fromMs: this.#from[place]!, toMs: this.#to[place]!, value}, 1, split, columns);
			}
		}

		for (let index = 0; index < this.#coarseHeld; index++) {
			const [sum, weight] = [this.#sums[index]!, this.#weights[index]!];
			const from = this.#originMs! + index * this.#widthMs;
			const point = {fromMs: from, toMs: from + this.#widthMs, value: sum / weight};
			if (weight > 0) {
				spread(point, weight / this.#widthMs, 0, split);
			}
		}

		return sums.map(({sum, weight}) => (weight > 0 ? sum / weight : undefined));
	}

	#addCoarse(fromMs: number, toMs: number, value: number): void {
		const origin = this.#originMs!;
		while ((toMs - origin) / this.#widthMs >= this.#half) {
			this.#halve();
		}

		const first = Math.max(0, Math.floor((fromMs - origin) / this.#widthMs));
		const last = Math.floor((toMs - origin) / this.#widthMs);
		for (let index = first; index <= last; index++) {
			const begin = Math.max(fromMs, origin + index * this.#widthMs);
			const overlap = Math.min(toMs, origin + (index + 1) * this.#widthMs) - begin;
			if (overlap > 0) {
				this.#sums[index]! += value * overlap;
				this.#weights[index]! += overlap;
			}
		}

		this.#coarseHeld = Math.max(this.#coarseHeld, last + 1);
	}

	/** Doubles the width of the coarse points, in place. */
	#halve(): void {
		this.#widthMs *= 2;
		const pairs = Math.ceil(this.#coarseHeld / 2);
		for (const values of [this.#sums, this.#weights]) {
			for (let index = 0; index < pairs; index++) {
				values[index] = values[index * 2]! + (values[index * 2 + 1] ?? 0);
			}

			values.fill(0, pairs);
		}

		this.#coarseHeld = pairs;
	}
}

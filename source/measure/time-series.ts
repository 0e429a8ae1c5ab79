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
	/** Ring of the newest samples: begin, end, value; NaN where there was none. */
	readonly #recent: Point[] = [];
	#next = 0;
	readonly #coarse: Column[] = [];
	#widthMs = firstWidthMs;
	#originMs: number | undefined;
	#lastMs: number | undefined;
	#latest: number | undefined;

	/** @param capacity Points held; half of them for the newest samples, half for the whole time. */
	constructor(capacity = 3600) {
		this.#half = Math.max(4, Math.floor(capacity / 4) * 2);
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
		const point = {fromMs, toMs, value: value ?? Number.NaN};
		if (this.#recent.length < this.#half) {
			this.#recent.push(point);
		} else {
			this.#recent[this.#next] = point;
		}

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
		const isFull = this.#recent.length === this.#half;
		const oldest = this.#recent[isFull ? this.#next : 0];
		if (!oldest) {
			return sums.map(() => undefined);
		}

		const widthMs = (toMs - fromMs) / columns;
		// Columns that lie wholly in the time of the newest samples are drawn from them, the others from the coarse points.
		const firstFine = isFull ? Math.ceil((oldest.fromMs - fromMs) / widthMs) : 0;
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

		for (const point of this.#recent) {
			if (!Number.isNaN(point.value)) {
				spread(point, 1, split, columns);
			}
		}

		for (const [index, {sum, weight}] of this.#coarse.entries()) {
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
			while (this.#coarse.length <= index) {
				this.#coarse.push({sum: 0, weight: 0});
			}

			const begin = Math.max(fromMs, origin + index * this.#widthMs);
			const overlap = Math.min(toMs, origin + (index + 1) * this.#widthMs) - begin;
			if (overlap > 0) {
				this.#coarse[index]!.sum += value * overlap;
				this.#coarse[index]!.weight += overlap;
			}
		}
	}

	/** Doubles the width of the coarse points, in place. */
	#halve(): void {
		this.#widthMs *= 2;
		const pairs = Math.ceil(this.#coarse.length / 2);
		for (let index = 0; index < pairs; index++) {
			const left = this.#coarse[index * 2]!;
			const right = this.#coarse[index * 2 + 1];
			this.#coarse[index] = {
				sum: left.sum + (right?.sum ?? 0),
				weight: left.weight + (right?.weight ?? 0),
			};
		}

		this.#coarse.length = pairs;
	}
}

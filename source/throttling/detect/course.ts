import {mean} from '../../measure/statistics.js';

/** Seconds kept: the search for a baseline, and the minutes around a drop. */
const keptSeconds = 300;

/** The last five minutes of one figure, a value a second. Constant memory. */
export class Course {
	readonly #values = new Float64Array(keptSeconds);
	readonly #seconds = new Float64Array(keptSeconds).fill(Number.NaN);

	add(atMs: number, value: number | undefined): void {
		if (value === undefined || !Number.isFinite(value)) {
			return;
		}

		const second = Math.floor(atMs / 1000);
		const place = ((second % keptSeconds) + keptSeconds) % keptSeconds;
		this.#values[place] = value;
		this.#seconds[place] = second;
	}

	/** What is kept between two moments, both included. */
	between(fromMs: number, toMs: number): number[] {
		const from = Math.floor(fromMs / 1000);
		const to = Math.floor(toMs / 1000);
		const values: number[] = [];
		for (let second = Math.max(from, to - keptSeconds + 1); second <= to; second++) {
			const place = ((second % keptSeconds) + keptSeconds) % keptSeconds;
			if (this.#seconds[place] === second) {
				values.push(this.#values[place]!);
			}
		}

		return values;
	}

	/** Undefined where nothing is kept of that time. */
	mean(fromMs: number, toMs: number): number | undefined {
		const values = this.between(fromMs, toMs);
		return values.length > 0 ? mean(values) : undefined;
	}

	sum(fromMs: number, toMs: number): number {
		return this.between(fromMs, toMs).reduce((total, value) => total + value, 0);
	}
}

import {TimeSeries} from '../../measure/time-series.js';

/** Points held of a reading, as while the run was live (`throttling/thermal-series.ts`): the charts are the same. */
const readingPoints = 1200;

type Drawn = {readonly series: TimeSeries; place: number};

/**
What charts show over time: FPS and readings, one value a record. Unlike a live course it can be asked for the past: as it stood at any time. 8 bytes a record and reading.
*/
export class Courses {
	readonly #times: number[] = [];
	readonly #fps: number[] = [];
	readonly #readings = new Map<string, number[]>();
	readonly #drawn = new Map<string, Drawn>();

	/**
	One record; one of the same time replaces it.

	@param fps Undefined: a gap.
	*/
	add(
		atMs: number,
		fps: number | undefined,
		readings: ReadonlyMap<string, number | undefined>,
	): void {
		const place = this.#times.at(-1) === atMs ? this.#times.length - 1 : this.#times.length;
		this.#times[place] = atMs;
		this.#fps[place] = fps ?? Number.NaN;
		for (const [id, value] of readings) {
			let values = this.#readings.get(id);
			if (!values) {
				values = Array.from({length: place}, () => Number.NaN);
				this.#readings.set(id, values);
			}

			values[place] = value ?? Number.NaN;
		}

		for (const values of this.#readings.values()) {
			while (values.length <= place) {
				values.push(Number.NaN);
			}
		}
	}

	/** FPS in the columns of a chart that ends at `endMs`. */
	fps(endMs: number, columns: number, windowMs: number): Array<number | undefined> {
		return this.#points('', this.#fps, endMs).points(endMs - windowMs, endMs, columns);
	}

	/** The same of a reading; one that is not known has gaps alone. */
	reading(id: string, endMs: number, columns: number, windowMs: number): Array<number | undefined> {
		const values = this.#readings.get(id) ?? [];
		return this.#points(`reading ${id}`, values, endMs, readingPoints).points(
			endMs - windowMs,
			endMs,
			columns,
		);
	}

	/** The series up to `endMs`: goes on from the last call, or begins anew where that was later. */
	#points(key: string, values: readonly number[], endMs: number, capacity?: number): TimeSeries {
		let drawn = this.#drawn.get(key);
		if (!drawn || (drawn.place > 0 && this.#times[drawn.place - 1]! > endMs)) {
			drawn = {series: new TimeSeries(capacity), place: 0};
			this.#drawn.set(key, drawn);
		}

		for (; drawn.place < values.length && this.#times[drawn.place]! <= endMs; drawn.place++) {
			drawn.series.add(this.#times[drawn.place]!, values[drawn.place]);
		}

		return drawn.series;
	}
}

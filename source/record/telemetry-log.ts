import {hasValue, type Reading, type TelemetrySample} from '../sensors/sensor.js';
import {type TelemetryFigure} from './summary.js';

type Row = {
	reading: Reading;
	samples: number;
	min: number;
	max: number;
	sum: number;
	last: number | undefined;
};

/** A board with more sources than this would fill the summary with noise. */
const rowLimit = 256;

/** Minimum, mean and maximum of every reading over the session. Bounded by the number of sensors. */
export class TelemetryLog {
	readonly #rows = new Map<string, Row>();

	add(sample: TelemetrySample): void {
		for (const reading of sample.readings) {
			const row = this.#rows.get(reading.id) ?? this.#open(reading);
			if (!row) {
				continue;
			}

			row.reading = reading;
			if (hasValue(reading)) {
				row.samples++;
				row.sum += reading.value;
				row.min = Math.min(row.min, reading.value);
				row.max = Math.max(row.max, reading.value);
				row.last = reading.value;
			}
		}
	}

	figures(): TelemetryFigure[] {
		return Array.from(this.#rows.values(), ({reading, samples, min, max, sum, last}) => ({
			id: reading.id,
			label: reading.label,
			quantity: reading.quantity,
			unit: reading.unit,
			...(reading.scope && {scope: reading.scope}),
			source: reading.source,
			samples,
			...(samples > 0 && {min, mean: sum / samples, max, last}),
			...('missing' in reading && {missing: reading.missing}),
		}));
	}

	#open(reading: Reading): Row | undefined {
		if (this.#rows.size >= rowLimit) {
			return undefined;
		}

		const row: Row = {
			reading,
			samples: 0,
			min: Number.POSITIVE_INFINITY,
			max: Number.NEGATIVE_INFINITY,
			sum: 0,
			last: undefined,
		};
		this.#rows.set(reading.id, row);
		return row;
	}
}

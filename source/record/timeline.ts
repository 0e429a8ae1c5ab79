import {type Figure} from '../measure/figure.js';
import {TimeSeries} from '../measure/time-series.js';
import {type AcceleratorFigures, type HostFigures} from './live-schema.js';
import {type Summary} from './summary.js';

const capacity = 1440;
/** Columns of a saved timeline. */
const mostColumns = 240;

const valueOf = (figure: Figure | undefined): number | undefined =>
	figure && 'value' in figure ? figure.value : undefined;

const rounded = (value: number | undefined): number | null =>
	value === undefined ? null : Number(value.toPrecision(5));

/** The course of a whole run in bounded memory, for the picture that a summary carries. */
export class Timeline {
	readonly #fps = new TimeSeries(capacity);
	readonly #temperature = new TimeSeries(capacity);
	readonly #power = new TimeSeries(capacity);
	readonly #clock = new TimeSeries(capacity);
	readonly #accelerator = new TimeSeries(capacity);

	/** Call about once a second, with session time. */
	add(
		atMs: number,
		fps: number | undefined,
		host: Partial<HostFigures>,
		accelerator?: Pick<AcceleratorFigures, 'load'>,
	): void {
		this.#fps.add(atMs, fps);
		this.#temperature.add(atMs, valueOf(host.temperatureCelsius));
		this.#power.add(atMs, valueOf(host.powerWatts));
		this.#clock.add(atMs, valueOf(host.clockHertz));
		this.#accelerator.add(atMs, valueOf(accelerator?.load));
	}

	/** Means in equal steps from the session's begin to `endMs`; undefined before the first second. */
	figures(endMs: number): Summary['timeline'] {
		const columns = Math.min(mostColumns, Math.floor(endMs / 1000));
		if (columns < 1) {
			return undefined;
		}

		const course = (series: TimeSeries) =>
			series.points(0, endMs, columns).map(value => rounded(value));
		return {
			stepSeconds: endMs / 1000 / columns,
			fps: course(this.#fps),
			temperatureCelsius: course(this.#temperature),
			powerWatts: course(this.#power),
			clockHertz: course(this.#clock),
			acceleratorLoad: course(this.#accelerator),
		};
	}
}

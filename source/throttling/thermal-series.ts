import {TimeSeries} from '../measure/time-series.js';
import {partOf} from '../sensors/parts.js';
import {hasValue, type Reading} from '../sensors/sensor.js';
import {usageOf, type Usage} from '../sensors/usage.js';
import {chooseTemperature, isMeasuredClock} from '../record/host-figures.js';
import {type ForecastFigure, type Forecast} from '../record/thermal-schema.js';
import {TemperatureForecast} from './detect/forecast.js';

/** Readings whose course is kept, by quantity: what a page can show. */
const mostCharted = {temperature: 6, power: 3, clock: 3, load: 2, fan: 1} as const;
const points = 1200;
/** A watched sensor that is silent for so long has died: another is watched. */
const patienceMs = 60_000;
/** Zones that are as hot as each other keep their places. */
const bucketCelsius = 5;
/** A fit costs some milliseconds: it is made anew this often, ms of the sensors' clock. */
const forecastPeriodMs = 5000;

const isCharted = (reading: Reading): reading is Reading & {quantity: keyof typeof mostCharted} =>
	reading.quantity in mostCharted;

/** The course of temperatures, powers and clocks, in bounded memory, and where the temperature is going. */
export class ThermalSeries {
	readonly #series = new Map<string, TimeSeries>();
	readonly #counts = {temperature: 0, power: 0, clock: 0, load: 0, fan: 0};
	#forecast = new TemperatureForecast();
	#watchedId: string | undefined;
	#watched: Reading | undefined;
	#heardAtMs = 0;
	#cached: {readonly atMs: number; readonly forecast: Forecast} | undefined;

	/** Ids of the readings whose course is kept, in the order of their first sample. */
	get charted(): string[] {
		return [...this.#series.keys()];
	}

	/** The temperature that the forecast watches: the zone nearest to its passive trip, else the hottest die; chosen once. */
	get watched(): Reading | undefined {
		return this.#watched;
	}

	/** A new segment heats anew, and may compute elsewhere: what was fitted to the old load says nothing. */
	restart(): void {
		this.#watchedId = undefined;
		this.#watched = undefined;
		this.#forecast = new TemperatureForecast();
		this.#cached = undefined;
	}

	/**
	@param machineMs For the charts.
	@param boardMs For the forecast.
	@param readings In the order in which they matter to the run.
	*/
	add(
		machineMs: number,
		boardMs: number,
		readings: readonly Reading[],
		usage: Usage = usageOf(undefined, readings),
	): void {
		this.#watch(boardMs, readings, usage);
		const {watched} = this;
		if (watched) {
			this.#chart(machineMs, watched);
		}

		for (const reading of readings) {
			if (reading.id !== watched?.id) {
				this.#chart(machineMs, reading);
			}
		}

		this.#forecast.add(boardMs, watched && hasValue(watched) ? watched.value : undefined);
		if (!this.#cached || boardMs - this.#cached.atMs >= forecastPeriodMs) {
			const {passive, hot, critical} = watched?.limits ?? {};
			this.#cached = {
				atMs: boardMs,
				forecast: this.#forecast.forecast(passive ?? hot ?? critical),
			};
		}
	}

	figure(): ForecastFigure {
		const {watched} = this;
		return {
			...(watched && {label: watched.label}),
			forecast: watched
				? (this.#cached?.forecast ?? {kind: 'none', reason: 'no reading yet'})
				: {kind: 'none', reason: 'no temperature sensor'},
		};
	}

	history(
		id: string,
		endMs: number,
		columns: number,
		windowMs: number,
	): ReadonlyArray<number | undefined> {
		return (
			this.#series.get(id)?.points(endMs - windowMs, endMs, columns) ??
			Array.from({length: columns}, () => undefined)
		);
	}

	#chart(machineMs: number, reading: Reading): void {
		if (!isCharted(reading)) {
			return;
		}

		const {id, quantity} = reading;
		let series = this.#series.get(id);
		if (!series && hasValue(reading) && this.#counts[quantity] < mostCharted[quantity]) {
			series = new TimeSeries(points);
			this.#counts[quantity]++;
			this.#series.set(id, series);
		}

		series?.add(machineMs, hasValue(reading) ? reading.value : undefined);
	}

	#watch(boardMs: number, readings: readonly Reading[], usage: Usage): void {
		const now = readings.find(({id}) => id === this.#watchedId);
		this.#heardAtMs = now && hasValue(now) ? boardMs : this.#heardAtMs;
		const isSilent = this.#watchedId !== undefined && boardMs - this.#heardAtMs > patienceMs;
		const other = this.#watchedId === undefined || isSilent ? this.#choose(readings, usage) : now;
		if (other && other.id !== this.#watchedId) {
			this.#watchedId = other.id;
			this.#heardAtMs = boardMs;
			this.#forecast = new TemperatureForecast();
		}

		this.#watched = other ?? this.#watched;
	}

	/** Of what the run uses the zone nearest to its passive trip, else its hottest die. */
	#choose(readings: readonly Reading[], usage: Usage): Reading | undefined {
		const distance = ({limits, value}: {limits?: Reading['limits']; value: number}) =>
			(limits?.passive ?? Number.POSITIVE_INFINITY) - value;
		const [nearest] = readings
			.filter(({quantity}) => quantity === 'temperature')
			.filter(reading => !partOf(reading).isIndirect)
			.filter(
				reading =>
					usage.isOwn(reading) || (usage.isShared(reading) && partOf(reading).kind === 'package'),
			)
			.filter(reading => hasValue(reading))
			.filter(({limits}) => limits?.passive !== undefined)
			.sort((a, b) => distance(a) - distance(b));
		const hottest = chooseTemperature(readings, usage);
		return nearest ?? (hottest && hasValue(hottest) ? hottest : undefined);
	}
}

/** Temperatures, powers and clocks in the order in which they matter to the run: of its own part, of its package, of the rest; the hottest first. */
export const byRelevance = (readings: readonly Reading[], usage: Usage): Reading[] => {
	const rank = (reading: Reading): number => {
		if (usage.isOwn(reading)) {
			return partOf(reading).isIndirect ? 3 : 0;
		}

		return usage.isShared(reading) ? (partOf(reading).kind === 'package' ? 1 : 2) : 4;
	};

	const heat = (reading: Reading): number => {
		if (!hasValue(reading)) {
			return 0;
		}

		if (reading.quantity === 'temperature') {
			return Math.floor(reading.value / bucketCelsius);
		}

		// What the firmware measures comes before what the kernel believes.
		return isMeasuredClock(reading)
			? Number.POSITIVE_INFINITY
			: reading.quantity === 'clock' && reading.limits?.max !== undefined
				? reading.limits.max / 1e9
				: 0;
	};

	return readings.toSorted(
		(a, b) => rank(a) - rank(b) || (heat(a) === heat(b) ? 0 : heat(b) - heat(a)),
	);
};

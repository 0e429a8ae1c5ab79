import {TimeSeries} from '../measure/time-series.js';
import {hasValue, type Reading} from '../sensors/sensor.js';
import {chooseTemperature} from '../record/host-figures.js';
import {type ForecastFigure, type Forecast} from '../record/thermal-schema.js';
import {TemperatureForecast} from './detect/forecast.js';

/** Readings whose course is kept, by quantity: what a page can show. */
const mostCharted = {temperature: 6, power: 3, clock: 3, load: 2, fan: 1} as const;
const points = 1200;
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
	#cached: {readonly atMs: number; readonly forecast: Forecast} | undefined;

	/** Ids of the readings whose course is kept, in the order of their first sample. */
	get charted(): string[] {
		return [...this.#series.keys()];
	}

	/** The temperature that the forecast watches: the zone nearest to its passive trip, else the hottest die; chosen once. */
	get watched(): Reading | undefined {
		return this.#watched;
	}

	/** A new segment heats anew: what was fitted to the old load says nothing. */
	restart(): void {
		this.#forecast = new TemperatureForecast();
		this.#cached = undefined;
	}

	/**
	@param machineMs For the charts.
	@param boardMs For the forecast.
	*/
	add(machineMs: number, boardMs: number, readings: readonly Reading[]): void {
		for (const reading of readings) {
			this.#chart(machineMs, reading);
		}

		this.#watchedId ??= this.#choose(readings)?.id;
		this.#watched = readings.find(({id}) => id === this.#watchedId) ?? this.#watched;
		const {watched} = this;
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

	#choose(readings: readonly Reading[]): Reading | undefined {
		let nearest: {readonly reading: Reading; readonly distance: number} | undefined;
		for (const reading of readings) {
			const passive = reading.limits?.passive;
			if (reading.quantity === 'temperature' && hasValue(reading) && passive !== undefined) {
				const distance = passive - reading.value;
				nearest = nearest && nearest.distance <= distance ? nearest : {reading, distance};
			}
		}

		const hottest = chooseTemperature(readings);
		return nearest?.reading ?? (hottest && hasValue(hottest) ? hottest : undefined);
	}
}

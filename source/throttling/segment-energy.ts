import {type Figure} from '../measure/figure.js';
import {choosePower, type ChosenPower} from '../sensors/sources/power.js';
import {hasValue, type Reading} from '../sensors/sensor.js';
import {type EnergyFigure} from '../record/thermal-schema.js';
import {type Usage} from '../sensors/usage.js';
import {EnergyMeter, energyFigures} from './detect/energy.js';

/** A source that is silent for so long is given up for the next best. */
const patienceMs = 30_000;

/** The energy counter that belongs to a power reading: `rapl/package-0/power` and `ina3221/VDD_IN` have one. */
const counterId = (powerId: string): string =>
	powerId.endsWith('/power')
		? powerId.replace(/power$/, 'energy')
		: `${powerId.replace(/^hwmon-power\//, '')}/energy`;

/** Sum of the readings with these ids; undefined where one lacks. */
const sumOf = (ids: readonly string[], readings: readonly Reading[]): number | undefined => {
	let sum = 0;
	for (const id of ids) {
		const reading = readings.find(item => item.id === id);
		if (!reading || !hasValue(reading)) {
			return undefined;
		}

		sum += reading.value;
	}

	return sum;
};

type Source = Pick<ChosenPower, 'scope' | 'label' | 'ids'> & {
	readonly kind: 'counter' | 'power';
	/** What is added up, in joules or watts. */
	readonly meteredIds: readonly string[];
};

const sourceOf = (chosen: ChosenPower, readings: readonly Reading[]): Source => {
	const counters = chosen.ids.map(id => counterId(id));
	const hasCounters = sumOf(counters, readings) !== undefined;
	const {scope, label, ids} = chosen;
	return {
		scope,
		label,
		ids,
		kind: hasCounters ? 'counter' : 'power',
		meteredIds: hasCounters ? counters : ids,
	};
};

/** Energy of one stretch of time from the widest power source there is: by its counter where it has one, else by its watts. */
export class SegmentEnergy {
	#source: Source | undefined;
	#meter = new EnergyMeter({kind: 'power'});
	#missing: string;
	#heardAtMs = 0;
	#framesBefore = 0;
	#frames = 0;

	/**
	@param missing Why there is no energy as long as no power is read.
	*/
	constructor(missing = 'no sensor') {
		this.#missing = missing;
	}

	get meter(): EnergyMeter {
		return this.#meter;
	}

	/**
	@param frames Counted so far, for a recording in frames of its own seconds.
	@param usage What the run uses: only a meter that covers it is taken.
	*/
	add(atMs: number, readings: readonly Reading[], frames: number, usage?: Usage): void {
		const chosen = choosePower(readings, usage);
		if ('missing' in chosen) {
			this.#missing = chosen.missing;
		} else if (!this.#source || this.#isBetter(chosen, readings, atMs)) {
			this.#source = sourceOf(chosen, readings);
			this.#meter = new EnergyMeter({kind: this.#source.kind});
			this.#framesBefore = frames;
			this.#heardAtMs = atMs;
		}

		if (this.#source) {
			const value = sumOf(this.#source.meteredIds, readings);
			this.#heardAtMs = value === undefined ? this.#heardAtMs : atMs;
			this.#meter.add(atMs, value);
			this.#frames = frames;
		}
	}

	figure(idle: Figure): EnergyFigure {
		if (!this.#source) {
			const missing = {missing: this.#missing};
			return {
				meanWatts: missing,
				grossMillijoules: missing,
				netMillijoules: missing,
				fpsPerWatt: missing,
				coverage: 0,
			};
		}

		return {
			...energyFigures(this.#meter, this.#frames - this.#framesBefore, idle),
			scope: this.#source.scope,
			label: this.#source.label,
		};
	}

	/** Another source is chosen though this one still speaks (it is wider), or this one has been silent for long. */
	#isBetter(chosen: ChosenPower, readings: readonly Reading[], atMs: number): boolean {
		const {ids} = this.#source!;
		const isSame = ids.length === chosen.ids.length && ids.every(id => chosen.ids.includes(id));
		const isSilent = sumOf(ids, readings) === undefined;
		return !isSame && (!isSilent || atMs - this.#heardAtMs > patienceMs);
	}
}

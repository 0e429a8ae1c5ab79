import {type Figure} from '../../measure/figure.js';

/** A longer pause between readings is left out of the integral and of the coverage. */
const longestGapMs = 2500;
const leastCoverage = 0.9;
const leastSeconds = 60;
const idleSeconds = 30;

/** What a source of energy gives. */
export type EnergySource =
	/** Energy since some beginning, in joules. */
	| {
			readonly kind: 'counter';
			/** Where the counter begins again at 0, joules (RAPL's max_energy_range_uj); absent: it never does, and a fall is a restart. */
			readonly wrapJoules?: number;
	  }
	/** Power now, in watts: integrated by the trapezoid rule over the timestamps. */
	| {readonly kind: 'power'};

/**
Energy over time from one counter or one power reading. Times are ms on a monotonic clock. Gaps of more than 2.5 s are left out, for counters too: the coverage tells.
*/
export class EnergyMeter {
	readonly #source: EnergySource;
	#firstMs: number | undefined;
	#nowMs = 0;
	#last: {atMs: number; value: number} | undefined;
	#joules = 0;
	#coveredMs = 0;

	constructor(source: EnergySource) {
		this.#source = source;
	}

	/** Energy over the covered time. */
	get joules(): number {
		return this.#joules;
	}

	get coveredSeconds(): number {
		return this.#coveredMs / 1000;
	}

	/** From the first `add` to the last. */
	get spanSeconds(): number {
		return this.#firstMs === undefined ? 0 : (this.#nowMs - this.#firstMs) / 1000;
	}

	/** Covered part of the span, 0…1. */
	get coverage(): number {
		return this.spanSeconds > 0 ? this.coveredSeconds / this.spanSeconds : 0;
	}

	/**
	@param value Joules of a counter, watts of a power reading; undefined: not read, which widens the span alone.
	*/
	add(atMs: number, value: number | undefined): void {
		this.#firstMs ??= atMs;
		this.#nowMs = atMs;
		if (value === undefined) {
			return;
		}

		const last = this.#last;
		this.#last = {atMs, value};
		const gapMs = last ? atMs - last.atMs : 0;
		if (!last || gapMs <= 0 || gapMs > longestGapMs) {
			return;
		}

		const joules =
			this.#source.kind === 'power'
				? ((last.value + value) / 2) * (gapMs / 1000)
				: this.#rise(last.value, value, this.#source.wrapJoules);
		if (joules !== undefined) {
			this.#joules += joules;
			this.#coveredMs += gapMs;
		}
	}

	#rise(before: number, now: number, wrapJoules: number | undefined): number | undefined {
		if (now >= before) {
			return now - before;
		}

		return wrapJoules !== undefined && before <= wrapJoules ? wrapJoules - before + now : undefined;
	}
}

const lacking = (meter: EnergyMeter, seconds: number): string | undefined => {
	if (meter.coveredSeconds === 0) {
		return 'no power reading';
	}

	if (meter.spanSeconds < seconds) {
		return `needs ${seconds} s of readings, has ${Math.floor(meter.spanSeconds)} s`;
	}

	return meter.coverage < leastCoverage
		? `readings cover ${Math.floor(meter.coverage * 100)} % of the time, 90 % are needed`
		: undefined;
};

/** Mean power over the covered time, or why there is none: at least `seconds` of span and 90 % coverage. */
export const meanWatts = (meter: EnergyMeter, seconds = leastSeconds): Figure => {
	const missing = lacking(meter, seconds);
	return missing === undefined ? {value: meter.joules / meter.coveredSeconds} : {missing};
};

/** The idle baseline: mean power over 30 s with the model loaded and nothing running. */
export const idleWatts = (meter: EnergyMeter): Figure => meanWatts(meter, idleSeconds);

export type EnergyFigures = {
	readonly meanWatts: Figure;
	/** Energy of all that the source covers, an inference. */
	readonly grossMillijoules: Figure;
	/** The same less the idle baseline. */
	readonly netMillijoules: Figure;
	readonly fpsPerWatt: Figure;
	/** Covered part of the time, 0…1. */
	readonly coverage: number;
};

/** Shown beside every energy figure. */
export const energyLabel = 'not MLPerf Power';

const map = (figure: Figure, change: (value: number) => Figure): Figure =>
	'value' in figure ? change(figure.value) : figure;

/**
Energy an inference, gross and net of idle, and FPS per watt; only at 90 % coverage or more and over 60 s or more. What the gaps hide is taken at the mean power of the rest.

@param meter Fed during the counted frames only.
@param frames Counted frames within the meter's span.
@param idle From `idleWatts`, or why there is none.
*/
export const energyFigures = (meter: EnergyMeter, frames: number, idle: Figure): EnergyFigures => {
	const watts: Figure = frames > 0 ? meanWatts(meter) : {missing: 'no frames yet'};
	const millijoules = (power: number): Figure => ({
		value: (power * meter.spanSeconds * 1000) / frames,
	});
	return {
		meanWatts: meanWatts(meter),
		grossMillijoules: map(watts, millijoules),
		netMillijoules: map(watts, power =>
			'value' in idle
				? millijoules(power - idle.value)
				: {missing: `no idle baseline: ${idle.missing}`},
		),
		fpsPerWatt: map(watts, power =>
			power > 0
				? {value: frames / meter.spanSeconds / power}
				: {missing: 'the power reading is 0 W'},
		),
		coverage: meter.coverage,
	};
};

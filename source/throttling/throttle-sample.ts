import {hasValue, type Cause, type Reading} from '../sensors/sensor.js';
import {
	type ThrottleClock,
	type ThrottlePower,
	type ThrottleSample,
	type ThrottleSignal,
	type ThrottleTemperature,
} from './detect/throttle.js';

/** Raw values of one second; the readings are absent where no new sample came. */
export type SecondFacts = {
	/** On the sensors' clock. */
	readonly atMs: number;
	readonly fps?: number;
	readonly readings?: readonly Reading[];
	/** CPU seconds that the engine used a second. Undefined: not known, or its work is done elsewhere. */
	readonly engineCpuShare?: number;
	/** Threads of the engine's model. */
	readonly threads?: number;
};

const causes: Readonly<Record<Cause, ThrottleSignal['cause']>> = {
	thermal: 'thermal',
	power: 'power',
	undervoltage: 'undervoltage',
	overcurrent: 'overcurrent',
	'noisy host': 'unknown',
	'CPU quota': 'unknown',
	unknown: 'unknown',
};

const valueOf = (reading: Reading | undefined): number | undefined =>
	reading && hasValue(reading) ? reading.value : undefined;

const signalsOf = (readings: readonly Reading[]): ThrottleSignal[] =>
	readings.flatMap(reading => {
		const {id, label, evidence, unit} = reading;
		const value = valueOf(reading);
		return evidence === undefined || evidence.kind === 'host'
			? []
			: [
					{
						id,
						label,
						kind: evidence.kind,
						cause: causes[evidence.cause],
						value,
						...(unit === 'seconds' && {unit: 's'}),
					},
				];
	});

const isCpuClock = (id: string): boolean => /^clock\/cpu\d+$/.test(id);

/** Share in use of what a clock drives: `nvidia/0/clock` by `nvidia/0/load`. */
const useOf = (id: string, readings: readonly Reading[]): number | undefined => {
	const stem = id.split('/').slice(0, -1).join('/');
	const loads = readings.filter(({quantity}) => quantity === 'load');
	const own = loads.find(load => load.id === `${stem}/load`);
	const jetson = /gpu|ga10b|gv11b|gp10b/.test(id)
		? loads.find(load => load.id === 'jetson/gpu-load')
		: undefined;
	return valueOf(own ?? jetson);
};

/**
The clocks that evidence C looks at. Of the CPUs only the highest: the model's threads run where the clock is high, and an idle core's low clock means nothing. It is in use where all CPUs are, or where each thread of the engine fills a core.
*/
const clocksOf = (facts: SecondFacts, readings: readonly Reading[]): ThrottleClock[] => {
	const clocks = readings.filter(({quantity}) => quantity === 'clock');
	const hertz = clocks
		.filter(({id}) => isCpuClock(id))
		.map(clock => valueOf(clock))
		.filter(value => value !== undefined);
	const load = valueOf(readings.find(({id}) => id === 'host/cpu-load'));
	const {engineCpuShare, threads} = facts;
	const ownUse =
		engineCpuShare === undefined || threads === undefined ? undefined : engineCpuShare / threads;
	const uses = [load, ownUse].filter(value => value !== undefined);
	const cpu: ThrottleClock[] =
		hertz.length > 0
			? [
					{
						id: 'cpu',
						label: 'CPU clock',
						hertz: Math.max(...hertz),
						...(uses.length > 0 && {use: Math.min(1, Math.max(...uses))}),
					},
				]
			: [];
	const others = clocks.filter(({id}) => !isCpuClock(id));
	return [
		...cpu,
		...others.map((clock): ThrottleClock => {
			const value = valueOf(clock);
			const use = useOf(clock.id, readings);
			return {
				id: clock.id,
				label: /clock/i.test(clock.label) ? clock.label : `${clock.label} clock`,
				hertz: value,
				use,
			};
		}),
	];
};

const temperaturesOf = (readings: readonly Reading[]): ThrottleTemperature[] =>
	readings
		.filter(({quantity}) => quantity === 'temperature')
		.map(reading => {
			const value = valueOf(reading);
			const trip = reading.limits?.passive;
			return {
				id: reading.id,
				label: reading.label,
				tempCelsius: value,
				passiveTripCelsius: trip,
			};
		});

/** Packages with a sustained limit: RAPL tells it as PL1. */
const powersOf = (readings: readonly Reading[]): ThrottlePower[] =>
	readings.flatMap(reading => {
		const {id, label, quantity, scope, limits} = reading;
		const watts = valueOf(reading);
		return quantity === 'power' && scope === 'package' && limits?.max !== undefined
			? [
					{
						id,
						label,
						limitWatts: limits.max,
						limitLabel: 'PL1',
						watts,
					},
				]
			: [];
	});

/** One second of readings and frames, as the throttle detector takes it. */
export const toThrottleSample = (facts: SecondFacts): ThrottleSample => {
	const {atMs, fps, readings, engineCpuShare} = facts;
	const steal = valueOf(readings?.find(({id}) => id === 'host/steal'));
	const quota = valueOf(readings?.find(({id}) => id === 'cgroup/throttled-periods'));
	return {
		atMs,
		fps,
		...(readings && {
			signals: signalsOf(readings),
			clocks: clocksOf(facts, readings),
			temperatures: temperaturesOf(readings),
			powers: powersOf(readings),
		}),
		stealFraction: steal,
		quotaThrottles: quota,
		...(fps !== undefined &&
			engineCpuShare !== undefined &&
			engineCpuShare > 0 && {inferencesPerCpuSecond: fps / engineCpuShare}),
	};
};

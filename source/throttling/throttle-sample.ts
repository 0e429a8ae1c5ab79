import {partOf} from '../sensors/parts.js';
import {hasValue, type Cause, type Reading} from '../sensors/sensor.js';
import {usageOf, type Usage} from '../sensors/usage.js';
import {
	type ThrottleClock,
	type ThrottlePower,
	type ThrottleSample,
	type ThrottleSetting,
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
	/** What the run uses. @default the CPU */
	readonly usage?: Usage;
};

const causes: Readonly<Record<Cause, ThrottleSignal['cause']>> = {
	thermal: 'thermal',
	power: 'power',
	undervoltage: 'undervoltage',
	overcurrent: 'overcurrent',
	external: 'external',
	'noisy host': 'unknown',
	'CPU quota': 'unknown',
	unknown: 'unknown',
};

const valueOf = (reading: Reading | undefined): number | undefined =>
	reading && hasValue(reading) ? reading.value : undefined;

/** Whether what a flag, a counter or a cooling device holds back is what the run uses, or shares its power or heat budget. */
const concerns = (reading: Reading, usage: Usage): boolean => {
	const {kind} = partOf(reading);
	if (usage.isOwn(reading)) {
		return true;
	}

	// A cooling device acts on what it is on: the GPU's slows no CPU. Those without a name may be any but the CPU's.
	if (reading.evidence?.kind === 'cooling') {
		return usage.kind !== 'cpu' && usage.device === undefined && usage.kind !== 'tpu'
			? kind === 'cpu' || kind === 'package' || kind === 'unknown'
			: usage.kind === 'cpu' && kind === 'package';
	}

	return usage.isShared(reading);
};

/** `Processor#2` is one more `Processor`. */
const baseName = (text: string): string => text.replace(/#\d+$/, '');

const signalOf = (reading: Reading, readings: readonly Reading[]): ThrottleSignal | undefined => {
	const {id, label, evidence, unit} = reading;
	if (evidence === undefined || evidence.kind === 'host') {
		return undefined;
	}

	const timeId = `${id}-time`;
	return {
		id,
		label,
		kind: evidence.kind,
		cause: causes[evidence.cause],
		value: valueOf(reading),
		...(unit === 'seconds' && {unit: 's'}),
		...(readings.some(other => other.id === timeId && hasValue(other)) && {timeId}),
	};
};

/** Cooling devices of one name act together: the highest state of them. */
const signalsOf = (readings: readonly Reading[], usage: Usage): ThrottleSignal[] => {
	const signals = new Map<string, ThrottleSignal>();
	for (const reading of readings) {
		const signal =
			reading.evidence && concerns(reading, usage) ? signalOf(reading, readings) : undefined;
		if (!signal) {
			continue;
		}

		const isCooling = signal.kind === 'cooling';
		const id = isCooling ? baseName(signal.id) : signal.id;
		const value = Math.max(signals.get(id)?.value ?? -1, signal.value ?? -1);
		signals.set(id, {
			...signal,
			id,
			label: isCooling ? baseName(signal.label) : signal.label,
			value: value < 0 ? undefined : value,
		});
	}

	return [...signals.values()];
};

const isCpuClock = (id: string): boolean => /^clock\/cpu\d+$/.test(id);

/** So many policies are clusters; more are single cores, of which idle ones say nothing. */
const mostClusters = 4;

const known = (values: ReadonlyArray<number | undefined>): number[] =>
	values.filter(value => value !== undefined);

const highestOf = (values: ReadonlyArray<number | undefined>): number | undefined => {
	const present = known(values);
	return present.length > 0 ? Math.max(...present) : undefined;
};

/** Share in use of the device that computes, where it is not the CPU: the busiest figure that speaks of it. */
const deviceLoadOf = (readings: readonly Reading[], usage: Usage): number | undefined =>
	usage.kind === 'cpu'
		? undefined
		: highestOf(
				readings
					.filter(
						reading =>
							reading.quantity === 'load' && reading.unit === 'fraction' && usage.isOwn(reading),
					)
					.map(reading => valueOf(reading)),
			);

const cpuClocks = (readings: readonly Reading[], use: number | undefined): ThrottleClock[] => {
	const policies = readings.filter(({quantity, id}) => quantity === 'clock' && isCpuClock(id));
	const present = policies.filter(policy => hasValue(policy));
	if (present.length === 0) {
		return [];
	}

	const isClusters = policies.length > 1 && policies.length <= mostClusters;
	return [
		{
			id: 'cpu',
			label: 'CPU clock',
			hertz: highestOf(present.map(policy => policy.value)),
			ceilingHertz: highestOf(present.map(({limits}) => limits?.ceiling)),
			use,
		},
		...(isClusters ? policies : []).map((policy): ThrottleClock => ({
			id: policy.id,
			label: `${policy.label} clock`,
			hertz: valueOf(policy),
			use,
		})),
	];
};

/**
The clocks that evidence C looks at: those of what the run uses. Of the CPUs the highest, and of a few clusters each, for the threads may run on one of them. A CPU is in use where all CPUs are, or where each thread of the engine fills a core.
*/
const clocksOf = (
	{engineCpuShare, threads}: SecondFacts,
	readings: readonly Reading[],
	usage: Usage,
): ThrottleClock[] => {
	const ownUse =
		engineCpuShare === undefined || threads === undefined ? undefined : engineCpuShare / threads;
	const load = valueOf(readings.find(({id}) => id === 'host/cpu-load'));
	const cpuUse = highestOf([load, ownUse]);
	const use =
		usage.kind === 'cpu'
			? cpuUse === undefined
				? undefined
				: Math.min(1, cpuUse)
			: deviceLoadOf(readings, usage);
	const others = readings.filter(
		reading => reading.quantity === 'clock' && !isCpuClock(reading.id) && usage.isOwn(reading),
	);
	return [
		...(usage.kind === 'cpu' ? cpuClocks(readings, use) : []),
		...others.map((clock): ThrottleClock => ({
			id: clock.id,
			label: /clock/i.test(clock.label) ? clock.label : `${clock.label} clock`,
			hertz: valueOf(clock),
			ceilingHertz: clock.limits?.ceiling,
			use,
		})),
	];
};

const temperaturesOf = (
	readings: readonly Reading[],
	usage: Usage,
	watchedId: string | undefined,
): ThrottleTemperature[] =>
	readings
		.filter(({quantity}) => quantity === 'temperature')
		.filter(
			reading =>
				reading.id === watchedId ||
				(!partOf(reading).isIndirect && (usage.isOwn(reading) || usage.isShared(reading))),
		)
		.map(reading => ({
			id: reading.id,
			label: reading.label,
			tempCelsius: valueOf(reading),
			passiveTripCelsius: reading.limits?.passive,
			criticalCelsius: reading.limits?.critical,
		}));

/** What a power's limit is called, where the reading says: `PL1 28 W, PL2 64 W`. */
const limitName = ({id, detail, limits}: Reading): string => {
	const names = [...(detail ?? '').matchAll(/(?<name>PL1[^,]*?) (?<watts>[\d.]+) W/g)];
	const inForce = names.find(match => Number(match.groups!['watts']) === limits?.max);
	return inForce?.groups?.['name'] ?? (id.startsWith('rapl/') ? 'PL1' : 'power limit');
};

/** Powers with a sustained limit: packages, and cards. */
const powersOf = (readings: readonly Reading[], usage: Usage): ThrottlePower[] =>
	readings.flatMap(reading => {
		const {id, label, quantity, scope, limits} = reading;
		const isOwn = scope === 'package' ? usage.isShared(reading) : usage.isOwn(reading);
		return quantity === 'power' && isOwn && limits?.max !== undefined
			? [
					{
						id,
						label,
						limitWatts: limits.max,
						limitLabel: limitName(reading),
						watts: valueOf(reading),
					},
				]
			: [];
	});

/** Only what somebody sets. */
const settingsOf = (readings: readonly Reading[]): ThrottleSetting[] =>
	readings
		.filter(({id}) => id === 'jetson/power-mode' || id === 'platform/profile')
		.map(reading => ({
			id: reading.id,
			label: reading.label,
			value: valueOf(reading),
			name: reading.detail ?? String(valueOf(reading)),
		}));

const ofHost = (readings: readonly Reading[], id: string): number | undefined =>
	valueOf(readings.find(reading => reading.id === id));

/**
One second of readings and frames, as the throttle detector takes it: of the readings only those that concern what the run uses.

@param watchedId The temperature that stands for the run.
*/
export const toThrottleSample = (facts: SecondFacts, watchedId?: string): ThrottleSample => {
	const {atMs, fps, readings, engineCpuShare, threads} = facts;
	const usage = facts.usage ?? usageOf(undefined, readings ?? []);
	return {
		atMs,
		fps,
		threads,
		...(readings && {
			signals: signalsOf(readings, usage),
			clocks: clocksOf(facts, readings, usage),
			temperatures: temperaturesOf(readings, usage, watchedId),
			powers: powersOf(readings, usage),
			settings: settingsOf(readings),
			stealFraction: ofHost(readings, 'host/steal'),
			quotaThrottles: ofHost(readings, 'cgroup/throttled-periods'),
			quotaSeconds: ofHost(readings, 'cgroup/throttled-time'),
			cpuLoad: ofHost(readings, 'host/cpu-load'),
			cpuPressure: ofHost(readings, 'pressure/cpu'),
			deviceLoad: deviceLoadOf(readings, usage),
		}),
		...(fps !== undefined &&
			engineCpuShare !== undefined &&
			engineCpuShare > 0 && {inferencesPerCpuSecond: fps / engineCpuShare}),
	};
};

import {coolsIdleCluster, type CpuShares} from '../sensors/cpu-clusters.js';
import {partOf} from '../sensors/parts.js';
import {hasValue, type Cause, type Reading} from '../sensors/sensor.js';
import {usageOf, type Usage} from '../sensors/usage.js';
import {adapterSetting} from '../sensors/sources/settings.js';
import {affinitySetting} from './detect/evidence.js';
import {cardLimitSetting} from './detect/setting-evidence.js';
import {clocksOf, deviceLoadOf, ownUseOf, type EngineUse} from './run-clocks.js';
import {
	type ThrottlePower,
	type ThrottleSample,
	type ThrottleSetting,
	type ThrottleSignal,
	type ThrottleTemperature,
} from './detect/throttle.js';

/** Raw values of one second; the readings are absent where no new sample came. */
export type SecondFacts = EngineUse & {
	/** On the sensors' clock. */
	readonly atMs: number;
	readonly fps?: number;
	readonly readings?: readonly Reading[];
	/** What the run uses. @default the CPU */
	readonly usage?: Usage;
	/** CPUs on which the engine may run, as the kernel lists them: `0-3`. */
	readonly affinity?: string;
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
		return usage.kind !== 'cpu' && !usage.isApart
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
const signalsOf = (
	readings: readonly Reading[],
	usage: Usage,
	cpuShares: CpuShares | undefined,
): ThrottleSignal[] => {
	const signals = new Map<string, ThrottleSignal>();
	for (const reading of readings) {
		const signal =
			reading.evidence && concerns(reading, usage) ? signalOf(reading, readings) : undefined;
		if (!signal || coolsIdleCluster(reading.label, readings, cpuShares)) {
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
const limitName = ({id, detail, limits}: Reading): string | undefined => {
	const names = [...(detail ?? '').matchAll(/(?<name>PL1[^,]*?) (?<watts>[\d.]+) W/g)];
	const inForce = names.find(match => Number(match.groups!['watts']) === limits?.max);
	return inForce?.groups?.['name'] ?? (id.startsWith('rapl/') ? 'PL1' : undefined);
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

/** Power modes, profiles and the supply of the whole board. */
const boardSettings = /^(?:jetson\/power-mode|setting\/(?:platform-profile|adapter))$/;

const isSetting = ({id}: Reading): boolean =>
	id.startsWith('setting/') || id.endsWith('/performance-level');

/** Power limits of the card that computes. In a laptop the firmware shares its power out anew all the time. */
const cardLimitsOf = (readings: readonly Reading[], usage: Usage): ThrottleSetting[] =>
	readings.some(({id}) => id === adapterSetting)
		? []
		: readings
				.filter(
					({quantity, scope, limits}) =>
						quantity === 'power' && scope === 'gpu' && limits?.max !== undefined,
				)
				.filter(reading => usage.isOwn(reading))
				.map(({id, label, limits}) => ({
					id: cardLimitSetting(id),
					label: `${label} power limit`,
					value: limits!.max!,
					name: `${Math.round(limits!.max!)} W`,
				}));

/** Only what somebody sets: of the board, and of the processor that the run uses. */
const settingsOf = (
	readings: readonly Reading[],
	usage: Usage,
	affinity: string | undefined,
): ThrottleSetting[] => [
	...readings
		.filter(
			reading => boardSettings.test(reading.id) || (isSetting(reading) && usage.isOwn(reading)),
		)
		.map(reading => ({
			id: reading.id,
			label: reading.label,
			value: valueOf(reading) === undefined ? undefined : (reading.detail ?? valueOf(reading)),
			name: reading.detail ?? String(valueOf(reading)),
			cause: reading.id === adapterSetting ? ('power' as const) : undefined,
		})),
	...cardLimitsOf(readings, usage),
	...(affinity === undefined || usage.kind !== 'cpu'
		? []
		: [{id: affinitySetting, label: 'CPUs of the engine', value: affinity, name: affinity}]),
];

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
			signals: signalsOf(readings, usage, facts.cpuShares),
			clocks: clocksOf(readings, usage, facts),
			temperatures: temperaturesOf(readings, usage, watchedId),
			powers: powersOf(readings, usage),
			settings: settingsOf(readings, usage, facts.affinity),
			stealFraction: ofHost(readings, 'host/steal'),
			quotaThrottles: ofHost(readings, 'cgroup/throttled-periods'),
			quotaSeconds: ofHost(readings, 'cgroup/throttled-time'),
			cpuLoad: ofHost(readings, 'host/cpu-load'),
			cpuPressure: ofHost(readings, 'pressure/cpu'),
			memoryPressure: ofHost(readings, 'pressure/memory'),
			deviceLoad: deviceLoadOf(readings, usage),
		}),
		ownUse: ownUseOf(facts),
		ownCpu: engineCpuShare,
		...(fps !== undefined &&
			engineCpuShare !== undefined &&
			engineCpuShare > 0 && {inferencesPerCpuSecond: fps / engineCpuShare}),
	};
};

import {hasValue, type Reading} from './sensor.js';

/*
CPUs that share a clock: a cluster of a big.LITTLE processor, or a core of its own. Which of them a run is on: by its threads where they are known, else by what is in use.
*/

/** Part of the engine's CPU time that it spent on each CPU, by number. */
export type CpuShares = ReadonlyMap<number, number>;

/** A cluster with less of the engine's CPU time is not the run's. */
const leastShare = 0.15;
/** A CPU that is less in use carries no thread of a run. */
const leastLoad = 0.5;

export const isCpuClock = ({id, quantity}: Pick<Reading, 'id' | 'quantity'>): boolean =>
	quantity === 'clock' && /^clock\/cpu\d+$/.test(id);

const firstCpuOf = ({id}: Reading): number => Number(id.slice('clock/cpu'.length));

/** The CPUs of each clock; where the kernel does not list them, all from the policy's number to the next one's. */
const cpusOf = (clock: Reading, clocks: readonly Reading[], cpu: number): boolean => {
	if (clock.cpus) {
		return clock.cpus.includes(cpu);
	}

	const first = firstCpuOf(clock);
	const next = Math.min(
		...clocks.map(other => firstCpuOf(other)).filter(other => other > first),
		Number.POSITIVE_INFINITY,
	);
	return cpu >= first && cpu < next;
};

const perCpuOf = (readings: readonly Reading[]): readonly number[] | undefined => {
	const load = readings.find(({id}) => id === 'host/cpu-load');
	return load && hasValue(load) ? load.perCpu : undefined;
};

/**
The clocks of the clusters that a run is on; all of them where nothing tells.

@param shares Where the engine's threads spent their time.
*/
export const clocksInUse = (
	clocks: readonly Reading[],
	readings: readonly Reading[],
	shares?: CpuShares,
): readonly Reading[] => {
	const perCpu = perCpuOf(readings);
	const isUsed = (clock: Reading): boolean => {
		if (shares) {
			const part = [...shares]
				.filter(([cpu]) => cpusOf(clock, clocks, cpu))
				.reduce((sum, [, share]) => sum + share, 0);
			return part >= leastShare;
		}

		return perCpu?.some((load, cpu) => load >= leastLoad && cpusOf(clock, clocks, cpu)) ?? true;
	};

	const used = clocks.filter(clock => isUsed(clock));
	return used.length > 0 ? used : clocks;
};

/** `cpufreq-cpu4` acts on the cluster of CPU 4; `thermal-cpufreq-1`, as older kernels say it, on the second one. */
const coolingPattern = /cpufreq-cpu(?<cpu>\d+)$|thermal-cpufreq-(?<place>\d+)$/;

/**
Whether a cooling device slows a cluster on which the run is not; false where nothing tells.

@param label Of the cooling device.
*/
export const coolsIdleCluster = (
	label: string,
	readings: readonly Reading[],
	shares: CpuShares | undefined,
): boolean => {
	const groups = coolingPattern.exec(label)?.groups;
	const clocks = readings.filter(reading => isCpuClock(reading));
	if (!shares || !groups || clocks.length < 2) {
		return false;
	}

	const cooled = groups['cpu']
		? clocks.find(clock => cpusOf(clock, clocks, Number(groups['cpu'])))
		: clocks[Number(groups['place'])];
	const used = clocksInUse(clocks, readings, shares);
	return cooled !== undefined && used.length < clocks.length && !used.includes(cooled);
};

/**
How far the CPUs of one clock are in use, 0…1: the mean of as many of the busiest as the run has threads; undefined where the system does not tell its CPUs apart.
*/
export const clusterLoad = (
	clock: Reading,
	clocks: readonly Reading[],
	readings: readonly Reading[],
	threads = Number.POSITIVE_INFINITY,
): number | undefined => {
	const loads = (perCpuOf(readings) ?? []).filter((_, cpu) => cpusOf(clock, clocks, cpu));
	const busiest = loads.toSorted((a, b) => b - a).slice(0, Math.max(1, threads));
	return busiest.length > 0
		? busiest.reduce((sum, load) => sum + load, 0) / busiest.length
		: undefined;
};

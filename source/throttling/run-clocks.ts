import {clocksInUse, clusterLoad, isCpuClock, type CpuShares} from '../sensors/cpu-clusters.js';
import {hasValue, type Reading} from '../sensors/sensor.js';
import {type Usage} from '../sensors/usage.js';
import {type ThrottleClock} from './detect/throttle.js';

/** What is known of the engine's own use of the CPUs in one second. */
export type EngineUse = {
	/** CPU seconds that the engine used a second. Undefined: not known, or its work is done elsewhere. */
	readonly engineCpuShare?: number;
	/** Threads of the engine's model. */
	readonly threads?: number;
	/** Where its threads spent their time. */
	readonly cpuShares?: CpuShares;
};

/** So many policies are clusters; more are single cores, of which idle ones say nothing. */
const mostClusters = 4;

const valueOf = (reading: Reading | undefined): number | undefined =>
	reading && hasValue(reading) ? reading.value : undefined;

const highestOf = (values: ReadonlyArray<number | undefined>): number | undefined => {
	const present = values.filter(value => value !== undefined);
	return present.length > 0 ? Math.max(...present) : undefined;
};

/** Share in use of the device that computes, where it is not the CPU: the busiest figure that speaks of it. */
export const deviceLoadOf = (readings: readonly Reading[], usage: Usage): number | undefined =>
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

/** How far the engine's threads fill their cores, 0…1. */
export const ownUseOf = ({engineCpuShare, threads}: EngineUse): number | undefined =>
	engineCpuShare === undefined || threads === undefined
		? undefined
		: Math.min(1, engineCpuShare / threads);

/** Time that the hypervisor took was wanted here. */
const cpuLoadOf = (readings: readonly Reading[]): number | undefined => {
	const load = valueOf(readings.find(({id}) => id === 'host/cpu-load'));
	const steal = valueOf(readings.find(({id}) => id === 'host/steal')) ?? 0;
	return load === undefined ? undefined : Math.min(1, load + steal);
};

/** A CPU is in use where all CPUs are, where each thread of the engine fills a core, or where as many CPUs of its cluster as it has threads are. */
const cpuClocks = (readings: readonly Reading[], engine: EngineUse): ThrottleClock[] => {
	const policies = readings.filter(reading => isCpuClock(reading));
	const present = policies.filter(policy => hasValue(policy));
	if (present.length === 0) {
		return [];
	}

	const used = clocksInUse(present, readings, engine.cpuShares);
	const ownUse = ownUseOf(engine);
	const load = cpuLoadOf(readings);
	const loads = new Map(
		policies.map(policy => [policy, clusterLoad(policy, policies, readings, engine.threads)]),
	);
	// Where the CPUs are told apart, a cluster is in use where its own are: the engine's threads may be on another.
	const clusterUse = (cluster: Reading): number | undefined => {
		const own = loads.get(cluster);
		return own === undefined
			? highestOf([load, ownUse])
			: highestOf([own, engine.cpuShares && ownUse]);
	};

	const isClusters = policies.length > 1 && policies.length <= mostClusters;
	return [
		{
			id: 'cpu',
			label: 'CPU clock',
			hertz: highestOf(used.map(policy => valueOf(policy))),
			ceilingHertz: highestOf(used.map(({limits}) => limits?.ceiling)),
			maxHertz: highestOf(used.map(({limits}) => limits?.max)),
			use: highestOf([load, ownUse, ...used.map(clock => loads.get(clock))]),
		},
		...(isClusters ? policies : [])
			.filter(policy => !hasValue(policy) || used.includes(policy))
			.map((policy): ThrottleClock => ({
				id: policy.id,
				label: `${policy.label} clock`,
				hertz: valueOf(policy),
				ceilingHertz: policy.limits?.ceiling,
				maxHertz: policy.limits?.max,
				use: clusterUse(policy),
			})),
	];
};

/** The clocks that evidence C looks at: those of what the run uses. Of the CPUs the highest that carries the run, and of a few clusters each of those. */
export const clocksOf = (
	readings: readonly Reading[],
	usage: Usage,
	engine: EngineUse,
): ThrottleClock[] => {
	const use =
		usage.kind === 'cpu'
			? highestOf([cpuLoadOf(readings), ownUseOf(engine)])
			: deviceLoadOf(readings, usage);
	const others = readings.filter(
		reading => reading.quantity === 'clock' && !isCpuClock(reading) && usage.isOwn(reading),
	);
	return [
		...(usage.kind === 'cpu' ? cpuClocks(readings, engine) : []),
		...others.map((clock): ThrottleClock => ({
			id: clock.id,
			label: /clock/i.test(clock.label) ? clock.label : `${clock.label} clock`,
			hertz: valueOf(clock),
			ceilingHertz: clock.limits?.ceiling,
			maxHertz: clock.limits?.max,
			use,
		})),
	];
};

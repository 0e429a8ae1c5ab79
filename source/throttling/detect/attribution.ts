import {type SlowdownReason} from '../../record/thermal-schema.js';
import {type Evidence, type Surroundings} from './throttle-evidence.js';

/** Why the frames became fewer. */

/** Reasons that are no throttling: others took the processor. */
export const contentionReasons: ReadonlySet<SlowdownReason> = new Set<SlowdownReason>([
	'noisy host',
	'CPU quota',
	'another process',
]);

/** Means over a stretch of time; undefined: not measured. */
export type HostLoad = {
	/** Share of CPU time that the hypervisor took, 0…1. */
	readonly stealFraction?: number;
	/** Throttled periods of the own cgroup a second. */
	readonly quotaThrottlesPerSecond?: number;
	/** Inferences per second of CPU time that the engine itself used. */
	readonly inferencesPerCpuSecond?: number;
};

/** Steal up by more than 3 points. */
const stealRise = 0.03;

/**
"Unchanged" for inferences per CPU-second: they fell by at most a third of what FPS fell. Competing processes cost some of it, too, through shared caches and sibling threads; a lowered clock costs it all.
*/
const unchangedShare = 1 / 3;

/** A quota's throttled periods rise where they grow by half against the baseline. */
const quotaRise = 1.5;

export type Attribution = {readonly reason: SlowdownReason; readonly texts: readonly string[]};

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const hostAttribution = (
	before: HostLoad,
	during: HostLoad,
	lossFraction: number,
): Attribution | undefined => {
	const {stealFraction: stealBefore, quotaThrottlesPerSecond: quotaBefore = 0} = before;
	const {stealFraction: steal, quotaThrottlesPerSecond: quota} = during;
	if (steal !== undefined && stealBefore !== undefined && steal - stealBefore > stealRise) {
		const texts = [`CPU steal ${percent(stealBefore)} → ${percent(steal)}`];
		return {reason: 'noisy host', texts};
	}

	if (quota !== undefined && quota > 0 && quota > quotaBefore * quotaRise) {
		return {reason: 'CPU quota', texts: [`cgroup throttled ${quota.toFixed(1)} times a second`]};
	}

	const {inferencesPerCpuSecond: own} = during;
	const ownBefore = before.inferencesPerCpuSecond;
	if (own !== undefined && ownBefore !== undefined && ownBefore > 0) {
		const ownLoss = 1 - own / ownBefore;
		if (ownLoss <= unchangedShare * lossFraction) {
			const change = (-ownLoss * 100)
				.toFixed(0)
				.replace(/^-(?=[^0])/, '−')
				.replace('-0', '0');
			return {
				reason: 'another process',
				texts: [`inferences per CPU-second changed by ${change} % only`],
			};
		}
	}

	return undefined;
};

const powerCauses = new Set(['power', 'undervoltage', 'overcurrent']);

/**
Evidence that speaks of power, else of heat; undefined: of neither. Flags before what is only read beside a lowered clock.
*/
export const attributeEvidence = (
	evidence: readonly Evidence[],
	{nearTrips, heldPowers, hasTrips}: Surroundings,
): Attribution | undefined => {
	const flags = evidence.filter(({letter}) => letter === 'A');
	const power = flags.filter(({cause}) => powerCauses.has(cause));
	if (power.length > 0) {
		return {reason: 'power', texts: power.map(({text}) => text)};
	}

	const thermal = flags.filter(({cause}) => cause === 'thermal');
	if (thermal.length > 0) {
		return {reason: 'thermal', texts: [...thermal, ...nearTrips].map(({text}) => text)};
	}

	const cooling = evidence.filter(({letter}) => letter === 'B');
	const isClockDown = evidence.some(({letter}) => letter === 'C');
	if (isClockDown && cooling.length === 0 && heldPowers.length > 0) {
		return {reason: 'power', texts: heldPowers.map(({text}) => text)};
	}

	if ((isClockDown || cooling.length > 0) && nearTrips.length > 0) {
		return {reason: 'thermal', texts: nearTrips.map(({text}) => text)};
	}

	// Where no zone tells its trips, a cooling device that the kernel raised for heat stands for them.
	const forHeat = cooling.filter(({cause}) => cause === 'thermal');
	return forHeat.length > 0 && !hasTrips
		? {reason: 'thermal', texts: forHeat.map(({text}) => text)}
		: undefined;
};

/**
The reason of a drop, by the first that fits: CPU steal up by more than 3 points; cgroup quota at work; inferences per own CPU-second unchanged while FPS fell; undervoltage, over-current or power cap, or a clock that is down while the package stands at its sustained power limit; thermal flag, or within 3 °C of a passive trip with a cooling device or a lowered clock; else unexplained.
*/
export const attribute = (
	host: {readonly before: HostLoad; readonly during: HostLoad; readonly lossFraction: number},
	evidence: readonly Evidence[],
	surroundings: Surroundings,
): Attribution =>
	hostAttribution(host.before, host.during, host.lossFraction) ??
	attributeEvidence(evidence, surroundings) ?? {reason: 'unexplained', texts: []};

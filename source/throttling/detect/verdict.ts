import {type SlowdownReason, type ThrottleVerdict} from '../../record/thermal-schema.js';
import {contentionReasons, orderlyReasons} from './attribution.js';
import {
	type Evidence,
	type ThrottleClock,
	type ThrottlePower,
	type ThrottleSetting,
	type ThrottleSignal,
	type ThrottleTemperature,
} from './evidence.js';

/** What is known of one second; what was not read is absent. */
export type ThrottleSample = {
	/** ms, monotonic, rising. */
	readonly atMs: number;
	/** Frames per second over the last second. */
	readonly fps?: number;
	readonly signals?: readonly ThrottleSignal[];
	readonly clocks?: readonly ThrottleClock[];
	readonly temperatures?: readonly ThrottleTemperature[];
	readonly powers?: readonly ThrottlePower[];
	readonly settings?: readonly ThrottleSetting[];
	/** Share of all CPU time that the hypervisor took since the sample before, 0…1. */
	readonly stealFraction?: number;
	/** nr_throttled of the own cgroup, cumulative. */
	readonly quotaThrottles?: number;
	/** Throttled time of the own cgroup, cumulative, s. */
	readonly quotaSeconds?: number;
	/** Share of all CPUs in use, 0…1. */
	readonly cpuLoad?: number;
	/** Share of time in which some task waited for a CPU (PSI), 0…1. */
	readonly cpuPressure?: number;
	/** Share of the device in use that computes, 0…1; of a CPU, none. */
	readonly deviceLoad?: number;
	/** Threads of the engine's model. */
	readonly threads?: number;
	/** CPU time of the engine against what its threads could use, 0…1. */
	readonly ownUse?: number;
	/** CPU seconds of the engine a second; of models that run on the CPU only. */
	readonly ownCpu?: number;
	/** Share of time in which some task waited for memory (PSI), 0…1. */
	readonly memoryPressure?: number;
	/** Inferences per second of the engine's own CPU time. To be given for models that run on the CPU only: elsewhere it says nothing about who slowed whom. */
	readonly inferencesPerCpuSecond?: number;
};

export type ThrottleEvent = {
	readonly verdict: ThrottleVerdict;
	readonly reason: SlowdownReason;
	readonly onsetMs: number;
	/** When the verdict was reached. */
	readonly confirmedMs: number;
	/** Absent while it lasts. */
	readonly endedMs?: number;
	/** What was seen, in words; texts come from labels of the input. */
	readonly evidence: readonly string[];
	/** It was so when the session began. */
	readonly isFromStart?: boolean;
	/** Part of the baseline FPS that was lost, 0…1; absent without a drop. */
	readonly lossFraction?: number;
	readonly baselineFps?: number;
	/** What the FPS are held against is an earlier session, of a board that was limited before it had a baseline: when that session began, ISO 8601. */
	readonly earlierSession?: string;
};

/** A fall within this session: what is only slower than an earlier session is none. */
export const isDrop = ({
	lossFraction,
	earlierSession,
}: Pick<ThrottleEvent, 'lossFraction' | 'earlierSession'>): boolean =>
	lossFraction !== undefined && earlierSession === undefined;

/** @param isMain The hardware's evidence explains enough to be the reason, if only it said why. */
export const verdictOfDrop = (
	evidence: readonly Evidence[],
	reason: SlowdownReason,
	isMain: boolean,
): ThrottleVerdict => {
	const has = (letter: Evidence['letter']) => evidence.some(each => each.letter === letter);
	if (contentionReasons.has(reason)) {
		return 'contention';
	}

	if (orderlyReasons.has(reason)) {
		return 'slowed, not throttled';
	}

	if (reason === 'unexplained' && !isMain) {
		return 'unexplained slowdown';
	}

	if (has('A') || (has('B') && has('C'))) {
		return 'throttled';
	}

	const isSupply = reason === 'power' && has('setting');
	return has('B') || has('C') || isSupply ? 'suspected' : 'unexplained slowdown';
};

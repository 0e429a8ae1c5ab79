import {type HostLoad, type HostReason} from './host-load.js';

/* What others, or nobody, did with the processor as a reason of a drop, with the part of the loss that it can explain. */

/** Steal up by more than 3 points. */
const stealRise = 0.03;
/** A quota's throttled periods rise where they grow by half against the baseline. */
const quotaRise = 1.5;
/** Of CFS: unless set otherwise, a period of 100 ms. */
const periodSeconds = 0.1;
/** From here on the CPUs are wanted by more than can have them. */
const fullLoad = 0.9;
const pressureRise = 0.1;
const highPressure = 0.5;
/** From here on the CPUs are said to have been filled in the run. */
const loadRise = 0.1;
/** Below, CPUs were idle: nobody took them. */
const idleLoad = 0.85;
/** The device waited: so much less of it in use. */
const deviceFall = 0.1;

/**
"Unchanged" for inferences per CPU-second: they fell by at most a third of what FPS fell. Competing processes cost some of it, too, through shared caches and sibling threads; a lowered clock costs it all.
*/
const unchangedShare = 1 / 3;

export type HostCause = {
	readonly reason: HostReason;
	/** Part of the baseline's FPS that it can explain, 0…1. */
	readonly share: number;
	readonly texts: readonly string[];
};

export type HostExplanation = {
	readonly causes: readonly HostCause[];
	/** What they explain in all. */
	readonly explained: number;
	/** Part by which each CPU-second of the engine got less done; undefined: not known. */
	readonly efficiencyLoss: number | undefined;
};

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const change = (loss: number): string =>
	(-loss * 100)
		.toFixed(0)
		.replace(/^-(?=[^0])/, '−')
		.replace('-0', '0');

type Compared = {
	readonly before: HostLoad;
	readonly during: HostLoad;
	readonly lossFraction: number;
};

const stealCause = ({before, during, lossFraction}: Compared): HostCause | undefined => {
	const {stealFraction: from} = before;
	const {stealFraction: to, threads = 1} = during;
	if (from === undefined || to === undefined || to - from <= stealRise) {
		return undefined;
	}

	// Threads that wait for each other lose what any of them loses.
	const share = Math.min(lossFraction, (to - from) * Math.max(1, threads));
	return {reason: 'noisy host', share, texts: [`CPU steal ${percent(from)} → ${percent(to)}`]};
};

const quotaCause = ({before, during, lossFraction}: Compared): HostCause | undefined => {
	const {quotaThrottlesPerSecond: periodsBefore = 0, quotaSecondsPerSecond: secondsBefore = 0} =
		before;
	const {quotaThrottlesPerSecond: periods, quotaSecondsPerSecond: seconds} = during;
	if (periods === undefined || periods === 0 || periods <= periodsBefore * quotaRise) {
		return undefined;
	}

	const held =
		seconds === undefined ? (periods - periodsBefore) * periodSeconds : seconds - secondsBefore;
	return {
		reason: 'CPU quota',
		share: Math.min(lossFraction, Math.max(0, held)),
		texts: [`cgroup throttled ${periods.toFixed(1)} times a second`],
	};
};

/** Whether more wanted the CPUs than could have them; undefined: nothing tells it. */
const isCrowded = (before: HostLoad, during: HostLoad): boolean | undefined => {
	const {cpuLoad, cpuPressure, threads = 1} = during;
	if (cpuLoad === undefined && cpuPressure === undefined) {
		return undefined;
	}

	const risen = (cpuPressure ?? 0) - (before.cpuPressure ?? cpuPressure ?? 0);
	const isFuller = cpuLoad !== undefined && cpuLoad - (before.cpuLoad ?? cpuLoad) >= loadRise;
	return (
		(cpuLoad !== undefined && cpuLoad >= fullLoad) ||
		risen >= pressureRise ||
		((cpuPressure ?? 0) >= highPressure && (cpuLoad ?? 1) >= idleLoad) ||
		// One thread waits for its own core, whatever the others do.
		(isFuller && threads < 2)
	);
};

/** Tasks wait for pages to come back, and did not before. */
const isShortOfMemory = ({before, during}: Pick<Compared, 'before' | 'during'>): boolean =>
	before.memoryPressure !== undefined &&
	(during.memoryPressure ?? 0) - before.memoryPressure >= pressureRise;

const memoryText = ({before, during}: Pick<Compared, 'before' | 'during'>): string =>
	`tasks wait for memory ${percent(before.memoryPressure ?? 0)} → ${percent(during.memoryPressure ?? 0)} of the time`;

/** Where the engine's own CPU time is known, all that the host takes is taken from it. */
const explainByTime = (compared: Compared, timeLoss: number): HostCause[] => {
	const {before, during, lossFraction} = compared;
	const {efficiencyLoss} = lossesOf(compared);
	const causes: HostCause[] = [];
	let left = Math.min(lossFraction, Math.max(0, timeLoss));
	for (const cause of [quotaCause(compared), stealCause(compared)]) {
		if (cause) {
			const share = Math.min(left, cause.share);
			causes.push({...cause, share});
			left -= share;
		}
	}

	const isUnchanged = (efficiencyLoss ?? 0) <= unchangedShare * lossFraction;
	const crowded = isCrowded(before, during);
	if (crowded && (isUnchanged || left > lossFraction / 2)) {
		causes.push({
			reason: 'another process',
			share: left,
			texts: [`inferences per CPU-second changed by ${change(efficiencyLoss ?? 0)} % only`],
		});
	} else if (isShortOfMemory(compared)) {
		causes.push({reason: 'short of memory', share: left, texts: [memoryText(compared)]});
	} else if (crowded === false && (during.cpuLoad ?? 1) < idleLoad && isUnchanged) {
		const load = during.cpuLoad === undefined ? '' : `, CPUs ${percent(during.cpuLoad)} in use`;
		causes.push({
			reason: 'waiting for frames',
			share: left,
			texts: [`the engine wanted ${percent(timeLoss)} less CPU time${load}`],
		});
	}

	return causes;
};

const lossesOf = ({
	before,
	during,
	lossFraction,
}: Compared): {efficiencyLoss: number | undefined; timeLoss: number | undefined} => {
	const {inferencesPerCpuSecond: from, ownCpu: cpuFrom} = before;
	const {inferencesPerCpuSecond: to, ownCpu: cpuTo} = during;
	if (from === undefined || to === undefined || from <= 0 || to <= 0) {
		return {efficiencyLoss: undefined, timeLoss: undefined};
	}

	// FPS are CPU time times inferences per CPU-second. The time itself is the surer of the two: within a minute that is half slow, the loss and a mean are of different halves.
	const timeLoss =
		cpuFrom !== undefined && cpuTo !== undefined && cpuFrom > 0
			? 1 - cpuTo / cpuFrom
			: 1 - ((1 - lossFraction) * from) / to;
	return {efficiencyLoss: 1 - to / from, timeLoss};
};

/** What others, or nobody, did with the processor, with the part of the loss that it can explain. */
export const explainHost = (compared: Compared): HostExplanation => {
	const {efficiencyLoss, timeLoss} = lossesOf(compared);
	const causes =
		timeLoss === undefined
			? [quotaCause(compared), stealCause(compared)].filter(cause => cause !== undefined)
			: explainByTime(compared, timeLoss);
	const explained = Math.min(
		compared.lossFraction,
		causes.reduce((sum, {share}) => sum + share, 0),
	);
	return {causes: causes.filter(({share}) => share > 0), explained, efficiencyLoss};
};

/** A host that takes nothing: what an earlier session is taken to have had. */
export const undisturbed: HostLoad = {stealFraction: 0, quotaThrottlesPerSecond: 0};

/** Below, a run's threads that want all of their cores do not get them. */
const ownShare = 0.7;

/** More want the CPUs than can have them, and the engine's threads do not fill their cores. */
export const isTakenByOthers = (load: HostLoad): boolean =>
	(load.ownUse ?? 1) < ownShare && isCrowded({}, load) === true;

/** `the device waits: in use 99 % → 72 %`, where the device that computes had less to do. */
const deviceText = ({deviceLoad: from}: HostLoad, {deviceLoad: to}: HostLoad): string[] =>
	from !== undefined && to !== undefined && from - to >= deviceFall
		? [`the device waits: in use ${percent(from)} → ${percent(to)}`]
		: [];

/** That others came to fill the CPUs, which feed every device. */
const crowdText = (before: HostLoad, during: HostLoad): string[] => {
	const {cpuLoad = 0, cpuPressure = 0} = during;
	const isFilled = cpuLoad >= fullLoad && cpuLoad - (before.cpuLoad ?? cpuLoad) >= loadRise;
	const isQueued =
		cpuPressure >= highPressure &&
		cpuPressure - (before.cpuPressure ?? cpuPressure) >= pressureRise;
	return [
		...(isFilled ? [`CPUs in use ${percent(before.cpuLoad!)} → ${percent(cpuLoad)}`] : []),
		...(isQueued
			? [
					`tasks wait for a CPU ${percent(before.cpuPressure!)} → ${percent(cpuPressure)} of the time`,
				]
			: []),
	];
};

/** What changed beside a drop that nothing explains: it is said, and proves nothing. */
export const besideTexts = (before: HostLoad, during: HostLoad): string[] => [
	...deviceText(before, during),
	...crowdText(before, during),
	...(isShortOfMemory({before, during}) ? [memoryText({before, during})] : []),
];

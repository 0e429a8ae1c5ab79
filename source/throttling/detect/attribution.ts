import {type SlowdownReason} from '../../record/thermal-schema.js';
import {type HostLoad} from './host-load.js';
import {type HostExplanation, explainHost} from './host-causes.js';
import {isCardLimit, isCpuList} from './setting-evidence.js';
import {type Evidence} from './evidence.js';
import {type Surroundings} from './surroundings.js';

/** Reasons that are no throttling: others took the processor. */
export const contentionReasons: ReadonlySet<SlowdownReason> = new Set<SlowdownReason>([
	'noisy host',
	'CPU quota',
	'another process',
]);

/** Nothing held the machine back, and nobody took it: it was told to be slower, had nothing to do, or waited for memory. */
export const orderlyReasons: ReadonlySet<SlowdownReason> = new Set<SlowdownReason>([
	'waiting for frames',
	'short of memory',
	'set by the user',
]);

export type Attribution = {readonly reason: SlowdownReason; readonly texts: readonly string[]};

/** Who is to blame: the hardware's evidence, or the host; undefined where none explains enough. */
export type WeighedAttribution = Attribution & {readonly by: 'hardware' | 'host' | undefined};

/** A cause with the part of the baseline's FPS that it can explain, 0…1. */
type Cause = Attribution & {readonly share: number; readonly by: 'hardware' | 'host'};

/** A reason must explain so much of what was lost. */
const leastOfLoss = 0.25;
/** Of two that explain as much, the one that was told stays: by so much of the loss another must explain more. */
const presentBonus = 0.1;
/** A second cause is told where it explains so much of the loss. */
const leastBeside = 0.15;

const powerCauses = new Set(['power', 'undervoltage', 'overcurrent']);

/** Where nothing tells a trip, heat is no reason below this. */
const coolCelsius = 60;

const textsOf = (evidence: readonly Evidence[]): string[] => evidence.map(({text}) => text);

/** What the machine was supplied by changed: an adapter was pulled. */
const suppliesIn = (evidence: readonly Evidence[]): readonly Evidence[] =>
	evidence.filter(({letter, cause}) => letter === 'setting' && powerCauses.has(cause));

/** Of evidence whose flags name a cause: power, else heat, else what came from outside. */
const byFlags = (
	evidence: readonly Evidence[],
	{nearTrips}: Surroundings,
): Attribution | undefined => {
	const flags = evidence.filter(({letter}) => letter === 'A');
	const supplies = textsOf(suppliesIn(evidence));
	const power = flags.filter(({cause}) => powerCauses.has(cause));
	if (power.length > 0) {
		return {reason: 'power', texts: [...textsOf(power), ...supplies]};
	}

	const thermal = flags.filter(({cause}) => cause === 'thermal');
	if (thermal.length > 0) {
		return {reason: 'thermal', texts: [...textsOf(thermal), ...nearTrips.map(({text}) => text)]};
	}

	const external = flags.filter(({cause}) => cause === 'external');
	return external.length > 0
		? {reason: 'external', texts: [...textsOf(external), ...supplies]}
		: undefined;
};

/**
Evidence that speaks of power, else of heat; undefined: of neither. Flags before what is only read beside a lowered clock.
*/
export const attributeEvidence = (
	evidence: readonly Evidence[],
	surroundings: Surroundings,
): Attribution | undefined => {
	const {nearTrips, heldPowers, hasTrips, hottestCelsius} = surroundings;
	// Whoever lowers a card's limit has the card say that the limit holds it.
	const limits = evidence.filter(({id}) => isCardLimit(id));
	const isAsked =
		limits.length > 0 && evidence.every(({letter, cause}) => letter !== 'A' || cause === 'power');
	const flagged = isAsked ? undefined : byFlags(evidence, surroundings);
	if (flagged) {
		return flagged;
	}

	const settings = evidence.filter(({letter}) => letter === 'setting');
	const supplies = suppliesIn(settings);
	if (supplies.length > 0) {
		// What a power manager sets then follows from it.
		const others = settings.filter(each => !supplies.includes(each));
		const held = heldPowers.map(({text}) => text);
		return {reason: 'power', texts: [...textsOf(supplies), ...held, ...textsOf(others)]};
	}

	if (settings.length > 0) {
		return {reason: 'set by the user', texts: textsOf(settings)};
	}

	const cooling = evidence.filter(({letter}) => letter === 'B');
	const isClockDown = evidence.some(({letter}) => letter === 'C');
	const isFlagged = evidence.some(({letter}) => letter === 'A');
	if (isClockDown && cooling.length === 0 && heldPowers.length > 0) {
		return {reason: 'power', texts: heldPowers.map(({text}) => text)};
	}

	// A lowered clock alone is for heat only where it is as hot as before.
	const isHeld = isFlagged || cooling.length > 0;
	const hot = isHeld ? nearTrips : nearTrips.filter(({hasFallen}) => !hasFallen);
	if ((isClockDown || isHeld) && hot.length > 0) {
		return {reason: 'thermal', texts: hot.map(({text}) => text)};
	}

	// Where no zone tells its trips, a cooling device that the kernel raised for heat stands for them.
	const forHeat = cooling.filter(({cause}) => cause === 'thermal');
	const isCool = hottestCelsius !== undefined && hottestCelsius < coolCelsius;
	return forHeat.length > 0 && !hasTrips && !isCool
		? {reason: 'thermal', texts: textsOf(forHeat)}
		: undefined;
};

/** Idle cycles that the kernel forces, cores that it switches off, and fewer CPUs for the engine take time and not speed. */
const takesTime = (evidence: readonly Evidence[]): boolean =>
	evidence.some(
		({id}) => isCpuList(id) || /idle|powerclamp|hotplug|isolate|pause|cpucore|core-?cool/i.test(id),
	);

/** What the hardware can have cost: as much as its clock fell, where that is known; no more than each CPU-second got less done; else all that the host does not explain. */
const hardwareShare = (
	evidence: readonly Evidence[],
	host: {readonly explained: number; readonly efficiencyLoss: number | undefined},
	lossFraction: number,
): number => {
	const clocks = evidence.flatMap(each => each.lossFraction ?? []);
	const rest = Math.max(0, lossFraction - host.explained);
	const {efficiencyLoss} = host;
	const bySpeed =
		efficiencyLoss === undefined || takesTime(evidence)
			? lossFraction
			: Math.max(0, efficiencyLoss);
	const byClock = clocks.length > 0 ? Math.max(...clocks) : rest;
	// A share of the CPU's time that is known leaves the rest to the hardware.
	return Math.min(
		lossFraction,
		bySpeed,
		Math.max(byClock, efficiencyLoss === undefined ? 0 : rest),
	);
};

/** Where the engine was given less time so, no other process took it, and it waited for nothing. */
const withoutCrowd = (host: HostExplanation, evidence: readonly Evidence[]): HostExplanation => {
	if (!takesTime(evidence)) {
		return host;
	}

	const causes = host.causes.filter(
		({reason}) => reason !== 'another process' && reason !== 'waiting for frames',
	);
	return {...host, causes, explained: causes.reduce((sum, {share}) => sum + share, 0)};
};

const points = (share: number): number => Math.round(share * 100);

/**
The reason of a drop: each cause is weighed by the FPS that it can explain, and the greatest that explains at least a quarter of the loss is the reason; others that matter are told beside it. Of the hardware's evidence: undervoltage, over-current or power cap before heat, heat before what came from outside, a setting of the user before what only a lowered clock tells.

@param present The reason that was told last for this drop.
*/
export const attribute = (
	host: {readonly before: HostLoad; readonly during: HostLoad; readonly lossFraction: number},
	evidence: readonly Evidence[],
	surroundings: Surroundings,
	present?: SlowdownReason,
): WeighedAttribution => {
	const {lossFraction} = host;
	const {causes: hostCauses, explained, efficiencyLoss} = withoutCrowd(explainHost(host), evidence);
	const found = attributeEvidence(evidence, surroundings);
	const causes: Cause[] = hostCauses.map(cause => ({...cause, by: 'host'}));
	if (evidence.length > 0) {
		const share = hardwareShare(evidence, {explained, efficiencyLoss}, lossFraction);
		causes.push({...(found ?? {reason: 'unexplained', texts: []}), share, by: 'hardware'});
	}

	const weightOf = ({reason, share}: Cause): number =>
		share + (reason === present ? presentBonus * lossFraction : 0);
	causes.sort((a, b) => weightOf(b) - weightOf(a));
	const [main, ...rest] = causes;
	if (!main || main.share < leastOfLoss * lossFraction) {
		// What it can explain is said all the same.
		return {
			reason: 'unexplained',
			by: undefined,
			texts: causes
				.filter(({share}) => share >= leastBeside * lossFraction)
				.map(
					({reason, share}) => `${reason} explains ${points(share)} of ${points(lossFraction)} %`,
				),
		};
	}

	const beside = rest.filter(
		({share, reason}) => share >= leastBeside * lossFraction && reason !== main.reason,
	);
	const shares =
		beside.length > 0
			? [
					`of −${points(lossFraction)} % up to ${[main, ...beside]
						.map(({reason, share}) => `${points(share)} ${reason}`)
						.join(', ')}`,
				]
			: [];
	const [first, ...others] = main.texts;
	return {
		reason: main.reason,
		by: main.by,
		texts: [
			...(first === undefined ? [] : [first]),
			...shares,
			...others,
			...beside.flatMap(({texts}) => texts.slice(0, 1)),
		],
	};
};

import {type Evidence, type ThrottleClock} from './evidence.js';
import {leadMs, type References, type Stretch} from './references.js';

/* What the course of a clock and of its ceiling says about a drop: evidence C, and a setting of the user. */

const clockShare = 0.97;
const leastUse = 0.9;
/** A lower clock must last so long. */
const leastLowSeconds = 10;
/** The present value is that of so long. */
const presentMs = 5000;

const megahertz = (hertz: number): string => `${Math.round(hertz / 1e6)} MHz`;

type When = {
	readonly onsetMs: number;
	readonly nowMs: number;
	/** What stands for the baseline's time where there is none yet. */
	readonly stretch: Stretch | undefined;
};

/** C: a clock of what is in use that stands, and stood for ten seconds, at 97 % or less of what it was before the drop. */
export const changedClock = (
	references: References,
	{id, label, hertz}: ThrottleClock,
	{onsetMs, nowMs, stretch}: When,
): Evidence | undefined => {
	const key = `clock ${id}`;
	const levels = references.levels(key, onsetMs, nowMs, {pick: 'lowest', stretch});
	const course = references.course(key);
	const use = references.course(`use ${id}`)?.mean(onsetMs, nowMs);
	if (!levels || !course || use === undefined || use < leastUse) {
		return undefined;
	}

	const low = course
		.between(onsetMs - leadMs, nowMs)
		.filter(value => value <= clockShare * levels.before);
	const last = course.between(nowMs - presentMs, nowMs);
	const now = last.length > 0 ? Math.min(...last) : hertz;
	if (low.length < leastLowSeconds || now === undefined || now > clockShare * levels.before) {
		return undefined;
	}

	return {
		id: key,
		letter: 'C',
		cause: 'unknown',
		text: `${label} ${megahertz(now)} of ${megahertz(levels.before)}`,
		sinceMs: onsetMs,
		lastMs: nowMs,
		lossFraction: 1 - now / levels.before,
	};
};

/** A ceiling that was lowered with the drop: somebody set it, where the kernel's own cooling did not. */
export const changedCeiling = (
	references: References,
	{id, label}: ThrottleClock,
	{onsetMs, nowMs, stretch}: When,
): Evidence | undefined => {
	const key = `ceiling ${id}`;
	const levels = references.levels(key, onsetMs, nowMs, {pick: 'lowest', stretch});
	const last = references
		.course(key)
		?.between(nowMs - presentMs, nowMs)
		.at(-1);
	if (!levels || last === undefined || last > clockShare * levels.before) {
		return undefined;
	}

	return {
		id: key,
		letter: 'setting',
		cause: 'unknown',
		text: `${label.replace(/ clock$/, '')} clock ceiling ${megahertz(levels.before)} → ${megahertz(last)}`,
		sinceMs: onsetMs,
		lastMs: nowMs,
	};
};

/** C where nothing from before is known: a clock of what is in use that has stood below the hardware's highest for ten seconds. */
export const belowHighest = (
	references: References,
	{id, label, maxHertz}: ThrottleClock,
	nowMs: number,
): Evidence | undefined => {
	const fromMs = nowMs - leastLowSeconds * 1000;
	const values = references.course(`clock ${id}`)?.between(fromMs, nowMs) ?? [];
	const use = references.course(`use ${id}`)?.mean(fromMs, nowMs) ?? 0;
	const highest = Math.max(...values);
	return maxHertz !== undefined &&
		values.length >= leastLowSeconds / 2 &&
		use >= leastUse &&
		highest <= clockShare * maxHertz
		? {
				id: `clock ${id}`,
				letter: 'C',
				cause: 'unknown',
				text: `${label} ${megahertz(highest)} of at most ${megahertz(maxHertz)}`,
				sinceMs: fromMs,
				lastMs: nowMs,
			}
		: undefined;
};

import {affinitySetting, type Evidence, type ThrottleSetting} from './evidence.js';

/* What somebody has set in the run, as a reason of a drop. */

export type ChangedSetting = ThrottleSetting & {
	/** What it was called before its last change. */
	readonly before: string;
	readonly changedMs: number;
};

/** CPUs that are switched on. */
export const onlineSetting = 'setting/cpus-online';

/** Settings that say on how many CPUs the engine may run. */
export const isCpuList = (id: string): boolean => id === affinitySetting || id === onlineSetting;

/** The power limit of a card, which nobody but its user sets. */
const cardLimitStem = 'limit/';

export const cardLimitSetting = (powerId: string): string => `${cardLimitStem}${powerId}`;

export const isCardLimit = (id: string): boolean => id.startsWith(cardLimitStem);

/** As fast as it goes: to be set so slows nothing down. */
const fastest = /^(?:performance|on|high|plugged in|MAXN\S*)$/i;

/** Numbers in a list of the kernel: `0-3,6` has five. */
const countCpus = (list: string): number =>
	list
		.split(',')
		.map(range => range.split('-').map(Number))
		.reduce((sum, [from = 0, to = from]) => sum + to - from + 1, 0);

/** Whether the change can have slowed anything. */
export const isSlower = ({id, name, before}: ChangedSetting): boolean =>
	isCpuList(id)
		? countCpus(name) < countCpus(before)
		: isCardLimit(id)
			? Number.parseFloat(name) < Number.parseFloat(before)
			: !fastest.test(name);

/** Acts on nothing but the clock. */
export const isOfClock = ({id}: ChangedSetting): boolean =>
	(id.startsWith('setting/') && !isCpuList(id)) ||
	id.endsWith('/performance-level') ||
	isCardLimit(id);

export const settingEvidence = (
	{id, label, before, name, cause, changedMs}: ChangedSetting,
	nowMs: number,
): Evidence => ({
	id,
	letter: 'setting',
	cause: cause ?? 'unknown',
	text: `${label} ${before} → ${name}`,
	sinceMs: changedMs,
	lastMs: nowMs,
});

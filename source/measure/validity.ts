/** How much a run must hold to count: at least so many queries and so many seconds. */
export type PresetRule = {readonly queries: number; readonly seconds: number};

export type Preset = 'rapid' | 'quick' | 'standard' | 'full';

/** MLPerf Mobile's run lengths; `full` is the rule of its published results. */
export const presets: Readonly<Record<Preset, PresetRule>> = {
	rapid: {queries: 64, seconds: 6},
	quick: {queries: 128, seconds: 10},
	standard: {queries: 1024, seconds: 60},
	full: {queries: 1024, seconds: 600},
};

export type Validity = {readonly isValid: boolean; readonly text: string};

/** What a warm-up must hold, by docs/measurement.md. */
export const warmupRule = {runs: 10, milliseconds: 2000} as const;

/** Whether the counted frames are as many as the preset asks, over as long a time. */
export const isLongEnough = (preset: Preset, queries: number, seconds: number): boolean =>
	queries >= presets[preset].queries && seconds >= presets[preset].seconds;

/** @returns What the warm-up lacks, in words; undefined: nothing, or no warm-up is known. */
export const shortWarmupText = (
	warmup: {readonly milliseconds: number} | undefined,
): string | undefined =>
	warmup && warmup.milliseconds < warmupRule.milliseconds
		? `warm-up ${(Math.floor(warmup.milliseconds / 100) / 10).toFixed(1)}/${warmupRule.milliseconds / 1000} s`
		: undefined;

/** @returns What keeps a model with a fixed batch from being VALID, in words; undefined: it runs one frame at a time. */
export const batchText = (batch = 1): string | undefined =>
	batch > 1 ? `batch ${batch}, not one at a time` : undefined;

/**
Whether a run is as long as its preset asks, and warm as the rules ask, in MLPerf's words.

@param queries Counted frames.
@param seconds Wall-clock seconds of the counted frames.
@param about.warmup The one before them, as it was.
@param about.batch Frames an inference: the presets are rules for one at a time.
*/
export const validity = (
	preset: Preset,
	queries: number,
	seconds: number,
	{
		warmup,
		batch,
	}: {readonly warmup?: {readonly milliseconds: number}; readonly batch?: number} = {},
): Validity => {
	const rule = presets[preset];
	const isLong = isLongEnough(preset, queries, seconds);
	const shortWarmup = shortWarmupText(warmup);
	const notAlone = batchText(batch);
	if (isLong && shortWarmup === undefined && notAlone === undefined) {
		return {isValid: true, text: 'VALID'};
	}

	const missing = [
		// Rounded down: 599.9 s must not read "600/600".
		...(isLong
			? []
			: [`${queries}/${rule.queries} queries`, `${Math.floor(seconds)}/${rule.seconds} s`]),
		...(shortWarmup === undefined ? [] : [shortWarmup]),
		...(notAlone === undefined ? [] : [notAlone]),
	];
	return {isValid: false, text: `INVALID (${missing.join(', ')})`};
};

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

/**
Whether a run is as long as its preset asks, in MLPerf's words.

@param queries Counted frames.
@param seconds Wall-clock seconds of the counted frames.
*/
export const validity = (preset: Preset, queries: number, seconds: number): Validity => {
	const rule = presets[preset];
	if (queries >= rule.queries && seconds >= rule.seconds) {
		return {isValid: true, text: 'VALID'};
	}

	// Rounded down: 599.9 s must not read "600/600".
	return {
		isValid: false,
		text: `INVALID (${queries}/${rule.queries} queries, ${Math.floor(seconds)}/${rule.seconds} s)`,
	};
};

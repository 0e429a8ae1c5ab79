import {readFileSync} from 'node:fs';

export type Line = {
	readonly kind?: string;
	/** Of the first line. */
	readonly startedAt?: string;
	readonly atMs?: number;
	readonly patch?: {readonly segments?: Record<string, {readonly frames?: number}>};
	readonly event?: {readonly kind: string; readonly text: string};
	readonly end?: unknown;
};

/** Whole lines of a journal; one that is torn at the end is left out. */
export const linesOf = (file: string): Line[] =>
	readFileSync(file, 'utf8')
		.split('\n')
		.slice(0, -1)
		.map(line => JSON.parse(line) as Line);

/** From a record of a journal to the next one, in milliseconds of its run. */
export type Gap = {readonly fromMs: number; readonly toMs: number};

/** Times between the records of a journal, from a moment on. */
export const gapsOf = (lines: readonly Line[], fromMs = 0): Gap[] => {
	const times = lines.flatMap(({atMs, patch}) =>
		atMs !== undefined && patch && atMs >= fromMs ? [atMs] : [],
	);
	return times.slice(1).map((atMs, index) => ({fromMs: times[index]!, toMs: atMs}));
};

/** Longest time between two records of a journal, ms, from a moment on. */
export const longestGapMs = (lines: readonly Line[], fromMs = 0): number =>
	Math.max(0, ...gapsOf(lines, fromMs).map(gap => gap.toMs - gap.fromMs));

/** Counted frames by a journal's last word. */
export const framesOf = (lines: readonly Line[]): number => {
	const bySegment = new Map<string, number>();
	for (const {patch} of lines) {
		for (const [number, {frames}] of Object.entries(patch?.segments ?? {})) {
			if (frames !== undefined) {
				bySegment.set(number, frames);
			}
		}
	}

	return [...bySegment.values()].reduce((sum, frames) => sum + frames, 0);
};

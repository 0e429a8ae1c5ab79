import {readFileSync} from 'node:fs';

export type Line = {
	readonly kind?: string;
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

/** Longest time between two records of a journal, ms, from a moment on. */
export const longestGapMs = (lines: readonly Line[], fromMs = 0): number => {
	const times = lines.flatMap(({atMs, patch}) =>
		atMs !== undefined && patch && atMs >= fromMs ? [atMs] : [],
	);
	return Math.max(0, ...times.slice(1).map((atMs, index) => atMs - times[index]!));
};

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

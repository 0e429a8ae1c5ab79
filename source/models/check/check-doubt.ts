import {framesToDecide, mcnemar, type PairedDifference} from './check-statistics.js';
import {type Axis, type Choice} from './check-variants.js';

/*
What a trial may claim: which ways are worse, and what stands against the verdict.
*/

export type Row = {
	readonly choice: Choice;
	/** Axes on which it differs from the best. */
	readonly changed: readonly Axis[];
	readonly n: number;
	readonly hits: number;
	/** Against the best, on the frames that both have seen; absent for the best itself. */
	readonly difference?: PairedDifference;
	/** `worse`: significantly; `not proven`: the 95 % interval of the difference excludes 0, and the test is not significant; `no worse`: the frames cannot tell it from the best. */
	readonly verdict: 'best' | 'not proven' | 'no worse' | 'worse';
};

/** What stands against the verdict. */
export type Doubt =
	| {
			/** A rival did better on these frames: its interval excludes 0, and the test is not significant. */
			readonly kind: 'rival';
			readonly rival: Row;
			/** After so many frames more it would be, if it went on so; absent: that cannot be told. */
			readonly moreFrames?: number;
	  }
	/** So few frames that no difference could be significant. */
	| {readonly kind: 'few frames'; readonly moreFrames: number}
	/** The best of all that were tried hits hardly anything. */
	| {readonly kind: 'nothing works'};

/** Below this share of hits nothing works yet: something is wrong that a race of these choices cannot mend. */
export const hopeless = 0.1;

/** Hits decide; where they cannot, the losses do. */
export const isWorse = (
	{pHits, pLosses, value, lossDifference}: PairedDifference,
	alpha: number,
): boolean => (pHits < alpha && value < 0) || (pLosses < alpha && lossDifference > 0 && value <= 0);

/** Of a difference from the best. */
export const verdictOf = (difference: PairedDifference, alpha: number): Row['verdict'] => {
	if (isWorse(difference, alpha)) {
		return 'worse';
	}

	const {low, high, pHits} = difference;
	return (low > 0 || high < 0) && pHits >= alpha ? 'not proven' : 'no worse';
};

/** So many frames that only one of two gets right are significant, all for the same one. */
const leastFrames = (alpha: number): number => {
	let frames = 1;
	while (mcnemar(0, frames) >= alpha) {
		frames++;
	}

	return frames;
};

/** What stands against calling the best the right one. */
export const doubtOf = (
	rows: readonly Row[],
	{entryCount, alpha}: {readonly entryCount: number; readonly alpha: number},
): Doubt | undefined => {
	const least = leastFrames(alpha);
	if (entryCount < least) {
		return {kind: 'few frames', moreFrames: least - entryCount};
	}

	const [best] = rows;
	if (best && best.hits < hopeless * best.n) {
		return {kind: 'nothing works'};
	}

	const rivals = rows.filter(({difference}) => difference && difference.low > 0);
	const [rival] = rivals.sort((left, right) => right.difference!.value - left.difference!.value);
	if (!rival?.difference) {
		return undefined;
	}

	const moreFrames = framesToDecide(rival.difference, alpha);
	return {kind: 'rival', rival, ...(moreFrames !== undefined && {moreFrames})};
};

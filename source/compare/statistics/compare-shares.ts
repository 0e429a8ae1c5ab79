import {wilson} from '../../measure/accuracy.js';

export type ShareVerdict = 'higher' | 'lower' | 'no difference' | 'undecided';

/** A change of a share by less than this, either way, is no difference: two points. */
export const shareMargin = 0.02;

export type ShareComparison = {
	/** Second minus first, a fraction of 1: 0.05 is five points. */
	readonly change: number;
	/** Ends of the interval of `change`. */
	readonly low: number;
	readonly high: number;
	/** Of the second against the first; "no difference": the whole interval lies within `margin`. */
	readonly verdict: ShareVerdict;
	/** The largest change either way that is still "no difference", a fraction of 1. */
	readonly margin: number;
	/** How the interval was found, for the report. */
	readonly test: string;
};

/** A share of `n` as it was counted. */
export type CountedShare = {readonly value: number; readonly n: number};

/**
Compares two proportions: the interval of their difference from the two Wilson intervals (Newcombe 1998, method 10), 95 %. It takes the two samples as independent; where both runs saw the same images it is on the careful side.

@returns Undefined where either has counted nothing.
*/
export const compareShares = (
	first: CountedShare,
	second: CountedShare,
): ShareComparison | undefined => {
	if (!(first.n > 0 && second.n > 0)) {
		return undefined;
	}

	const one = wilson(Math.round(first.value * first.n), first.n);
	const other = wilson(Math.round(second.value * second.n), second.n);
	const change = other.value - one.value;
	const low = change - Math.hypot(other.value - other.low, one.high - one.value);
	const high = change + Math.hypot(other.high - other.value, one.value - one.low);
	return {
		change,
		low,
		high,
		verdict:
			low > 0
				? 'higher'
				: high < 0
					? 'lower'
					: low >= -shareMargin && high <= shareMargin
						? 'no difference'
						: 'undecided',
		margin: shareMargin,
		test: 'difference of two proportions by Newcombe, 95 %',
	};
};

import {seededRandom, type Random} from '../../measure/random.js';
import {ascending, median, normalCdf} from '../../measure/statistics.js';

/** "no difference": the whole interval lies within `margin`; "undecided": it does not, and holds 0. */
export type Verdict = 'faster' | 'slower' | 'no difference' | 'undecided';

/** A change of a time by less than this, either way, is no difference: a fraction. */
export const timeMargin = 0.05;

export type Comparison = {
	/** Second against first, as a fraction of the first: 0.05 is 5 % more time. */
	readonly change: number;
	/** Ends of the interval of `change`. */
	readonly low: number;
	readonly high: number;
	/** Of the second against the first. */
	readonly verdict: Verdict;
	/** The largest change either way that is still "no difference", a fraction. */
	readonly margin: number;
	/** How the interval was found, for the report. */
	readonly test: string;
};

const resamples = 4000;
const confidence = 0.95;

/** Samples that can be asked for their k-th smallest: a `LatencyHistogram`, or a sorted list. */
export type Ranked = {readonly count: number; valueAtRank(k: number): number | undefined};

/** A list as `Ranked`. */
export const ranked = (values: readonly number[]): Ranked => {
	const sorted = ascending(values);
	return {count: sorted.length, valueAtRank: k => sorted[k]};
};

/** The verdict of an interval: a change is shown where it leaves out 0, no difference where it lies within the margin, and nothing otherwise. */
export const conclude = (change: number, low: number, high: number, test: string): Comparison => ({
	change,
	low,
	high,
	verdict:
		low > 0
			? 'slower'
			: high < 0
				? 'faster'
				: low >= -timeMargin && high <= timeMargin
					? 'no difference'
					: 'undecided',
	margin: timeMargin,
	test,
});

/**
How many times as many samples would decide what is undecided, if the change stays as it is: an interval shrinks with the square root of their number. It must leave out 0, or fit in the margin.

@returns At least 1; undefined where no number would, or more than a thousand times as many.
*/
export const timesAsMany = (
	change: number,
	low: number,
	high: number,
	margin: number,
): number | undefined => {
	const half = (high - low) / 2;
	const wanted = Math.max(Math.abs(change), margin - Math.abs(change));
	const times = (half / wanted) ** 2;
	return Number.isFinite(times) && times <= 1000 ? Math.max(1, times) : undefined;
};

/** Standard normal by the polar form of Box and Muller's. */
const normal = (random: Random): number => {
	for (;;) {
		const x = 2 * random() - 1;
		const y = 2 * random() - 1;
		const square = x * x + y * y;
		if (square > 0 && square < 1) {
			return x * Math.sqrt((-2 * Math.log(square)) / square);
		}
	}
};

/** Gamma with shape ≥ 1 (Marsaglia and Tsang 2000). */
const gamma = (shape: number, random: Random): number => {
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (;;) {
		const z = normal(random);
		const v = (1 + c * z) ** 3;
		if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
			return d * v;
		}
	}
};

/** Place of the p-quantile by MLCommons' rule: sorted[floor(n·p)]. */
const placeOf = (count: number, p: number): number => Math.min(count - 1, Math.floor(count * p));

/**
Quantile of one bootstrap resample, without drawing it: the k-th of n uniform numbers is Beta distributed, and points at the rank that the resample's quantile has among the samples.
*/
const resampled = (samples: Ranked, p: number, random: Random): number => {
	const {count} = samples;
	const place = placeOf(count, p) + 1;
	const left = gamma(place, random);
	const right = gamma(count - place + 1, random);
	const rank = Math.min(count - 1, Math.floor((count * left) / (left + right)));
	return samples.valueAtRank(rank)!;
};

/** Samples that must lie on each side of a quantile before it is compared. */
const leastBeyond = 3;

/**
Compares one quantile of two samples of latencies by a percentile bootstrap (Efron 1979) of their ratio, 4000 resamples, 95 %. It takes samples as independent: see `thinned`.

@param options.p 0…1, exclusive.
@param options.resolution Relative error of a sample's value, as of a histogram's buckets; the interval grows by it at both ends, once for each side. @default 0
@returns Undefined where fewer than 3 samples lie on either side of the quantile.
*/
export const compareQuantiles = (
	first: Ranked,
	second: Ranked,
	options: {readonly p: number; readonly seed: number; readonly resolution?: number},
): Comparison | undefined => {
	const {p, seed, resolution = 0} = options;
	const fewest = Math.min(first.count, second.count);
	// 30 · (1 − 0.9) is a hair below 3 in floating point.
	if (fewest * Math.min(p, 1 - p) < leastBeyond - 1e-9) {
		return undefined;
	}

	const random = seededRandom(seed);
	const changes = ascending(
		Array.from(
			{length: resamples},
			() => resampled(second, p, random) / resampled(first, p, random) - 1,
		),
	);
	const cut = Math.floor(((1 - confidence) / 2) * resamples);
	const quantileOf = (samples: Ranked) => samples.valueAtRank(placeOf(samples.count, p))!;
	const name = p === 0.5 ? 'medians' : `${Number((100 * p).toFixed(1))}th percentiles`;
	return conclude(
		quantileOf(second) / quantileOf(first) - 1,
		changes[cut]! - 2 * resolution,
		changes[resamples - 1 - cut]! + 2 * resolution,
		`bootstrap of the ratio of ${name}, ${resamples} resamples, 95 %`,
	);
};

/**
Compares the medians of two samples of latencies, as `compareQuantiles` does. Where two runs were made in turns, `comparePairs` is the fairer test.

@returns Undefined below 6 samples a side.
*/
export const compareMedians = (
	first: Ranked,
	second: Ranked,
	seed: number,
): Comparison | undefined => compareQuantiles(first, second, {p: 0.5, seed});

/**
The same distribution as if fewer samples had been taken: what a run whose neighbours are alike is worth as independent samples.

@param inefficiency How many samples weigh as one, at least 1.
*/
export const thinned = (samples: Ranked, inefficiency: number): Ranked => {
	const count = Math.max(1, Math.floor(samples.count / inefficiency));
	return {
		count,
		valueAtRank: k => samples.valueAtRank(Math.floor(((k + 0.5) * samples.count) / count)),
	};
};

/** P(W ≤ w) of Wilcoxon's signed-rank statistic for n pairs, exact up to 30 pairs, normal beyond. */
const signedRankCdf = (n: number): ((w: number) => number) => {
	const largest = (n * (n + 1)) / 2;
	if (n > 30) {
		const deviation = Math.sqrt((largest * (2 * n + 1)) / 12);
		return w => normalCdf((w + 0.5 - largest / 2) / deviation);
	}

	// Ways to reach each sum of ranks, one rank after the other.
	const ways = new Float64Array(largest + 1);
	ways[0] = 1;
	for (let rank = 1; rank <= n; rank++) {
		for (let sum = largest; sum >= rank; sum--) {
			ways[sum] = ways[sum]! + ways[sum - rank]!;
		}
	}

	return w => ways.subarray(0, w + 1).reduce((sum, count) => sum + count, 0) / 2 ** n;
};

/**
Compares two systems that ran in turns (ABBA…), block by block: each pair of neighbouring blocks gives one ratio of medians, so that slow drifts of the machine fall out. The estimate is the median of the pairwise means of the log ratios (Hodges and Lehmann 1963), the interval that of Wilcoxon's signed-rank test at 95 %. Deterministic.

@param pairs Median latency of each block and of its partner.
@param options.level 1 − the chance of an interval that misses the truth. @default 0.95
@param options.allowance Relative change that is never proved; the interval grows by it at both ends. @default 0
@returns Undefined where so few pairs give no interval of that level: below 6 for 95 %.
*/
export const comparePairs = (
	pairs: ReadonlyArray<readonly [first: number, second: number]>,
	{level = confidence, allowance = 0} = {},
): Comparison | undefined => {
	const n = pairs.length;
	if (n === 0) {
		return undefined;
	}

	const cdf = signedRankCdf(n);
	let cut = 0;
	while (cdf(cut) <= (1 - level) / 2) {
		cut++;
	}

	if (cut === 0) {
		return undefined;
	}

	const logs = pairs.map(([first, second]) => Math.log(second / first));
	const walsh: number[] = [];
	for (const [index, one] of logs.entries()) {
		for (const other of logs.slice(index)) {
			walsh.push((one + other) / 2);
		}
	}

	const sorted = ascending(walsh);
	// `cut` sums of ranks lie in each tail: so many pairwise means are left out at each end.
	return conclude(
		Math.expm1(median(walsh)),
		Math.expm1(sorted[cut - 1]! - Math.log1p(allowance)),
		Math.expm1(sorted[sorted.length - cut]! + Math.log1p(allowance)),
		`Wilcoxon signed-rank interval over ${n} pairs of blocks, ${Number((100 * level).toFixed(2))} %`,
	);
};

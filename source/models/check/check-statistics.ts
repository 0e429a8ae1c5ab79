/*
Two variants see the same frames, so they are compared frame by frame: what both get right or wrong says nothing, and a difference of a few points shows on some hundred frames.
*/

/** What an evaluation says of each frame, in the order of the entries. */
export type Outcome = {
	/** 1: the best class is a right one. */
	readonly hits: readonly number[];
	/** −ln of the probability of the (most probable) right class: lower is better. Empty where the runtime does not tell; then hits alone decide. */
	readonly losses: readonly number[];
};

export type PairedDifference = {
	/** Frames compared. */
	readonly n: number;
	/** Frames that one of the two alone got right. */
	readonly onlyFirst: number;
	readonly onlySecond: number;
	/** Share of hits of the second less the first, −1…1. */
	readonly value: number;
	/** 95 % interval (Bonett and Price 2012, adjusted Wald for paired proportions). */
	readonly low: number;
	readonly high: number;
	/** Probability of hits this unequal if both were equally good, two-sided (exact McNemar). */
	readonly pHits: number;
	/** The same for the losses (normal approximation of the paired mean); 1 below 20 frames. */
	readonly pLosses: number;
	/** Mean loss of the second less the first. */
	readonly lossDifference: number;
};

const logFactorial = (n: number): number => {
	let sum = 0;
	for (let k = 2; k <= n; k++) {
		sum += Math.log(k);
	}

	return sum;
};

/** Exact two-sided McNemar: a fair coin for each discordant pair. */
export const mcnemar = (onlyFirst: number, onlySecond: number): number => {
	const n = onlyFirst + onlySecond;
	const least = Math.min(onlyFirst, onlySecond);
	let tail = 0;
	for (let k = 0; k <= least; k++) {
		tail += Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2);
	}

	return Math.min(1, 2 * tail);
};

/** Two-sided tail of the normal distribution (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
const normalTail = (z: number): number => {
	const x = Math.abs(z) / Math.SQRT2;
	const t = 1 / (1 + 0.327_591_1 * x);
	const polynomial =
		t *
		(0.254_829_592 +
			t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
	return Math.min(1, polynomial * Math.exp(-x * x));
};

const lossTest = (first: Outcome, second: Outcome, n: number) => {
	if (n === 0 || first.losses.length < n || second.losses.length < n) {
		return {mean: 0, p: 1};
	}

	const differences = Array.from(
		{length: n},
		(_, index) => second.losses[index]! - first.losses[index]!,
	);
	const mean = differences.reduce((sum, value) => sum + value, 0) / n;
	const variance =
		differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
	const error = Math.sqrt(variance / n);
	const p = n < 20 ? 1 : error === 0 ? (mean === 0 ? 1 : 0) : normalTail(mean / error);
	return {mean, p};
};

/** Compares the second with the first on the frames that both have seen. */
export const compareOutcomes = (first: Outcome, second: Outcome): PairedDifference => {
	const n = Math.min(first.hits.length, second.hits.length);
	let onlyFirst = 0;
	let onlySecond = 0;
	for (let index = 0; index < n; index++) {
		onlyFirst += first.hits[index] === 1 && second.hits[index] === 0 ? 1 : 0;
		onlySecond += first.hits[index] === 0 && second.hits[index] === 1 ? 1 : 0;
	}

	const adjusted = n + 2;
	const gained = (onlySecond + 1) / adjusted;
	const lost = (onlyFirst + 1) / adjusted;
	const centre = gained - lost;
	const half = 1.959_964 * Math.sqrt((gained + lost - centre ** 2) / adjusted);
	const {mean, p} = lossTest(first, second, n);
	return {
		n,
		onlyFirst,
		onlySecond,
		value: n === 0 ? 0 : (onlySecond - onlyFirst) / n,
		low: Math.max(-1, centre - half),
		high: Math.min(1, centre + half),
		pHits: mcnemar(onlyFirst, onlySecond),
		pLosses: p,
		lossDifference: mean,
	};
};

/** Most frames that are spoken of. */
const mostFrames = 10_000_000;

/**
How many frames more would make a difference significant, if it went on as it began.

@param alpha Two-sided error probability.
@returns Undefined where there is none to go on.
*/
export const framesToDecide = (
	{n, onlyFirst, onlySecond}: Pick<PairedDifference, 'n' | 'onlyFirst' | 'onlySecond'>,
	alpha: number,
): number | undefined => {
	const decides = (factor: number): boolean =>
		mcnemar(Math.round(onlyFirst * factor), Math.round(onlySecond * factor)) < alpha;
	let most = 1;
	while (!decides(most)) {
		most *= 2;
		if (most * n > mostFrames || onlyFirst === onlySecond) {
			return undefined;
		}
	}

	let least = most / 2;
	while ((most - least) * n > 1) {
		const middle = (least + most) / 2;
		if (decides(middle)) {
			most = middle;
		} else {
			least = middle;
		}
	}

	return Math.max(0, Math.ceil(most * n) - n);
};

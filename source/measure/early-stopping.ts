import {type LatencyHistogram} from './histogram.js';

/*
MLPerf's early-stopping estimate for SingleStream (MLCommons inference rules, appendix "early stopping"), tolerance d = 0: a percentile reported from few samples is inflated until it is an upper bound at confidence 0.99.
*/

/** 1 − confidence. */
const tailLimit = 0.01;

/** ln Γ(x) for x ≥ 1 by Stirling's series after a shift to x ≥ 12; relative error below 1e-14. */
const logGamma = (x: number): number => {
	let shift = 0;
	while (x < 12) {
		shift -= Math.log(x);
		x++;
	}

	const inverse = 1 / x;
	const square = inverse * inverse;
	const series =
		inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680))));
	return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
};

/** P(Binomial(n, q) = k), through logarithms: n may be 10^7. */
const binomialMass = (n: number, q: number, k: number): number =>
	Math.exp(
		logGamma(n + 1) -
			logGamma(k + 1) -
			logGamma(n - k + 1) +
			k * Math.log(q) +
			(n - k) * Math.log1p(-q),
	);

/** P(Binomial(n, q) ≤ k) for k below the mean: summed downwards from its largest term until nothing is added. */
const lowerTail = (n: number, q: number, k: number): number => {
	let mass = binomialMass(n, q, k);
	let sum = 0;
	for (let at = k; at >= 0 && sum + mass !== sum; at--) {
		sum += mass;
		// P(k − 1) from P(k).
		mass *= (at * (1 - q)) / ((n - at + 1) * q);
	}

	return sum;
};

/** The largest t with P(Binomial(n, 1 − p) ≤ t) ≤ 0.01, or −1. */
const largestAllowed = (n: number, p: number): number => {
	const q = 1 - p;
	const mean = n * q;
	// The normal approximation is off by a few at most; the exact tail settles it.
	const guess = Math.floor(mean - 2.3263 * Math.sqrt(mean * p)) - 1;
	let t = Math.max(0, Math.min(guess, Math.floor(mean)));
	let tail = lowerTail(n, q, t);
	while (t >= 0 && tail > tailLimit) {
		tail = t === 0 ? 0 : lowerTail(n, q, t - 1);
		t--;
	}

	while (t >= 0 && t < n) {
		tail += binomialMass(n, q, t + 1);
		if (tail > tailLimit) {
			break;
		}

		t++;
	}

	return t;
};

/** The last answer for each percentile: the screen asks several times between two frames. */
const remembered = new Map<number, {n: number; t: number}>();

const allowed = (n: number, p: number): number => {
	const last = remembered.get(p);
	if (last?.n === n) {
		return last.t;
	}

	const t = largestAllowed(n, p);
	remembered.set(p, {n, t});
	return t;
};

/**
How many of the slowest of `n` samples the estimate of percentile `p` drops: t − 1.

@param p Percentile, 0 < p < 1.
@returns Undefined where `n` is too small for any estimate.
*/
export const droppedSamples = (n: number, p: number): number | undefined => {
	const t = allowed(n, p);
	return t >= 1 ? t - 1 : undefined;
};

/**
The smallest `n` that allows an estimate of percentile `p`: 64 for 0.9, 662 for 0.99.
*/
export const minimumQueries = (p: number): number => {
	// P(X ≤ 1) falls as n grows: double until it is below the limit, then halve the gap.
	let above = 2;
	while (lowerTail(above, 1 - p, 1) > tailLimit) {
		above *= 2;
	}

	let below = above / 2;
	while (above - below > 1) {
		const middle = Math.floor((above + below) / 2);
		if (lowerTail(middle, 1 - p, 1) > tailLimit) {
			below = middle;
		} else {
			above = middle;
		}
	}

	return above;
};

/**
The early-stopping estimate of percentile `p` in ms: the slowest sample that remains when `droppedSamples` are dropped. At or above the plain percentile, and nearer to it the more samples there are.

@returns Undefined below `minimumQueries(p)` samples.
*/
export const earlyStoppingEstimate = (
	histogram: LatencyHistogram,
	p: number,
): number | undefined => {
	const dropped = droppedSamples(histogram.count, p);
	return dropped === undefined ? undefined : histogram.valueAtRank(histogram.count - 1 - dropped);
};

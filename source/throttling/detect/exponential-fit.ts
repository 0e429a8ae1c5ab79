import {mean} from '../../measure/statistics.js';

/*
Least squares of T(t) = T∞ + b·e^(−t/τ) with its uncertainty by profile: for each τ of a grid the other two follow by linear regression, and every τ whose squared error is not significantly above the best belongs to the answer. Curves that the data cannot tell apart are thus all kept, a straight line (τ → ∞) among them.
*/

export type Curve = {
	/** T∞ */
	readonly limit: number;
	/** T0 − T∞: negative while heating. */
	readonly amplitude: number;
	readonly tau: number;
	/** Standard error of the limit at this τ. */
	readonly limitError: number;
	readonly squares: number;
};

export type ExponentialFit = {
	readonly best: Curve;
	/** Curves that the data do not exclude at about 95 %. */
	readonly accepted: readonly Curve[];
	/** Whether the slowest τ of the grid is among them: then the limit is open upwards. */
	readonly isOpen: boolean;
	/** Standard deviation of the residuals. */
	readonly residual: number;
};

const gridSize = 40;
/** Squared normal quantile of 95 %. */
const criticalValue = 3.84;

const fitAt = (t: readonly number[], y: readonly number[], tau: number): Curve => {
	const n = t.length;
	const decay = t.map(value => Math.exp(-value / tau));
	const meanDecay = mean(decay);
	const meanY = mean(y);
	let spread = 0;
	let products = 0;
	for (const [index, value] of decay.entries()) {
		spread += (value - meanDecay) ** 2;
		products += (value - meanDecay) * (y[index]! - meanY);
	}

	const amplitude = products / spread;
	const limit = meanY - amplitude * meanDecay;
	let squares = 0;
	for (const [index, value] of decay.entries()) {
		squares += (y[index]! - limit - amplitude * value) ** 2;
	}

	const limitError = Math.sqrt((squares / (n - 3)) * (1 / n + meanDecay ** 2 / spread));
	return {limit, amplitude, tau, limitError, squares};
};

/** Curves with τ in equal ratios from `low` to `high`. */
const curvesBetween = (
	t: readonly number[],
	y: readonly number[],
	low: number,
	high: number,
): Curve[] =>
	Array.from({length: gridSize}, (_, step) =>
		fitAt(t, y, low * (high / low) ** (step / (gridSize - 1))),
	);

const leastSquares = (curves: readonly Curve[]): Curve =>
	curves.reduce((least, curve) => (curve.squares < least.squares ? curve : least));

/** Correlation of each residual with the next: sensors that hold their value make neighbours count less. */
const residualCorrelation = (t: readonly number[], y: readonly number[], curve: Curve): number => {
	let products = 0;
	let previous = 0;
	for (const [index, value] of t.entries()) {
		const residual = y[index]! - curve.limit - curve.amplitude * Math.exp(-value / curve.tau);
		products += residual * previous;
		previous = residual;
	}

	return curve.squares > 0 ? Math.max(0, Math.min(0.99, products / curve.squares)) : 0;
};

/**
@param t Rising, from 0; at least 10 values.
@returns Undefined where there are fewer.
*/
export const fitExponential = (
	t: readonly number[],
	y: readonly number[],
): ExponentialFit | undefined => {
	const n = t.length;
	const span = t.at(-1) ?? 0;
	if (n < 10 || span <= 0) {
		return undefined;
	}

	// From a twentieth of the window to ten windows, where the curve is a line; then finer where it matters.
	const coarse = curvesBetween(t, y, span / 20, span * 10);
	const rough = leastSquares(coarse);
	const correlation = residualCorrelation(t, y, rough);
	const inflation = (1 + correlation) / (1 - correlation);
	const freedom = Math.max(1, n / inflation - 3);
	const isAccepted = ({squares}: Curve, least: Curve) =>
		squares <= least.squares * (1 + criticalValue / freedom) + 1e-9;
	const first = coarse.findIndex(curve => isAccepted(curve, rough));
	const last = coarse.findLastIndex(curve => isAccepted(curve, rough));
	const fine = curvesBetween(
		t,
		y,
		coarse[Math.max(0, first - 1)]!.tau,
		coarse[Math.min(coarse.length - 1, last + 1)]!.tau,
	);
	const best = leastSquares(fine);
	return {
		best,
		accepted: fine
			.filter(curve => isAccepted(curve, best))
			.map(curve => ({...curve, limitError: curve.limitError * Math.sqrt(inflation)})),
		isOpen: isAccepted(coarse.at(-1)!, best),
		residual: Math.sqrt(best.squares / (n - 3)),
	};
};

/** Scale from the median absolute deviation to a normal's standard deviation. */
const madScale = 1.4826;

/** Ascending copy. */
export const ascending = (values: readonly number[]): Float64Array =>
	Float64Array.from(values).sort();

/** Arithmetic mean; NaN of nothing. */
export const mean = (values: readonly number[]): number => {
	let sum = 0;
	for (const value of values) {
		sum += value;
	}

	return sum / values.length;
};

/** Standard deviation of a sample (divided by n − 1); NaN below two values. */
export const sampleDeviation = (values: readonly number[]): number => {
	const centre = mean(values);
	let sum = 0;
	for (const value of values) {
		sum += (value - centre) ** 2;
	}

	return values.length < 2 ? Number.NaN : Math.sqrt(sum / (values.length - 1));
};

/**
Quantile by linear interpolation between order statistics (R's type 7, Hyndman and Fan 1996); NaN of nothing. For latencies use `LatencyHistogram.percentile`, which follows MLCommons' rule instead.

@param p 0…1
*/
export const quantile = (values: readonly number[], p: number): number => {
	const sorted = ascending(values);
	const place = (sorted.length - 1) * p;
	const below = Math.floor(place);
	const low = sorted[below] ?? Number.NaN;
	return low + (place - below) * ((sorted[below + 1] ?? low) - low);
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Standard deviation as the median absolute deviation implies it for normal data: 1.4826 · MAD. */
export const robustDeviation = (values: readonly number[]): number => {
	const centre = median(values);
	return madScale * median(values.map(value => Math.abs(value - centre)));
};

/**
P(Z ≤ z) of the standard normal, by Cody's form of erfc in Chebyshev coefficients; relative error below 1.2e-7 in both tails.
*/
export const normalCdf = (z: number): number => {
	const x = Math.abs(z) / Math.SQRT2;
	const t = 1 / (1 + 0.5 * x);
	const coefficients = [
		0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418,
		0.37409196, 1.00002368, -1.26551223,
	];
	let polynomial = 0;
	for (const coefficient of coefficients) {
		polynomial = polynomial * t + coefficient;
	}

	const tail = 0.5 * t * Math.exp(-x * x + polynomial);
	return z > 0 ? 1 - tail : tail;
};

export type Line = {readonly slope: number; readonly intercept: number};

/** Least-squares line y = intercept + slope · x; undefined where the x do not differ. */
export const fitLine = (x: readonly number[], y: readonly number[]): Line | undefined => {
	const meanX = mean(x);
	const meanY = mean(y);
	let squares = 0;
	let products = 0;
	for (const [index, value] of x.entries()) {
		squares += (value - meanX) ** 2;
		products += (value - meanX) * (y[index]! - meanY);
	}

	return squares > 0
		? {slope: products / squares, intercept: meanY - (products / squares) * meanX}
		: undefined;
};

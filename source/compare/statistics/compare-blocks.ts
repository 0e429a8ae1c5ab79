import {mean, sampleDeviation} from '../../measure/statistics.js';
import {conclude, type Comparison} from './comparison.js';

/** Standard normal quantile of 97.5 %. */
const z = 1.959964;

/**
Quantile 97.5 % of Student's t, by the Cornish–Fisher expansion (Abramowitz and Stegun 26.7.5): within 0.5 % from 4 degrees of freedom on.

@param freedom Degrees of freedom, above 0; need not be whole.
*/
export const studentQuantile = (freedom: number): number =>
	z +
	(z ** 3 + z) / (4 * freedom) +
	(5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
	(3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3) +
	(79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * freedom ** 4);

/** Squared relative standard error of the mean. */
const relativeError = (values: readonly number[]): number =>
	(sampleDeviation(values) / mean(values)) ** 2 / values.length;

/**
Compares two averages by the means of blocks of consecutive frames: Welch's t (1947) on the logarithm of their ratio, 95 %. Blocks stand for frames because frames that follow each other are alike.

@param first Time per frame of each block of the first, any unit.
@param second Of the second, the same unit.
@returns Undefined below 6 blocks a side, or where a mean is not above 0.
*/
export const compareBlocks = (
	first: readonly number[],
	second: readonly number[],
): Comparison | undefined => {
	if (first.length < 6 || second.length < 6 || !(mean(first) > 0) || !(mean(second) > 0)) {
		return undefined;
	}

	const one = relativeError(first);
	const other = relativeError(second);
	const freedom =
		one + other === 0
			? first.length + second.length - 2
			: (one + other) ** 2 / (one ** 2 / (first.length - 1) + other ** 2 / (second.length - 1));
	const centre = Math.log(mean(second) / mean(first));
	const half = studentQuantile(freedom) * Math.sqrt(one + other);
	return conclude(
		Math.expm1(centre),
		Math.expm1(centre - half),
		Math.expm1(centre + half),
		"Welch's t on the ratio of means of blocks of frames, 95 %",
	);
};

/**
How many samples of a run weigh as much as one independent sample: the variance of block means against what independent samples would give (batch means; Law and Kelton). At least 1.

@param blockMeans Means of consecutive blocks of `frames` samples each.
@param deviation Standard deviation of the single samples.
@returns 1 where nothing can be said: below 6 blocks, or samples that are all equal.
*/
export const inefficiency = (
	blockMeans: readonly number[],
	frames: number,
	deviation: number,
): number =>
	blockMeans.length < 6 || !(deviation > 0)
		? 1
		: Math.max(1, (frames * sampleDeviation(blockMeans) ** 2) / deviation ** 2);

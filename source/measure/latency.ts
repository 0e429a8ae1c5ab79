import {type LatencyHistogram} from './histogram.js';

/** A stall is a sample slower than this many medians. */
export const stallFactor = 5;

/** Above this coefficient of variation a note of instability is shown (trtexec's bound). */
const unstableCv = 0.025;

/** Latencies after warm-up, in ms; `cv` is a fraction (0.025 = 2.5 %), absent where the mean is 0. */
export type LatencySummary = {
	readonly count: number;
	readonly p50: number;
	readonly p90: number;
	readonly p95: number;
	readonly p99: number;
	readonly p999: number;
	readonly min: number;
	readonly max: number;
	readonly mean: number;
	readonly cv?: number;
};

/**
The percentiles and moments that every row of results shows (MLCommons' percentile rule, nothing dropped).

@throws RangeError on an empty histogram: there is no summary of nothing.
*/
export const summariseLatency = (histogram: LatencyHistogram): LatencySummary => {
	const {count, min, max, mean, cv} = histogram;
	if (min === undefined || max === undefined || mean === undefined) {
		throw new RangeError('no latency samples to summarise');
	}

	return {
		count,
		p50: histogram.percentile(0.5)!,
		p90: histogram.percentile(0.9)!,
		p95: histogram.percentile(0.95)!,
		p99: histogram.percentile(0.99)!,
		p999: histogram.percentile(0.999)!,
		min,
		max,
		mean,
		cv,
	};
};

/** Samples slower than 5 × p50, by the median of all samples so far; 0 of no samples. */
export const countStalls = (histogram: LatencyHistogram): number => {
	const median = histogram.percentile(0.5);
	return median === undefined ? 0 : histogram.countAbove(stallFactor * median);
};

/** Whether latencies vary too much for one figure to stand for them: CV above 2.5 %. */
export const isUnstable = (cv: number | undefined): boolean => cv !== undefined && cv > unstableCv;

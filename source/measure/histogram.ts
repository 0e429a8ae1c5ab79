import {LogBuckets, type SparseBuckets} from './log-buckets.js';
import {RunningStatistics, type RunningStatisticsJson} from './running-statistics.js';
import {SortedSamples} from './sorted-samples.js';

/** From this many samples on, ranks come from buckets. */
const exactLimit = 100_000;

/** So many samples take more memory than the buckets of a few octaves. */
const compactFrom = 1000;

/** Share of the samples that the picture's equal bins span; the slower ones are in its last, open bin. */
const pictureShare = 0.995;

const formatVersion = 1;

/** One bar: latencies in fromMs…toMs. */
export type LatencyBin = {readonly fromMs: number; readonly toMs: number; readonly count: number};

/** A histogram as it is written to files: moments exact, ranks within 0.2 %. */
export type HistogramJson = {
	readonly v: number;
	readonly moments?: RunningStatisticsJson;
	readonly buckets: SparseBuckets;
};

/**
Latencies of one stage in one segment, in ms. Nothing is dropped. Exact below 100 000 samples; beyond that, and after `fromJSON`, percentiles come from log-linear buckets within 0.2 % of value. Count, extremes, mean and deviation are always exact. At most 1 MB before the change, 90 kB after it, for ever.
*/
export class LatencyHistogram {
	/**
	@throws RangeError on another version or on figures that contradict each other.
	*/
	static fromJSON(json: HistogramJson): LatencyHistogram {
		if (json.v !== formatVersion) {
			throw new RangeError(`latency histogram: version ${json.v}, not ${formatVersion}`);
		}

		const histogram = new LatencyHistogram();
		const {moments, buckets} = json;
		const counted = buckets.reduce((sum, value, place) => (place % 2 === 1 ? sum + value : sum), 0);
		if (counted !== (moments?.n ?? 0)) {
			throw new RangeError(`latency histogram: ${counted} in buckets, ${moments?.n ?? 0} in all`);
		}

		if (moments) {
			histogram.#moments = RunningStatistics.fromJSON(moments);
			histogram.#buckets = LogBuckets.fromSparse(buckets);
			histogram.#samples = undefined;
		}

		return histogram;
	}

	#moments = new RunningStatistics();
	#samples: SortedSamples | undefined = new SortedSamples();
	#buckets: LogBuckets | undefined;

	get count(): number {
		return this.#moments.count;
	}

	get min(): number | undefined {
		return this.#moments.min;
	}

	get max(): number | undefined {
		return this.#moments.max;
	}

	get mean(): number | undefined {
		return this.#moments.mean;
	}

	/** Of the samples themselves (divided by n), as trtexec takes it. */
	get standardDeviation(): number | undefined {
		return this.#moments.standardDeviation;
	}

	/** Coefficient of variation, a fraction; undefined without samples or where the mean is 0. */
	get cv(): number | undefined {
		const {mean, standardDeviation} = this.#moments;
		return mean === undefined || mean === 0 ? undefined : standardDeviation! / mean;
	}

	/** Whether ranks and percentiles are exact. */
	get isExact(): boolean {
		return this.#samples !== undefined;
	}

	/**
	@throws RangeError where `ms` is no latency: negative, NaN or infinite.
	*/
	record(ms: number): void {
		if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
			throw new RangeError(`a latency of ${ms} ms cannot be`);
		}

		this.#moments.add(ms);
		if (!this.#samples) {
			this.#buckets!.add(ms);
			return;
		}

		this.#samples.add(ms);
		if (this.#samples.count >= exactLimit) {
			this.#toBuckets();
		}
	}

	/**
	MLCommons LoadGen's rule: sorted[floor(n·p)], the index kept within n − 1.

	@param p 0…1
	*/
	percentile(p: number): number | undefined {
		return this.valueAtRank(Math.min(this.count - 1, Math.floor(this.count * p)));
	}

	/** The k-th smallest sample, 0-based; undefined outside 0…n − 1. */
	valueAtRank(k: number): number | undefined {
		const {count, min, max} = this.#moments;
		if (!(k >= 0 && k < count)) {
			return undefined;
		}

		if (this.#samples) {
			return this.#samples.at(k);
		}

		if (k === 0 || k === count - 1) {
			return k === 0 ? min : max;
		}

		return Math.max(min!, Math.min(max!, this.#buckets!.at(k)));
	}

	/** How many samples are slower than `ms`. */
	countAbove(ms: number): number {
		return this.count - Math.round(this.#countUpTo(ms));
	}

	/**
	For a small picture: up to `binCount` equal bins from the fastest sample to the 99.5th percentile. The last is open: it reaches to the slowest sample and holds all that lie beyond. Counts add up to `count`. Where all samples are equal there is one bin; of no samples there is none.
	*/
	distribution(binCount: number): LatencyBin[] {
		const {count, min, max} = this;
		if (min === undefined || max === undefined) {
			return [];
		}

		const top = this.percentile(pictureShare)!;
		if (!(top > min)) {
			return [{fromMs: min, toMs: max, count}];
		}

		const bins: LatencyBin[] = [];
		let before = 0;
		for (let bin = 1; bin <= binCount; bin++) {
			const isLast = bin === binCount;
			const fromMs = bins.at(-1)?.toMs ?? min;
			const toMs = isLast ? max : min + ((top - min) * bin) / binCount;
			const upTo = isLast ? count : Math.round(this.#countUpTo(toMs));
			bins.push({fromMs, toMs, count: upTo - before});
			before = upTo;
		}

		return bins;
	}

	/** Takes in the other's samples; stays exact where both are and they fit. */
	merge(other: LatencyHistogram): void {
		if (this.#samples && other.#samples && this.count + other.count < exactLimit) {
			for (const ms of other.#samples.ascending()) {
				this.#samples.add(ms);
			}
		} else {
			this.#toBuckets();
			this.#buckets!.merge(other.#buckets ?? bucketsOf(other.#samples!));
		}

		this.#moments.merge(other.#moments);
	}

	/** Gives up samples that take more than buckets do: a few kB from now on, ranks then within 0.2 %. */
	compact(): void {
		if (this.count > compactFrom) {
			this.#toBuckets();
		}
	}

	toJSON(): HistogramJson {
		const moments = this.#moments.toJSON();
		const buckets = this.#buckets ?? bucketsOf(this.#samples!);
		return {v: formatVersion, moments, buckets: buckets.toSparse()};
	}

	#countUpTo(ms: number): number {
		const {min, max, count} = this;
		if (count === 0 || ms < min!) {
			return 0;
		}

		if (ms >= max!) {
			return count;
		}

		return this.#samples?.countUpTo(ms) ?? this.#buckets!.countUpTo(ms);
	}

	#toBuckets(): void {
		if (this.#samples) {
			this.#buckets = bucketsOf(this.#samples);
			this.#samples = undefined;
		}
	}
}

const bucketsOf = (samples: SortedSamples): LogBuckets => {
	const buckets = new LogBuckets();
	for (const ms of samples.ascending()) {
		buckets.add(ms);
	}

	return buckets;
};

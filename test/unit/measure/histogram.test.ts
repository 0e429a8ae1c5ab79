import {describe, expect, it} from 'vitest';
import {LatencyHistogram, type HistogramJson} from '../../../source/measure/histogram.js';
import {countStalls, isUnstable, summariseLatency} from '../../../source/measure/latency.js';
import {seededRandom} from '../../../source/measure/random.js';

/** Latencies with a long tail, as real ones have. */
const samples = (n: number, seed: number): number[] => {
	const random = seededRandom(seed);
	return Array.from({length: n}, () => 4 + Math.exp(3 * random()) * random() ** 4);
};

const filled = (values: readonly number[]): LatencyHistogram => {
	const histogram = new LatencyHistogram();
	for (const value of values) {
		histogram.record(value);
	}

	return histogram;
};

const within1Percent = (actual: number | undefined, wanted: number): void => {
	expect(Math.abs(actual! - wanted) / wanted).toBeLessThan(0.01);
};

describe('LatencyHistogram', () => {
	it('has no figures while empty', () => {
		const empty = new LatencyHistogram();
		expect(empty.count).toBe(0);
		expect([empty.min, empty.max, empty.mean, empty.standardDeviation, empty.cv]).toEqual(
			Array.from({length: 5}),
		);
		expect(empty.percentile(0.5)).toBeUndefined();
		expect(empty.distribution(10)).toEqual([]);
		expect(countStalls(empty)).toBe(0);
		expect(() => summariseLatency(empty)).toThrow('no latency samples');
	});

	it("takes sorted[floor(n·p)], MLCommons' rule, with the index kept in range", () => {
		const histogram = filled([5, 1, 4, 2, 3]);
		expect(histogram.percentile(0)).toBe(1);
		expect(histogram.percentile(0.5)).toBe(3);
		expect(histogram.percentile(0.9)).toBe(5);
		expect(histogram.percentile(1)).toBe(5);
		expect(filled([1, 2, 3, 4]).percentile(0.5)).toBe(3);
		expect(histogram.valueAtRank(5)).toBeUndefined();
		expect(histogram.valueAtRank(-1)).toBeUndefined();
	});

	it('is exact below 100 000 samples, however queries and records alternate', () => {
		const values = samples(30_000, 1);
		const histogram = new LatencyHistogram();
		for (const [index, value] of values.entries()) {
			histogram.record(value);
			if (index % 997 === 0) {
				const sorted = values.slice(0, index + 1).sort((a, b) => a - b);
				for (const p of [0, 0.5, 0.9, 0.99, 1]) {
					expect(histogram.percentile(p)).toBe(
						sorted[Math.min(index, Math.floor((index + 1) * p))],
					);
				}
			}
		}

		expect(histogram.isExact).toBe(true);
	});

	it('stays within 1 % of value beyond 100 000 samples, with exact extremes and moments', () => {
		const values = samples(250_000, 2);
		const histogram = filled(values);
		const sorted = [...values].sort((a, b) => a - b);
		expect(histogram.isExact).toBe(false);
		for (const p of [0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999]) {
			within1Percent(histogram.percentile(p), sorted[Math.floor(values.length * p)]!);
		}

		expect(histogram.min).toBe(sorted[0]);
		expect(histogram.max).toBe(sorted.at(-1));
		expect(histogram.percentile(1)).toBe(sorted.at(-1));
		const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
		const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
		expect(histogram.mean).toBeCloseTo(mean, 9);
		expect(histogram.standardDeviation).toBeCloseTo(Math.sqrt(variance), 9);
	});

	it.each([1e-6, 0.0123, 1, 999.7, 86_400, 9e6])('holds %f ms within 1 % in buckets', ms => {
		const histogram = LatencyHistogram.fromJSON(filled([ms * 0.5, ms, ms * 2]).toJSON());
		within1Percent(histogram.percentile(0.5), ms);
	});

	it('refuses what is no latency', () => {
		const histogram = new LatencyHistogram();
		for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() => {
				histogram.record(value);
			}).toThrow('cannot be');
		}

		histogram.record(0);
		expect(histogram.count).toBe(1);
		expect(histogram.percentile(0.5)).toBe(0);
		expect(histogram.cv).toBeUndefined();
	});

	it('merges into what one histogram would have held', () => {
		const values = samples(3000, 3);
		const left = filled(values.slice(0, 1000));
		left.merge(filled(values.slice(1000)));
		expect(left.isExact).toBe(true);
		const whole = filled(values);
		expect(left.percentile(0.95)).toBe(whole.percentile(0.95));
		expect(left.cv).toBeCloseTo(whole.cv!, 12);
		left.merge(new LatencyHistogram());
		expect(left.count).toBe(3000);

		const large = filled(samples(99_000, 4));
		large.merge(whole);
		expect(large.isExact).toBe(false);
		expect(large.count).toBe(102_000);
		const sorted = [...samples(99_000, 4), ...values].sort((a, b) => a - b);
		within1Percent(large.percentile(0.99), sorted[Math.floor(102_000 * 0.99)]!);
	});

	it('comes back from its serialised form', () => {
		const whole = filled(samples(5000, 5));
		const text = JSON.stringify(whole);
		expect(text.length).toBeLessThan(6000);
		const back = LatencyHistogram.fromJSON(JSON.parse(text) as HistogramJson);
		expect([back.count, back.min, back.max, back.mean, back.cv]).toEqual([
			whole.count,
			whole.min,
			whole.max,
			whole.mean,
			whole.cv,
		]);
		within1Percent(back.percentile(0.9), whole.percentile(0.9)!);
		expect(JSON.stringify(back)).toBe(text);
		const empty = LatencyHistogram.fromJSON(new LatencyHistogram().toJSON());
		expect(empty.count).toBe(0);
		empty.record(2);
		expect(empty.percentile(0.5)).toBe(2);
	});

	it('refuses a serialised form that contradicts itself', () => {
		const json = filled([1, 2, 3]).toJSON();
		expect(() => LatencyHistogram.fromJSON({...json, v: 2})).toThrow('version 2');
		expect(() => LatencyHistogram.fromJSON({...json, buckets: [1, 2]})).toThrow('2 in buckets');
		expect(() => LatencyHistogram.fromJSON({...json, buckets: [1, 2, -1, 1]})).toThrow(
			'bad bucket',
		);
		expect(() => LatencyHistogram.fromJSON({...json, buckets: [1e9, 3]})).toThrow('bad bucket');
		expect(() =>
			LatencyHistogram.fromJSON({...json, moments: {...json.moments!, min: 9, max: 1}}),
		).toThrow('contradict');
	});
});

describe('distribution', () => {
	it('spans the fastest to the 99.5th percentile in equal bins, the last one open', () => {
		const histogram = filled([...Array.from({length: 1000}, (_, index) => index / 100), 500]);
		const bins = histogram.distribution(10);
		expect(bins).toHaveLength(10);
		expect(bins[0]!.fromMs).toBe(0);
		expect(bins.at(-1)!.toMs).toBe(500);
		expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(1001);
		for (const bin of bins.slice(0, -1)) {
			expect(bin.toMs - bin.fromMs).toBeCloseTo(0.995, 2);
			expect(bin.count).toBeGreaterThanOrEqual(99);
			expect(bin.count).toBeLessThanOrEqual(101);
		}
	});

	it('is one bin where all samples are equal', () => {
		expect(filled([3, 3, 3]).distribution(8)).toEqual([{fromMs: 3, toMs: 3, count: 3}]);
	});

	it('adds up in buckets, too', () => {
		const bins = filled(samples(120_000, 6)).distribution(24);
		expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(120_000);
		expect(Math.min(...bins.map(bin => bin.count))).toBeGreaterThanOrEqual(0);
	});
});

describe('summary', () => {
	it('gives every figure of the table', () => {
		const summary = summariseLatency(filled(Array.from({length: 1000}, (_, index) => index + 1)));
		expect(summary).toMatchObject({
			count: 1000,
			p50: 501,
			p90: 901,
			p95: 951,
			p99: 991,
			p999: 1000,
			min: 1,
			max: 1000,
		});
		expect(summary.mean).toBeCloseTo(500.5, 9);
		// Of 1…n: sqrt((n² − 1) / 12) over (n + 1) / 2.
		expect(summary.cv).toBeCloseTo(Math.sqrt(999_999 / 12) / 500.5, 9);
	});

	it('counts stalls, slower than five medians', () => {
		expect(countStalls(filled([...Array.from({length: 99}, () => 2), 10.01, 10, 400]))).toBe(2);
	});

	it('calls a CV above 2.5 % unstable', () => {
		expect(isUnstable(0.025)).toBe(false);
		expect(isUnstable(0.0251)).toBe(true);
		expect(isUnstable(undefined)).toBe(false);
	});
});

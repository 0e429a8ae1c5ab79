import {describe, expect, it} from 'vitest';
import {
	droppedSamples,
	earlyStoppingEstimate,
	minimumQueries,
} from '../../../source/measure/early-stopping.js';
import {LatencyHistogram} from '../../../source/measure/histogram.js';
import {validity} from '../../../source/measure/validity.js';

/** P(Binomial(n, q) ≤ t) by the recurrence from k = 0: another way than the code's. */
const tail = (n: number, q: number, t: number): number => {
	let logMass = n * Math.log1p(-q);
	let sum = 0;
	for (let k = 0; k <= t; k++) {
		sum += Math.exp(logMass);
		logMass += Math.log(((n - k) * q) / ((k + 1) * (1 - q)));
	}

	return sum;
};

describe('early stopping', () => {
	it("needs MLPerf's smallest sample sizes", () => {
		expect(minimumQueries(0.9)).toBe(64);
		expect(minimumQueries(0.99)).toBe(662);
		expect(droppedSamples(63, 0.9)).toBeUndefined();
		expect(droppedSamples(64, 0.9)).toBe(0);
		expect(droppedSamples(661, 0.99)).toBeUndefined();
		expect(droppedSamples(662, 0.99)).toBe(0);
		expect(droppedSamples(0, 0.9)).toBeUndefined();
	});

	it.each([
		[745, 54],
		[1024, 79],
		[24_576, 2347],
	])('drops of %i samples the %i slowest', (n, dropped) => {
		expect(droppedSamples(n, 0.9)).toBe(dropped);
	});

	it.each([
		[100, 0.9],
		[5000, 0.99],
		[24_576, 0.9],
		[70_000, 0.99],
	])('takes the largest t at n = %i, p = %f', (n, p) => {
		const t = droppedSamples(n, p)! + 1;
		expect(tail(n, 1 - p, t)).toBeLessThanOrEqual(0.01);
		expect(tail(n, 1 - p, t + 1)).toBeGreaterThan(0.01);
	});

	it('stands at ten million samples where the normal approximation says', () => {
		const n = 1e7;
		const t = droppedSamples(n, 0.9)! + 1;
		expect(Math.abs(t - (n * 0.1 - 2.32635 * Math.sqrt(n * 0.09)))).toBeLessThan(3);
	});

	it('is the slowest sample that remains, at or above the percentile', () => {
		const histogram = new LatencyHistogram();
		for (let index = 1; index <= 63; index++) {
			histogram.record(index);
		}

		expect(earlyStoppingEstimate(histogram, 0.9)).toBeUndefined();
		histogram.record(64);
		expect(earlyStoppingEstimate(histogram, 0.9)).toBe(64);
		for (let index = 65; index <= 1024; index++) {
			histogram.record(index);
		}

		expect(earlyStoppingEstimate(histogram, 0.9)).toBe(1024 - 79);
		expect(earlyStoppingEstimate(histogram, 0.9)).toBeGreaterThan(histogram.percentile(0.9)!);
	});
});

describe('validity', () => {
	it('asks for a warm-up of 2 s, where one is known', () => {
		expect(validity('rapid', 64, 6, {warmup: {milliseconds: 2000}}).text).toBe('VALID');
		expect(validity('rapid', 64, 6, {warmup: {milliseconds: 1999}}).text).toBe(
			'INVALID (warm-up 1.9/2 s)',
		);
		expect(validity('rapid', 63, 6, {warmup: {milliseconds: 100}}).text).toBe(
			'INVALID (63/64 queries, 6/6 s, warm-up 0.1/2 s)',
		);
	});

	it('says what is lacking', () => {
		expect(validity('standard', 41, 212.9)).toEqual({
			isValid: false,
			text: 'INVALID (41/1024 queries, 212/60 s)',
		});
		expect(validity('rapid', 64, 5.99).text).toBe('INVALID (64/64 queries, 5/6 s)');
		expect(validity('full', 1024, 599.999).text).toBe('INVALID (1024/1024 queries, 599/600 s)');
	});

	it.each([
		['rapid', 64, 6],
		['quick', 128, 10],
		['standard', 1024, 60],
		['full', 1024, 600],
	] as const)('%s is valid from %i queries and %i s on', (preset, queries, seconds) => {
		expect(validity(preset, queries, seconds)).toEqual({isValid: true, text: 'VALID'});
		expect(validity(preset, queries - 1, seconds).isValid).toBe(false);
		expect(validity(preset, queries, seconds - 0.001).isValid).toBe(false);
	});
});

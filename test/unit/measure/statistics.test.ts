import {describe, expect, it} from 'vitest';
import {mannWhitneyLower} from '../../../source/measure/mann-whitney.js';
import {
	fitLine,
	median,
	normalCdf,
	quantile,
	robustDeviation,
	sampleDeviation,
} from '../../../source/measure/statistics.js';

describe('statistics', () => {
	it('has the usual figures', () => {
		expect(median([3, 1, 2])).toBe(2);
		expect(median([4, 1, 3, 2])).toBe(2.5);
		expect(median([])).toBeNaN();
		expect(quantile([1, 2, 3, 4, 5], 0.9)).toBeCloseTo(4.6, 12);
		expect(sampleDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138_09, 5);
		expect(robustDeviation([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 6);
		expect(fitLine([0, 1, 2], [1, 3, 5])).toEqual({slope: 2, intercept: 1});
		expect(fitLine([1, 1], [1, 3])).toBeUndefined();
	});

	it.each([
		[0, 0.5],
		[1.959_964, 0.975],
		[-1.959_964, 0.025],
		[-3.090_232, 0.001],
		[-6, 9.8659e-10],
	])('normalCdf(%f) = %f', (z, p) => {
		expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-4);
	});
});

describe('mannWhitneyLower', () => {
	it('agrees with the textbook', () => {
		// U = 0 of 8 against 8: z = (0.5 − 32) / sqrt(64 · 17 / 12).
		const low = [1, 2, 3, 4, 5, 6, 7, 8];
		const high = low.map(value => value + 10);
		expect(mannWhitneyLower(low, high)).toBeCloseTo(
			normalCdf(-31.5 / Math.sqrt((64 * 17) / 12)),
			12,
		);
		expect(mannWhitneyLower(high, low)).toBeGreaterThan(0.999);
		expect(mannWhitneyLower(low, low)).toBeGreaterThan(0.5);
	});

	it('corrects for ties', () => {
		// Mid-ranks of 1, 1, 2 against 1, 2, 2: 2, 2, 5, so U = 3; tie term 24 + 24.
		const variance = (9 / 12) * (7 - 48 / 30);
		expect(mannWhitneyLower([1, 1, 2], [1, 2, 2])).toBeCloseTo(
			normalCdf((3 + 0.5 - 4.5) / Math.sqrt(variance)),
			12,
		);
		expect(mannWhitneyLower([5, 5], [5, 5])).toBe(1);
		expect(mannWhitneyLower([], [1])).toBe(1);
	});
});

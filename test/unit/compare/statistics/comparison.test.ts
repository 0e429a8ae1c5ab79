import {describe, expect, it} from 'vitest';
import {
	comparePairs,
	compareMedians,
	ranked,
} from '../../../../source/compare/statistics/comparison.js';
import {LatencyHistogram} from '../../../../source/measure/histogram.js';
import {seededRandom} from '../../../../source/measure/random.js';
import {seededNormal} from '../../throttling/detect/simulated.js';

const lognormal = (n: number, medianMs: number, seed: number): number[] => {
	const normal = seededNormal(seededRandom(seed));
	return Array.from({length: n}, () => medianMs * Math.exp(0.1 * normal()));
};

const trials = 300;

describe('compareMedians', () => {
	it('covers the truth about 95 times in 100', () => {
		let covered = 0;
		for (let seed = 1; seed <= trials; seed++) {
			const {low, high} = compareMedians(
				ranked(lognormal(80, 10, seed)),
				ranked(lognormal(60, 10.5, seed + 10_000)),
				seed,
			)!;
			covered += low <= 0.05 && high >= 0.05 ? 1 : 0;
		}

		expect(covered / trials).toBeGreaterThan(0.91);
		expect(covered / trials).toBeLessThan(0.99);
	});

	it('says faster, slower or no difference, the same each time', () => {
		const base = ranked(lognormal(2000, 10, 1));
		const slower = ranked(lognormal(2000, 10.5, 2));
		expect(compareMedians(base, slower, 7)!.verdict).toBe('slower');
		expect(compareMedians(slower, base, 7)!.verdict).toBe('faster');
		expect(compareMedians(base, ranked(lognormal(2000, 10, 3)), 7)!.verdict).toBe('no difference');
		expect(compareMedians(base, slower, 7)).toEqual(compareMedians(base, slower, 7));
		expect(compareMedians(base, slower, 7)!.change).toBeCloseTo(0.05, 1);
	});

	it('takes histograms of any size', () => {
		const first = new LatencyHistogram();
		const second = new LatencyHistogram();
		for (const ms of lognormal(120_000, 10, 4)) {
			first.record(ms);
			second.record(ms * 1.02);
		}

		const {change, low, high, verdict} = compareMedians(first, second, 1)!;
		expect(verdict).toBe('slower');
		expect(change).toBeCloseTo(0.02, 2);
		expect(high - low).toBeLessThan(0.01);
	});

	it('is silent on too few samples', () => {
		expect(compareMedians(ranked([1, 2, 3, 4, 5]), ranked([1, 2, 3, 4, 5, 6]), 1)).toBeUndefined();
	});
});

describe('comparePairs', () => {
	/** Blocks of a machine that drifts by far more than the difference. */
	const drifting = (pairs: number, ratio: number, seed: number): Array<[number, number]> => {
		const normal = seededNormal(seededRandom(seed));
		return Array.from({length: pairs}, (_, index) => {
			const level = 10 * (1 + 0.5 * Math.sin(index / 3));
			return [level * (1 + 0.01 * normal()), level * ratio * (1 + 0.01 * normal())];
		});
	};

	it.each([8, 20, 60])('covers the truth with %i pairs, in spite of drift', pairs => {
		let covered = 0;
		for (let seed = 1; seed <= trials; seed++) {
			const {low, high} = comparePairs(drifting(pairs, 1.03, seed))!;
			covered += low <= 0.03 && high >= 0.03 ? 1 : 0;
		}

		expect(covered / trials).toBeGreaterThan(0.91);
	});

	it('finds 3 % within ten pairs and nothing where nothing is', () => {
		expect(comparePairs(drifting(10, 1.03, 5))!.verdict).toBe('slower');
		expect(comparePairs(drifting(10, 0.97, 5))!.verdict).toBe('faster');
		expect(comparePairs(drifting(10, 1, 6))!.verdict).toBe('no difference');
	});

	it('has the exact interval of six pairs: the smallest and the largest', () => {
		const pairs = [1.01, 1.02, 1.03, 1.04, 1.05, 1.06].map(
			ratio => [10, 10 * ratio] as [number, number],
		);
		const {low, high} = comparePairs(pairs)!;
		expect(low).toBeCloseTo(0.01, 9);
		expect(high).toBeCloseTo(0.06, 9);
		expect(comparePairs(pairs.slice(1))).toBeUndefined();
	});
});

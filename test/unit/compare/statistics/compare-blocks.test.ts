import {describe, expect, it} from 'vitest';
import {BlockMeans} from '../../../../source/compare/statistics/block-means.js';
import {
	compareBlocks,
	inefficiency,
	studentQuantile,
} from '../../../../source/compare/statistics/compare-blocks.js';
import {compareShares} from '../../../../source/compare/statistics/compare-shares.js';
import {
	compareQuantiles,
	ranked,
	thinned,
} from '../../../../source/compare/statistics/comparison.js';
import {seededRandom} from '../../../../source/measure/random.js';
import {sampleDeviation} from '../../../../source/measure/statistics.js';
import {seededNormal} from '../../throttling/detect/simulated.js';

/** AR(1) latencies: each keeps `memory` of the deviation of the one before. */
const related = (n: number, level: number, memory: number, seed: number): number[] => {
	const normal = seededNormal(seededRandom(seed));
	let state = normal();
	return Array.from({length: n}, () => {
		state = memory * state + Math.sqrt(1 - memory ** 2) * normal();
		return level * (1 + 0.02 * state);
	});
};

const blocksOf = (samples: readonly number[]) => {
	const means = new BlockMeans();
	means.start(0);
	let clock = 0;
	for (const ms of samples) {
		clock += 2 * ms;
		means.record(ms, clock);
	}

	return means.blocks();
};

describe('BlockMeans', () => {
	it('keeps 20 to 39 blocks of a power of two, exact whatever the length', () => {
		for (const n of [20, 39, 40, 41, 1000, 12_345]) {
			const samples = Array.from({length: n}, (_, index) => index + 1);
			const {frames, inferMs, wallMs} = blocksOf(samples);
			expect(inferMs.length).toBeGreaterThanOrEqual(20);
			expect(inferMs.length).toBeLessThan(40);
			expect(Number.isInteger(Math.log2(frames))).toBe(true);
			expect(frames * inferMs.length).toBeLessThanOrEqual(n);
			expect(n - frames * inferMs.length).toBeLessThan(frames);
			expect(inferMs[1]).toBe(frames + (frames + 1) / 2);
			expect(wallMs[1]).toBe(2 * frames * inferMs[1]!);
		}
	});

	it('counts a pause between frames in the wall clock only', () => {
		const means = new BlockMeans();
		means.start(100);
		means.record(10, 110);
		means.record(10, 1120);
		expect(means.blocks()).toEqual({frames: 1, inferMs: [10, 10], wallMs: [10, 1010]});
	});
});

describe('studentQuantile', () => {
	it.each([
		[4, 2.776],
		[10, 2.228],
		[38, 2.024],
		[1e9, 1.96],
	])('of %d degrees of freedom is %d', (freedom, expected) => {
		expect(studentQuantile(freedom) / expected).toBeCloseTo(1, 2);
	});
});

describe('inefficiency', () => {
	it('is near (1 + r) / (1 − r) for neighbours correlated by r, near 1 for independent ones', () => {
		const found = (memory: number) => {
			const values = Array.from({length: 40}, (_, index) => {
				const samples = related(4000, 10, memory, index + 1);
				const {frames, inferMs} = blocksOf(samples);
				return inefficiency(inferMs, frames, sampleDeviation(samples));
			});
			return values.reduce((sum, value) => sum + value, 0) / values.length;
		};

		expect(found(0)).toBeGreaterThanOrEqual(1);
		expect(found(0)).toBeLessThan(1.3);
		expect(found(0.9)).toBeGreaterThan(13);
		expect(found(0.9)).toBeLessThan(24);
	});

	it('says nothing of samples that are all equal', () => {
		expect(inefficiency([5, 5, 5, 5, 5, 5], 4, 0)).toBe(1);
	});
});

describe('comparison of runs whose frames are alike', () => {
	const trials = 200;
	const falseAlarms = (compare: (first: number[], second: number[], seed: number) => boolean) => {
		let alarms = 0;
		for (let seed = 1; seed <= trials; seed++) {
			alarms += compare(related(1500, 10, 0.9, seed), related(1500, 10, 0.9, seed + 5000), seed)
				? 1
				: 0;
		}

		return alarms / trials;
	};

	const worth = (samples: readonly number[]) => {
		const {frames, inferMs} = blocksOf(samples);
		return thinned(ranked(samples), inefficiency(inferMs, frames, sampleDeviation(samples)));
	};

	it('thinned medians raise an alarm in about 5 of 100 equal runs, unthinned ones far more', () => {
		const careful = falseAlarms(
			(first, second, seed) =>
				compareQuantiles(worth(first), worth(second), {p: 0.5, seed})!.verdict !== 'no difference',
		);
		const naive = falseAlarms(
			(first, second, seed) =>
				compareQuantiles(ranked(first), ranked(second), {p: 0.5, seed})!.verdict !==
				'no difference',
		);
		expect(careful).toBeLessThan(0.1);
		expect(naive).toBeGreaterThan(0.3);
	});

	it('so do means of blocks', () => {
		const rate = falseAlarms(
			(first, second) =>
				compareBlocks(blocksOf(first).inferMs, blocksOf(second).inferMs)!.verdict !==
				'no difference',
		);
		expect(rate).toBeLessThan(0.1);
	});

	it('both find 5 %', () => {
		const first = related(1500, 10, 0.9, 1);
		const second = related(1500, 10.5, 0.9, 2);
		expect(compareQuantiles(worth(first), worth(second), {p: 0.5, seed: 1})!.verdict).toBe(
			'slower',
		);
		expect(compareBlocks(blocksOf(second).inferMs, blocksOf(first).inferMs)!.verdict).toBe(
			'faster',
		);
	});
});

describe('compareQuantiles', () => {
	it('wants three samples beyond, and grows by the resolution', () => {
		const samples = ranked(related(299, 10, 0, 3));
		expect(compareQuantiles(samples, samples, {p: 0.99, seed: 1})).toBeUndefined();
		const first = (n: number) => ranked(related(n, 10, 0, 3));
		expect(compareQuantiles(first(30), first(30), {p: 0.9, seed: 1})).toBeDefined();
		expect(compareQuantiles(first(29), first(30), {p: 0.9, seed: 1})).toBeUndefined();
		expect(compareQuantiles(samples, samples, {p: 0.9, seed: 1})!.verdict).toBe('no difference');
		const sharp = compareQuantiles(samples, samples, {p: 0.5, seed: 1})!;
		const coarse = compareQuantiles(samples, samples, {p: 0.5, seed: 1, resolution: 0.002})!;
		expect(coarse.high - sharp.high).toBeCloseTo(0.004, 9);
		expect(sharp.low - coarse.low).toBeCloseTo(0.004, 9);
	});
});

describe('compareShares', () => {
	it("gives Newcombe's published interval", () => {
		// Newcombe 1998, table II, example (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339.
		const {change, low, high, verdict} = compareShares(
			{value: 48 / 80, n: 80},
			{value: 56 / 70, n: 70},
		)!;
		expect(change).toBeCloseTo(0.2, 9);
		expect(low).toBeCloseTo(0.0524, 4);
		expect(high).toBeCloseTo(0.3339, 4);
		expect(verdict).toBe('higher');
	});

	it('shows no difference where there are enough images for that, and says nothing of nothing', () => {
		const share = {value: 0.86, n: 64};
		expect(compareShares(share, share)!.verdict).toBe('undecided');
		const exact = {value: 0.86, n: 50_000};
		expect(compareShares(exact, exact)!.verdict).toBe('no difference');
		expect(compareShares(share, {value: 0.4, n: 64})!.verdict).toBe('lower');
		expect(compareShares(share, {value: 0, n: 0})).toBeUndefined();
	});
});

import {describe, expect, it} from 'vitest';
import {FrameRate} from '../../../source/measure/frame-rate.js';

/** Frames of `periodMs` from `fromMs` (exclusive) to `toMs`. */
const run = (rate: FrameRate, fromMs: number, toMs: number, periodMs: number): void => {
	for (let index = 1; fromMs + index * periodMs <= toMs; index++) {
		rate.record(fromMs + index * periodMs);
	}
};

const started = (atMs = 1000): FrameRate => {
	const rate = new FrameRate();
	rate.reset(atMs);
	return rate;
};

describe('FrameRate', () => {
	it('is not known in the first half second', () => {
		const rate = started();
		run(rate, 1000, 1499, 10);
		expect(rate.fps(1000, 1499)).toBeUndefined();
		expect(rate.fps('session', 1499)).toBeUndefined();
		expect(new FrameRate().fps(1000, 5000)).toBeUndefined();
	});

	it('is frames over seconds that passed where the window is not yet full', () => {
		const rate = started();
		run(rate, 1000, 3000, 20);
		expect(rate.fps(10_000, 3000)).toBeCloseTo(50, 6);
		expect(rate.fps(60_000, 3000)).toBeCloseTo(50, 6);
	});

	it.each([1, 7, 33, 99, 250, 700, 1400, 3000])(
		'reads a steady rate of one frame in %i ms exactly in every window and at any moment',
		periodMs => {
			const rate = started();
			run(rate, 1000, 200_000, periodMs);
			for (let later = 0; later < 200; later += 37) {
				for (const window of [1000, 10_000, 60_000, 'session'] as const) {
					expect(rate.fps(window, 200_000 + later)).toBeCloseTo(1000 / periodMs, 6);
				}
			}
		},
	);

	it('counts the wall clock: a pause lowers the rate of every window it lies in', () => {
		const rate = started(0);
		run(rate, 0, 60_000, 10);
		run(rate, 80_000, 100_000, 10);
		expect(rate.fps(1000, 100_000)).toBeCloseTo(100, 0);
		expect(rate.fps(10_000, 100_000)).toBeCloseTo(100, 0);
		expect(rate.fps(60_000, 100_000)).toBeCloseTo((100 * 40) / 60, 0);
		expect(rate.fps('session', 100_000)).toBeCloseTo(80, 6);
	});

	it('does not carry a pause before the window into it', () => {
		const rate = started(0);
		run(rate, 0, 10_000, 10);
		run(rate, 40_000, 40_600, 10);
		expect(rate.fps(1000, 40_600)).toBeCloseTo(60, 0);
	});

	it('falls to nothing when frames stop coming', () => {
		const rate = started(0);
		run(rate, 0, 30_000, 10);
		expect(rate.fps(1000, 30_250)).toBeCloseTo(100, 6);
		expect(rate.fps(1000, 30_500)).toBeCloseTo(50, 0);
		expect(rate.fps(1000, 31_500)).toBe(0);
		expect(rate.fps(10_000, 35_000)).toBeCloseTo(50, 0);
		expect(rate.fps(60_000, 600_000)).toBe(0);
		expect(rate.fps('session', 60_000)).toBeCloseTo(50, 6);
	});

	it('is 0 where no frame came, and that is known', () => {
		expect(started(0).fps('session', 10_000)).toBe(0);
	});

	it('takes several frames in one record', () => {
		const rate = started(0);
		for (let atMs = 100; atMs <= 20_000; atMs += 100) {
			rate.record(atMs, 30);
		}

		expect(rate.fps(1000, 20_050)).toBeCloseTo(300, 6);
	});

	it('shows a slow-down in the short window first', () => {
		const rate = started(0);
		run(rate, 0, 120_000, 10);
		run(rate, 120_000, 130_000, 20);
		expect(rate.fps(1000, 130_000)).toBeCloseTo(50, 0);
		expect(rate.fps(60_000, 130_000)).toBeCloseTo((50 * 100 + 10 * 50) / 60, 0);
		expect(rate.fps('session', 130_000)).toBeCloseTo((120 * 100 + 10 * 50) / 130, 6);
	});

	it('follows a rate slower than its longest window', () => {
		const rate = started(0);
		run(rate, 0, 1_000_000, 90_000);
		expect(rate.fps(60_000, 990_100)).toBeCloseTo(1 / 90, 6);
	});

	it('begins anew at a reset', () => {
		const rate = started(0);
		run(rate, 0, 30_000, 10);
		rate.reset(30_000);
		run(rate, 30_000, 32_000, 100);
		expect(rate.fps(60_000, 32_000)).toBeCloseTo(10, 6);
		expect(rate.fps('session', 32_000)).toBeCloseTo(10, 6);
	});
});

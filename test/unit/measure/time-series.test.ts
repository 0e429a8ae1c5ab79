import {describe, expect, it} from 'vitest';
import {TimeSeries} from '../../../source/measure/time-series.js';

const filled = (seconds: number, value: (second: number) => number | undefined): TimeSeries => {
	const series = new TimeSeries();
	for (let second = 1; second <= seconds; second++) {
		series.add(second * 1000, value(second));
	}

	return series;
};

describe('TimeSeries', () => {
	it('has nothing to show while empty', () => {
		expect(new TimeSeries().points(0, 1000, 3)).toEqual([undefined, undefined, undefined]);
		expect(new TimeSeries().latest()).toBeUndefined();
	});

	it('gives one mean a column', () => {
		const series = filled(10, second => second);
		expect(series.points(0, 10_000, 5)).toEqual([1.5, 3.5, 5.5, 7.5, 9.5]);
		expect(series.points(0, 10_000, 20)[19]).toBe(10);
		expect(series.latest()).toBe(10);
	});

	it('leaves no false gaps where samples jitter', () => {
		const series = new TimeSeries();
		for (let second = 1; second <= 100; second++) {
			series.add(second * 1000 + (second % 3) * 150, 7);
		}

		expect(series.points(1000, 100_000, 250).every(value => Math.abs(value! - 7) < 1e-9)).toBe(
			true,
		);
	});

	it('keeps gaps: missing readings and missing time are undefined, never 0', () => {
		const series = filled(10, second => (second > 4 && second <= 6 ? undefined : 3));
		expect(series.points(0, 10_000, 5)).toEqual([3, 3, undefined, 3, 3]);
		series.add(20_000, 5);
		expect(series.points(10_000, 20_000, 5)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			5,
		]);
		expect(series.points(0, 40_000, 4)[3]).toBeUndefined();
		series.add(21_000, undefined);
		series.add(21_500, Number.NaN);
		expect(series.latest()).toBeUndefined();
	});

	it('holds 24 h at 1 Hz: means of the whole day and the last seconds as they came', () => {
		const series = filled(86_400, second => second);
		const hours = series.points(0, 86_400_000, 24);
		for (const [hour, value] of hours.entries()) {
			// Coarse points straddle the hours: off by one of their widths at most.
			expect(Math.abs(value! - (hour * 3600 + 1800.5))).toBeLessThan(70);
		}

		expect(series.points(86_395_000, 86_400_000, 5)).toEqual([
			86_396, 86_397, 86_398, 86_399, 86_400,
		]);
	});

	it('shows a long gap after it has become coarse', () => {
		const series = new TimeSeries(100);
		for (let second = 1; second <= 10_000; second++) {
			if (second <= 3000 || second > 7000) {
				series.add(second * 1000, 2);
			}
		}

		const columns = series.points(0, 10_000_000, 10);
		expect(columns.slice(4, 6)).toEqual([undefined, undefined]);
		expect(columns[0]).toBeCloseTo(2, 9);
		expect(columns[8]).toBeCloseTo(2, 9);
	});
});

import {expect, it} from 'vitest';
import {Timeline} from '../../../source/record/timeline.js';

const missing = {missing: 'no sensor'};

it('keeps the course of a run in steps, gaps as null', () => {
	const timeline = new Timeline();
	for (let second = 1; second <= 10; second++) {
		timeline.add(second * 1000, second > 2 ? 10 * second : undefined, {
			temperatureCelsius: {value: 40 + second},
			powerWatts: missing,
		});
	}

	const figures = timeline.figures(10_000)!;
	expect(figures.stepSeconds).toBe(1);
	expect(figures.fps).toEqual([null, null, 30, 40, 50, 60, 70, 80, 90, 100]);
	expect(figures.temperatureCelsius).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
	expect(figures.powerWatts.every(value => value === null)).toBe(true);
	expect(figures.clockHertz.every(value => value === null)).toBe(true);
});

it('of a day takes no more room than that of four minutes', () => {
	const timeline = new Timeline();
	const day = 86_400;
	for (let second = 1; second <= day; second++) {
		timeline.add(second * 1000, second < day / 2 ? 100 : 50, {});
	}

	const {fps, stepSeconds} = timeline.figures(day * 1000)!;
	expect(fps).toHaveLength(240);
	expect(stepSeconds).toBe(360);
	expect(fps[60]).toBeCloseTo(100, 6);
	expect(fps[180]).toBeCloseTo(50, 6);
});

it('before the first second there is none', () => {
	expect(new Timeline().figures(400)).toBeUndefined();
});

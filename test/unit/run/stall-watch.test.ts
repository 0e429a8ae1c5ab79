import {expect, it} from 'vitest';
import {StallWatch} from '../../../source/run/stall-watch.js';

const watch = () => {
	const told: string[] = [];
	const stalls = new StallWatch(text => {
		told.push(text);
	});
	let atMs = 0;
	const run = (...inferMs: readonly number[]): void => {
		atMs += 1000;
		stalls.record({
			inferMs: Float64Array.from(inferMs),
			endedAtMs: Float64Array.from(inferMs, () => atMs),
		});
	};

	return {told, stalls, run};
};

it('tells of an inference of over five medians, at most once a minute', () => {
	const {told, run} = watch();
	run(...Array.from({length: 40}, () => 10));
	run(49);
	expect(told).toEqual([]);
	run(10, 120, 10);
	expect(told).toEqual([
		'stall: an inference took 120.0 ms, 12 times the median of those before it',
	]);
	run(500);
	expect(told).toHaveLength(1);
	for (let second = 0; second < 60; second++) {
		run(10);
	}

	run(500);
	expect(told).toHaveLength(2);
});

it('the first inferences, and those of another model, are held against nothing', () => {
	const {told, stalls, run} = watch();
	run(900, 10, 10);
	run(...Array.from({length: 40}, () => 10));
	stalls.restart();
	run(100, 100);
	run();
	expect(told).toEqual([]);
});

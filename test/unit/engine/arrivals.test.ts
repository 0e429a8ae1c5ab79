import {expect, test} from 'vitest';
import {type LoadedModel} from '../../../source/backends/backend.js';
import {Arrivals} from '../../../source/engine/arrivals.js';
import {type MeasuredFrame} from '../../../source/engine/batch.js';
import {runFrames} from '../../../source/engine/loop.js';
import {type FrameSupply} from '../../../source/frames/frame-supply.js';

test('streams are interleaved evenly, at times that were fixed when they began', () => {
	let nowMs = 500;
	const arrivals = new Arrivals({streams: 4, framesPerSecond: 25}, () => nowMs);
	nowMs = 1000;
	arrivals.begin();
	expect([0, 1, 2, 40].map(count => arrivals.timeOf(count))).toEqual([1000, 1010, 1020, 1400]);
	expect([arrivals.hasArrived(0), arrivals.hasArrived(1)]).toEqual([true, false]);
	nowMs = 1399.9;
	expect([arrivals.hasArrived(39), arrivals.hasArrived(40)]).toEqual([true, false]);
});

test('a wait ends at its time and never before it, or when it is asked to stop', async () => {
	const arrivals = new Arrivals({streams: 1, framesPerSecond: 50});
	arrivals.begin();
	expect(await arrivals.wait(3, () => false)).toBe(true);
	expect(arrivals.hasArrived(3)).toBe(true);
	let asked = 0;
	expect(await arrivals.wait(1e6, () => asked++ > 1)).toBe(false);
});

const supplyOf = (): FrameSupply => {
	let next = 0;
	return {
		framesMode: 'cached in memory',
		hasNext: true,
		start(position) {
			next = position;
		},
		async take() {
			const position = next++;
			const tensor = Float32Array.of(position);
			return {position, entry: 0, tensor, decodeMs: Number.NaN, preprocessMs: Number.NaN};
		},
		release: () => undefined,
		stop: () => undefined,
		close: async () => undefined,
	};
};

/** On a clock of its own, which only its runs and the waits for frames move on. */
const runOnClock = async (serviceMs: (count: number) => number, frames: number, slots?: number) => {
	let nowMs = 0;
	const arrivals = new Arrivals({streams: 2, framesPerSecond: 50}, () => nowMs);
	const wait = arrivals.wait.bind(arrivals);
	arrivals.wait = async (count, shouldStop) => {
		nowMs = Math.max(nowMs, arrivals.timeOf(count));
		return wait(count, shouldStop);
	};

	let runs = 0;
	const model: LoadedModel = {
		device: 'test',
		runtime: {name: 'test', version: '1'},
		...(slots !== undefined && {slots}),
		async run() {
			nowMs += serviceMs(runs++);
			return {scores: new Float32Array(10), inferMs: 1};
		},
		dispose: async () => undefined,
	};
	const seen: Array<MeasuredFrame & {doneMs: number}> = [];
	await runFrames(
		model,
		supplyOf(),
		{kind: 'logits', classes: 10, labelOffset: 0},
		{
			position: 0,
			frames,
			shouldStop: () => false,
			arrivals,
			onFrame(frame) {
				seen.push({...frame, doneMs: nowMs});
			},
		},
	);
	return seen;
};

test('one slow frame delays all that arrive meanwhile: none of their wait is forgotten', async () => {
	// A frame each 10 ms, 4 ms of work; the third one takes 40 ms.
	const seen = await runOnClock(count => (count === 2 ? 40 : 4), 10);
	expect(seen.map(({arrivedAtMs}) => arrivedAtMs)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
	expect(seen.map(({arrivedAtMs, doneMs}) => doneMs - arrivedAtMs!)).toEqual([
		4, 4, 40, 34, 28, 22, 16, 10, 4, 4,
	]);
});

test('a frame that has not arrived yet is not handed to a worker ahead of its time', async () => {
	const seen = await runOnClock(() => 4, 4, 2);
	expect(seen.map(({arrivedAtMs, doneMs}) => doneMs - arrivedAtMs!)).toEqual([4, 4, 4, 4]);
});

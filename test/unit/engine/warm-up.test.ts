import {expect, it} from 'vitest';
import {type LoadedModel} from '../../../source/backends/backend.js';
import {warmUp} from '../../../source/engine/loop.js';

/** Each run takes as long as it is told to. */
const modelOf = (inferMs: (run: number) => number): LoadedModel => {
	let run = 0;
	return {
		device: 'test',
		runtime: {name: 'test', version: '1'},
		async run() {
			return {scores: new Float32Array(1), inferMs: inferMs(run++)};
		},
		dispose: async () => undefined,
	};
};

const minimum = {runs: 10, milliseconds: 0};
const tensor = new Float32Array(1);
const silent = {
	onFirst: () => undefined,
	onPlaced: () => undefined,
	onProgress: () => undefined,
	onRepeat: () => undefined,
};

it('where nothing is beside the model the least number of runs is enough', async () => {
	const {runs} = await warmUp(
		modelOf(() => 1),
		tensor,
		minimum,
		{...silent, isAlone: () => true},
	);
	expect(runs).toBe(10);
});

it('goes on until half as much was run alone, and takes the speed of those runs for free', async () => {
	let asked = 0;
	// Of each run it is asked twice: whether it is warm, and whether it is alone.
	const isAlone = () => ++asked > 40;
	let ran = 0;
	const model = modelOf(run => {
		ran = run + 1;
		return asked > 41 ? 3 : 9;
	});
	const {runs, freeRunMs} = await warmUp(model, tensor, minimum, {...silent, isAlone});
	expect(runs).toBe(ran);
	expect(runs).toBeGreaterThanOrEqual(15 + 5);
	expect(freeRunMs).toBe(3);
});

it('the first run is told by itself, before anything else begins', async () => {
	const order: string[] = [];
	await warmUp(
		modelOf(run => run + 1),
		tensor,
		minimum,
		{
			...silent,
			onFirst(inferMs) {
				order.push(`first ${inferMs}`);
			},
			onRepeat() {
				order.push('repeat');
			},
			isAlone() {
				order.push('alone?');
				return true;
			},
		},
	);
	expect(order.slice(0, 2)).toEqual(['first 1', 'repeat']);
});

it('a model that gives way does not run beside the decoders in the first half, and has the second to itself', async () => {
	const beganAt = performance.now();
	const decodingMs = 60;
	const isAlone = () => performance.now() - beganAt > decodingMs;
	let besides = 0;
	const model = modelOf(run => {
		besides += run > 0 && !isAlone() ? 1 : 0;
		return 1;
	});
	const length = {runs: 10, milliseconds: 200};
	const {runs, elapsedMs} = await warmUp(model, tensor, length, {
		...silent,
		isAlone,
		givesWay: true,
	});
	expect(besides).toBe(0);
	expect(runs).toBeGreaterThanOrEqual(10);
	expect(elapsedMs).toBeGreaterThanOrEqual(200);
});

it('where decoding takes longer than half of it, such a model runs beside after all', async () => {
	let besides = 0;
	let runsBeside = 0;
	const isAlone = () => runsBeside >= 3;
	const model = modelOf(run => {
		besides += run > 0 && !isAlone() ? 1 : 0;
		runsBeside = besides;
		return 1;
	});
	const {elapsedMs} = await warmUp(
		model,
		tensor,
		{runs: 10, milliseconds: 40},
		{
			...silent,
			isAlone,
			givesWay: true,
		},
	);
	expect(besides).toBe(3);
	expect(elapsedMs).toBeGreaterThanOrEqual(40);
});

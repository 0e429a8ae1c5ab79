import {describe, expect, it} from 'vitest';
import {type LoadedModel} from '../../../source/backends/backend.js';
import {type MeasuredFrame} from '../../../source/engine/batch.js';
import {runFrames} from '../../../source/engine/loop.js';
import {type FrameSupply} from '../../../source/frames/frame-supply.js';

const output = {kind: 'logits', classes: 10, labelOffset: 0} as const;

/** Frames whose tensor is their position; a log of what was taken and given back. */
const makeSupply = (hasNext: boolean | undefined) => {
	let next = 0;
	const log: string[] = [];
	const supply: FrameSupply = {
		framesMode: 'cached in memory',
		...(hasNext !== undefined && {hasNext}),
		start(position) {
			next = position;
		},
		async take() {
			const position = next++;
			log.push(`take ${position}`);
			return {
				position,
				entry: position % 10,
				tensor: Float32Array.of(position),
				decodeMs: Number.NaN,
				preprocessMs: Number.NaN,
			};
		},
		release({position}) {
			log.push(`release ${position}`);
		},
		stop: () => undefined,
		close: async () => undefined,
	};
	return {supply, log};
};

/** Answers the tensor's number as the best class; runs one at a time, in order. */
const makeModel = (log: string[], slots?: number): LoadedModel => {
	let last = Promise.resolve();
	return {
		device: 'test',
		runtime: {name: 'test', version: '1'},
		...(slots !== undefined && {slots}),
		async run(tensor) {
			const position = tensor[0]!;
			log.push(`hand ${position}`);
			const before = last;
			last = (async () => {
				await before;
				await new Promise(resolve => {
					setImmediate(resolve);
				});
			})();
			await last;
			log.push(`answer ${position}`);
			const scores = new Float32Array(10);
			scores[position % 10] = 5;
			return {scores, inferMs: position};
		},
		dispose: async () => undefined,
	};
};

const runAll = async (
	slots: number | undefined,
	hasNext: boolean | undefined,
	limits: {frames?: number; endPosition?: number},
	shouldStop: (count: number) => boolean = () => false,
) => {
	const {supply, log} = makeSupply(hasNext);
	const seen: MeasuredFrame[] = [];
	const next = await runFrames(makeModel(log, slots), supply, output, {
		position: 3,
		...limits,
		shouldStop: () => shouldStop(seen.length),
		onFrame(frame) {
			seen.push(frame);
		},
	});
	return {next, log, seen};
};

const isTakenBeforeAnswer = (log: readonly string[]): boolean =>
	log.indexOf('hand 4') < log.indexOf('answer 3');

describe('runFrames', () => {
	it.each([
		[undefined, undefined],
		[1, true],
		[2, undefined],
		[2, false],
		[2, true],
	])('runs the same frames with %s slots where the next lies ready: %s', async (slots, hasNext) => {
		for (const limits of [{frames: 5}, {endPosition: 8}]) {
			const {next, log, seen} = await runAll(slots, hasNext, limits);
			expect(next).toBe(8);
			expect(seen.map(({position}) => position)).toEqual([3, 4, 5, 6, 7]);
			expect(seen.map(({labels}) => labels[0])).toEqual([3, 4, 5, 6, 7]);
			expect(seen.map(({inferMs}) => inferMs)).toEqual([3, 4, 5, 6, 7]);
			expect(isTakenBeforeAnswer(log)).toBe(slots === 2 && hasNext === true);
			expect(log.filter(word => word.startsWith('hand'))).toHaveLength(5);
			// What was taken is given back, the one beyond the end included.
			expect(log.filter(word => word.startsWith('take')).length).toBe(
				log.filter(word => word.startsWith('release')).length,
			);
		}
	});

	it('runs one frame in sixteen alone where a decoder runs ahead, and says of each which it was', async () => {
		for (const slots of [1, 2]) {
			const {supply, log} = makeSupply(true);
			const seen: MeasuredFrame[] = [];
			await runFrames(
				makeModel(log, slots),
				{
					...supply,
					async quiet() {
						log.push('quiet');
					},
				},
				output,
				{position: 0, frames: 40, shouldStop: () => false, onFrame: frame => seen.push(frame)},
			);
			const alone = seen.filter(({isBeside}) => isBeside === false);
			expect(alone.map(({position}) => position)).toEqual([15, 31]);
			expect(seen.every(({isBeside}) => isBeside !== undefined)).toBe(true);
			// Nothing else is under way while it runs.
			const from = log.indexOf('quiet');
			expect(log.slice(from - 1, from + 4)).toEqual([
				'take 15',
				'quiet',
				'hand 15',
				'answer 15',
				'release 15',
			]);
			expect(log.indexOf('answer 14')).toBeLessThan(from);
		}
	});

	it('counts a frame that was handed over before it was told to stop', async () => {
		const {next, log, seen} = await runAll(2, true, {}, count => count >= 2);
		expect(seen.map(({position}) => position)).toEqual([3, 4, 5]);
		expect(next).toBe(6);
		expect(log.filter(word => word.startsWith('hand'))).toHaveLength(3);
	});

	it('rejects with the failure of the frame that failed', async () => {
		const {supply, log} = makeSupply(true);
		const model = makeModel(log, 2);
		const failing: LoadedModel = {
			...model,
			async run(tensor) {
				await model.run(tensor);
				throw new Error(`frame ${tensor[0]} failed`);
			},
		};
		const running = runFrames(failing, supply, output, {
			position: 0,
			shouldStop: () => false,
			onFrame: () => undefined,
		});
		await expect(running).rejects.toThrow('frame 0 failed');
	});
});

describe('a fixed batch', () => {
	const run = async (frames: number) => {
		const {supply, log} = makeSupply(undefined);
		const measured: MeasuredFrame[] = [];
		const model: LoadedModel = {
			...makeModel(log),
			async run(tensor) {
				log.push(`run ${(tensor as Float32Array).join(' ')}`);
				const scores = new Float32Array(40);
				for (const [place, position] of [...(tensor as Float32Array)].entries()) {
					scores[10 * place + (position % 10)] = 5;
				}

				return {scores, inferMs: 8};
			},
		};
		const next = await runFrames(model, supply, output, {
			position: 0,
			frames,
			pictures: 4,
			shouldStop: () => false,
			onFrame(frame) {
				measured.push(frame);
			},
		});
		return {next, log, measured};
	};

	it('runs different frames together, each with its own answer and its share of the time', async () => {
		const {next, log, measured} = await run(8);
		expect(next).toBe(8);
		expect(log.filter(text => text.startsWith('run'))).toEqual(['run 0 1 2 3', 'run 4 5 6 7']);
		expect(measured.map(({labels}) => labels[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(measured.map(({inferMs}) => inferMs)).toEqual(Array.from({length: 8}, () => 2));
	});

	it('fills the last batch with its last frame, which counts once', async () => {
		const {next, log, measured} = await run(6);
		expect(next).toBe(6);
		expect(log.filter(text => text.startsWith('run'))).toEqual(['run 0 1 2 3', 'run 4 5 5 5']);
		expect(measured.map(({position}) => position)).toEqual([0, 1, 2, 3, 4, 5]);
	});
});

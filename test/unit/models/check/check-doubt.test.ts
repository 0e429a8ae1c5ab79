import {describe, expect, test} from 'vitest';
import {formatCheck} from '../../../../source/models/check/check-model.js';
import {searchPreprocessing} from '../../../../source/models/check/check-search.js';
import {
	framesToDecide,
	mcnemar,
	type Outcome,
} from '../../../../source/models/check/check-statistics.js';
import {axesOf, type Choice} from '../../../../source/models/check/check-variants.js';
import {manifest} from './check-beginnings.js';

/** Of each 50 frames all ways are right on the first `shared`; the way with a linear kernel on `gained` more, and all others on `lost` others. */
const linearBetter =
	(gained: number, lost: number, shared = 20) =>
	async (choice: Choice, from: number, to: number): Promise<Outcome> => ({
		hits: Array.from({length: to - from}, (_, index) => {
			// Spread, so that each part has its share.
			const place = ((from + index) * 29) % 50;
			const isLinear = choice.interpolation === 'linear';
			const own = isLinear ? place < shared + gained : place >= 50 - lost || place < shared;
			return Number(own);
		}),
		losses: [],
	});

const trial = async (entryCount: number, evaluate: ReturnType<typeof linearBetter>) =>
	searchPreprocessing({axes: axesOf(manifest), entryCount, evaluate});

describe('a verdict that is not proven says so', () => {
	test('a rival whose interval excludes 0 is no proof, and about so many frames more are one', async () => {
		// 16 against 4 of 200 frames: p = 0.012.
		const evaluate = linearBetter(4, 1);
		const result = await trial(200, evaluate);
		expect(result.isDeclaredRight).toBe(true);
		const {doubt} = result;
		expect(doubt).toMatchObject({kind: 'rival', rival: {choice: {interpolation: 'linear'}}});
		const {moreFrames, rival} = doubt as Extract<typeof doubt, {kind: 'rival'}>;
		expect(rival.verdict).toBe('not proven');
		expect(rival.difference!.low).toBeGreaterThan(0);
		expect(rival.difference!.pHits).toBeGreaterThan(0.002);
		expect(formatCheck(manifest, result).split('\n').slice(0, 2)).toEqual([
			'the manifest of mine stands: nothing is significantly better',
			expect.stringMatching(
				/^not proven; about \d+ more frames would decide: kernel linear did better on these \(\+6\.0, 95 %: \+\d\.\d…\+\d+\.\d\)$/,
			),
		]);
		// With so many it is decided, with half of them it is not.
		const decided = await trial(200 + Math.ceil(moreFrames! / 50) * 50, evaluate);
		expect(decided.isDeclaredRight).toBe(false);
		expect(decided.best.interpolation).toBe('linear');
		expect(decided.doubt).toBeUndefined();
		const undecided = await trial(200 + Math.floor(moreFrames! / 100) * 50, evaluate);
		expect(undecided.isDeclaredRight).toBe(true);
		expect(undecided.doubt?.kind).toBe('rival');
	});

	test('a rival whose interval holds 0 is no doubt', async () => {
		const result = await trial(200, linearBetter(1, 1));
		expect(result.isDeclaredRight).toBe(true);
		expect(result.doubt).toBeUndefined();
		expect(formatCheck(manifest, result)).toMatch(/^the manifest of mine is right: /);
	});

	test('a rival that is probably worse is not called no worse', async () => {
		const {rows, doubt} = await trial(200, linearBetter(1, 4));
		expect(doubt).toBeUndefined();
		const row = rows.find(({choice}) => choice.interpolation === 'linear');
		expect(row).toMatchObject({verdict: 'not proven'});
		expect(row!.difference!.high).toBeLessThan(0);
	});

	test('what is worse by its losses alone is said to be', async () => {
		const {hits} = await linearBetter(1, 1)(manifest.preprocessing as unknown as Choice, 0, 200);
		const result = await searchPreprocessing({
			axes: axesOf(manifest),
			entryCount: 200,
			evaluate: async (choice, from, to) => ({
				hits: hits.slice(from, to),
				losses: Array.from({length: to - from}, (_, index) =>
					choice.channelOrder === 'bgr' ? 2 + (index % 3) / 10 : 1 + (index % 5) / 10,
				),
			}),
		});
		const row = result.rows.find(({choice}) => choice.channelOrder === 'bgr');
		expect(row).toMatchObject({verdict: 'worse', difference: {value: 0}});
		expect(formatCheck(manifest, result)).toContain(
			'worse with an interval that holds 0: by the mean loss of the right class',
		);
		expect(formatCheck(manifest, await trial(200, linearBetter(1, 1)))).not.toContain('mean loss');
	});

	test('a handful of frames proves nothing', async () => {
		const result = await trial(8, linearBetter(1, 1));
		expect(result.doubt).toEqual({kind: 'few frames', moreFrames: 2});
		expect(formatCheck(manifest, result)).toContain('not proven; 8 frames can prove nothing');
	});

	test('a model that nothing makes right is not called rightly fed', async () => {
		const result = await trial(200, linearBetter(1, 1, 0));
		expect(result.doubt).toEqual({kind: 'nothing works'});
		expect(formatCheck(manifest, result)).toContain('the labels or the model may be wrong');
	});

	test('frames that would decide', () => {
		expect(framesToDecide({n: 200, onlyFirst: 0, onlySecond: 10}, 0.002)).toBe(0);
		expect(framesToDecide({n: 200, onlyFirst: 7, onlySecond: 7}, 0.002)).toBeUndefined();
		const more = framesToDecide({n: 200, onlyFirst: 4, onlySecond: 16}, 0.002)!;
		const factor = (200 + more) / 200;
		expect(mcnemar(Math.round(4 * factor), Math.round(16 * factor))).toBeLessThan(0.002);
		expect(more).toBeGreaterThan(50);
		expect(more).toBeLessThan(200);
	});
});

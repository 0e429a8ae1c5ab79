import {describe, expect, test} from 'vitest';
import {seededRandom} from '../../../../source/measure/random.js';
import {checkModel, formatCheck} from '../../../../source/models/check/check-model.js';
import {searchPreprocessing} from '../../../../source/models/check/check-search.js';
import {
	compareOutcomes,
	mcnemar,
	type Outcome,
} from '../../../../source/models/check/check-statistics.js';
import {
	axesOf,
	beginning,
	type Choice,
	keyOf,
	variantOf,
} from '../../../../source/models/check/check-variants.js';
import {recipeOf} from '../../../../source/models/guess/guess-preprocessing.js';
import {manifest, wrongBeginnings} from './check-beginnings.js';

describe('statistics', () => {
	test('exact McNemar: golden values of the binomial', () => {
		expect(mcnemar(0, 0)).toBe(1);
		expect(mcnemar(0, 5)).toBeCloseTo(0.0625, 10);
		expect(mcnemar(2, 10)).toBeCloseTo(0.038_574_218_75, 10);
		expect(mcnemar(10, 2)).toBeCloseTo(0.038_574_218_75, 10);
	});

	test('what both get right says nothing', () => {
		const same: Outcome = {hits: [1, 0, 1], losses: [0.1, 3, 0.2]};
		expect(compareOutcomes(same, same)).toMatchObject({n: 3, value: 0, pHits: 1, pLosses: 1});
	});

	test('without losses the hits decide alone', () => {
		const left: Outcome = {hits: Array.from({length: 40}, () => 1), losses: []};
		const right: Outcome = {hits: Array.from({length: 40}, () => 0), losses: []};
		const difference = compareOutcomes(left, right);
		expect(difference).toMatchObject({value: -1, pLosses: 1, lossDifference: 0});
		expect(difference.pHits).toBeLessThan(1e-10);
		expect(difference.high).toBeLessThan(-0.8);
	});
});

/** Top-1 of MobileNetV2 int8 by fault, as measured on 1,000 images. */
const factors = {
	normalisation: {signed: 1, unit: 76.8 / 89.2, imagenet: 75 / 89.2, raw: 0.003, declared: 1},
	channelOrder: {rgb: 1, bgr: 70.5 / 89.2},
	resize: {
		'shorter-side': 1,
		squash: 84.7 / 89.2,
		'squash-crop': 84.7 / 89.2,
		letterbox: 76.3 / 89.2,
		none: 0.85,
	},
	interpolation: {cubic: 1, linear: 1, nearest: 85.8 / 89.2, box: 1, lanczos3: 1},
	kernels: {precise: 1, default: 84.3 / 89.2},
} as const;

const accuracyOf = (choice: Choice): number =>
	choice.labelOffset === 1 && choice.layout === 'NCHW'
		? 0.892 *
			factors.normalisation[choice.normalisation] *
			factors.channelOrder[choice.channelOrder] *
			factors.resize[choice.resize] *
			factors.interpolation[choice.interpolation] *
			factors.kernels[choice.kernels]
		: 0.003;

/**
A population with those rates: each frame has a difficulty that all variants share, and a little luck of each variant's own. Hits alone, without losses.
*/
const populate = (seed: number, count: number) => {
	const difficulty = Array.from({length: count}, seededRandom(seed));
	const luck = new Map<string, number[]>();
	return async (choice: Choice, from: number, to: number): Promise<Outcome> => {
		const key = keyOf(choice);
		const random = seededRandom(
			seed * 7919 + ([...key].reduce((sum, c) => sum * 31 + c.codePointAt(0)!, 7) % 1e9),
		);
		const own = luck.get(key) ?? Array.from({length: count}, random);
		luck.set(key, own);
		const accuracy = accuracyOf(choice);
		const hits = difficulty
			.slice(from, to)
			.map((hard, index) =>
				own[from + index]! < 0.05
					? Number(own[from + index]! / 0.05 < accuracy)
					: Number(hard < accuracy),
			);
		return {hits, losses: []};
	};
};

test('1,000 frames tell 89.2 from 84.3 every time, from the hits alone', async () => {
	for (let seed = 1; seed <= 40; seed++) {
		const result = await searchPreprocessing({
			axes: axesOf(manifest, true),
			evaluate: populate(seed, 1000),
			entryCount: 1000,
		});
		expect(result.best.kernels).toBe('precise');
		expect(result.best).toMatchObject({
			normalisation: 'signed',
			channelOrder: 'rgb',
			resize: 'shorter-side',
			labelOffset: 1,
			layout: 'NCHW',
		});
		expect(result.isDeclaredRight).toBe(false);
	}
});

test('every wrong beginning leads to the right way', async () => {
	for (const [index, wrong] of wrongBeginnings(manifest).entries()) {
		const result = await searchPreprocessing({
			axes: axesOf(wrong, true),
			evaluate: populate(100 + index, 1000),
			entryCount: 1000,
		});
		expect(result.best).toMatchObject({
			normalisation: 'signed',
			channelOrder: 'rgb',
			resize: 'shorter-side',
			labelOffset: 1,
			layout: 'NCHW',
			kernels: 'precise',
		});
	}
});

test('it stays affordable: far fewer inferences than all combinations, and within the budget of the search', async () => {
	const axes = axesOf(manifest, true);
	const all = Object.values(axes).reduce((product, values) => product * values.length, 1);
	const result = await searchPreprocessing({axes, evaluate: populate(1, 1000), entryCount: 1000});
	expect(all).toBe(768);
	expect(result.inferences).toBeLessThanOrEqual(40_000);
	const small = await searchPreprocessing({
		axes,
		evaluate: populate(1, 1000),
		entryCount: 1000,
		budget: 6000,
	});
	expect(small.inferences).toBeLessThan(8000);
	expect(small.best.normalisation).toBe('signed');
});

test('a choice that cannot be run is missing with its reason, and the search goes on', async () => {
	const evaluate = populate(3, 400);
	const result = await searchPreprocessing({
		axes: axesOf(manifest, false),
		entryCount: 400,
		evaluate: async (choice, from, to) =>
			choice.channelOrder === 'bgr' ? {missing: 'no'} : evaluate(choice, from, to),
	});
	expect(result.missing.length).toBeGreaterThan(0);
	expect(result.missing[0]?.reason).toBe('no');
	expect(result.best.normalisation).toBe('signed');
});

test('nothing that can be run is an error, not a verdict', async () => {
	await expect(
		searchPreprocessing({
			axes: axesOf(manifest),
			entryCount: 100,
			evaluate: async () => ({missing: 'no such runtime'}),
		}),
	).rejects.toThrow('the model cannot be run: no such runtime');
});

describe('variants', () => {
	test('the manifest itself is where the trial begins', () => {
		const axes = axesOf(manifest, true);
		const variant = variantOf(manifest, beginning(axes));
		expect(variant.manifest).toEqual(manifest);
		expect(variant.backendOptions).toEqual({});
		expect(axes.normalisation).toHaveLength(4);
	});

	test("numbers of the manifest's own are kept as a fifth way", () => {
		const own = {
			...manifest,
			preprocessing: {
				...manifest.preprocessing,
				scale: 1 / 64,
				mean: [2, 2, 2] as [number, number, number],
			},
		};
		const axes = axesOf(own);
		expect(axes.normalisation[0]).toBe('declared');
		expect(variantOf(own, beginning(axes)).manifest.preprocessing).toEqual(own.preprocessing);
	});

	test('(x − 127) ÷ 128 is the same way as (x − 127.5) ÷ 127.5', () => {
		const near = {
			...manifest,
			preprocessing: {
				...manifest.preprocessing,
				scale: 1 / 128,
				mean: [127 / 128, 127 / 128, 127 / 128] as [number, number, number],
			},
		};
		expect(axesOf(near).normalisation[0]).toBe('signed');
	});

	test('precise kernels are an option of the backend, offered for int8 alone', () => {
		const choice = {...beginning(axesOf(manifest, true)), kernels: 'precise'} as const;
		expect(variantOf(manifest, choice).backendOptions).toEqual({
			'precise-int8': '1',
		});
		const float = {
			...manifest,
			formats: {onnx: {file: 'mine.onnx', precision: 'float32' as const}},
		};
		expect(axesOf(float, true).kernels).toEqual(['default']);
	});
});

test('the table says the verdict, the costs and their intervals', async () => {
	const evaluate = populate(5, 1000);
	const wrong = {...manifest, preprocessing: recipeOf('imagenet')};
	const axes = axesOf(wrong, true);
	const keys = new Map<string, Choice>();
	const result = await checkModel(wrong, {
		entryCount: 1000,
		hasPreciseKernels: true,
		async evaluate({manifest: variant, backendOptions}, from, to) {
			const {scale, mean} = variant.preprocessing;
			const normalisation =
				scale === 1 ? 'raw' : mean[0] === 1 ? 'signed' : mean[0] === 0 ? 'unit' : 'imagenet';
			const choice: Choice = {
				...beginning(axes),
				normalisation,
				channelOrder: variant.preprocessing.channelOrder,
				resize: variant.preprocessing.resize,
				interpolation: variant.preprocessing.interpolation,
				labelOffset: variant.output!.labelOffset,
				layout: variant.input.layout,
				kernels: Object.keys(backendOptions).length > 0 ? 'precise' : 'default',
			};
			keys.set(keyOf(choice), choice);
			return evaluate(choice, from, to);
		},
	});
	const text = formatCheck(wrong, result);
	expect(text).toContain('mine was made for something else than its manifest says: numbers −1…1');
	expect(text).toMatch(/^worse +\d+\.\d % +.*−\d+\.\d \(−\d+\.\d…−\d+\.\d\) +channels bgr$/m);
	expect(text).toMatch(/^worse +.*int8 kernels default$/m);
	expect(keys.size).toBeGreaterThan(10);
});

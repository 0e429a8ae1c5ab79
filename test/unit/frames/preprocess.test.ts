import {describe, expect, it} from 'vitest';
import {createTensor, makePreprocess, toFloat16} from '../../../source/frames/preprocess.js';
import {
	inputSchema,
	preprocessingSchema,
	type ModelInput,
	type Preprocessing,
} from '../../../source/models/manifest.js';

/** Two pixels next to each other: (R, G, B) = (0, 128, 255) and (10, 20, 30). */
const pixels = Uint8Array.of(0, 128, 255, 10, 20, 30);

const run = (input: object, preprocessing: object): number[] => {
	const parsedInput: ModelInput = inputSchema.parse({
		layout: 'NCHW',
		height: 1,
		width: 2,
		...input,
	});
	const parsed: Preprocessing = preprocessingSchema.parse({
		resize: 'squash',
		scale: 1 / 255,
		...preprocessing,
	});
	const tensor = createTensor(parsedInput);
	makePreprocess(parsedInput, parsed)(pixels, tensor);
	return [...tensor];
};

const rounded = (values: readonly number[]): number[] =>
	values.map(value => Math.round(value * 1e5) / 1e5);

describe('pixels to tensor', () => {
	it('orders NCHW by plane and NHWC by pixel', () => {
		expect(run({}, {scale: 1})).toEqual([0, 10, 128, 20, 255, 30]);
		expect(run({layout: 'NHWC'}, {scale: 1})).toEqual([0, 128, 255, 10, 20, 30]);
	});

	it('swaps red and blue for BGR, in both layouts', () => {
		expect(run({}, {scale: 1, channelOrder: 'bgr'})).toEqual([255, 30, 128, 20, 0, 10]);
		expect(run({layout: 'NHWC'}, {scale: 1, channelOrder: 'bgr'})).toEqual([
			255, 128, 0, 30, 20, 10,
		]);
	});

	it('scales to 0…1 and to −1…1', () => {
		expect(rounded(run({}, {}))).toEqual([0, 0.03922, 0.50196, 0.07843, 1, 0.11765]);
		expect(
			rounded(run({}, {scale: 1, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5]})),
		).toEqual([-1, -0.92157, 0.00392, -0.84314, 1, -0.76471]);
	});

	it('takes mean and std in the order of the channels of the model', () => {
		const mean = [0.1, 0.2, 0.3];
		const std = [0.5, 0.25, 0.2];
		// RGB: ((0 − 0.1) ÷ 0.5, …); BGR: blue comes first and takes the first mean.
		expect(rounded(run({}, {mean, std}))[0]).toBe(-0.2);
		expect(rounded(run({}, {mean, std, channelOrder: 'bgr'}))[0]).toBe(1.8);
	});

	it('quantises, rounds half away from zero, and clamps', () => {
		const centred = {scale: 1, mean: [128, 128, 128], std: [128, 128, 128]};
		const int8 = {dtype: 'int8', quantisation: {scale: 1 / 128, zeroPoint: 0}};
		expect(run(int8, centred)).toEqual([-128, -118, 0, -108, 127, -98]);
		const coarse = {dtype: 'int8', quantisation: {scale: 4, zeroPoint: 0}};
		// 10 ÷ 4 = 2.5 → 3, and −10 ÷ 4 = −2.5 → −3.
		expect(run(coarse, {scale: 1})[1]).toBe(3);
		expect(run(coarse, {scale: 1, mean: [20, 20, 20]})[1]).toBe(-3);
		const uint8 = {dtype: 'uint8', quantisation: {scale: 0.5, zeroPoint: 10}};
		expect(run(uint8, {scale: 1})).toEqual([10, 30, 255, 50, 255, 70]);
	});

	it('leaves 8-bit inputs without quantisation as they are', () => {
		expect(run({dtype: 'uint8', layout: 'NHWC'}, {scale: 1})).toEqual([...pixels]);
	});

	it('writes half precision as bits', () => {
		expect(run({dtype: 'float16'}, {})[4]).toBe(0x3c_00);
	});
});

describe('half precision', () => {
	it.each([
		[0, 0],
		[1, 0x3c_00],
		[-2, 0xc0_00],
		[65_504, 0x7b_ff],
		[65_520, 0x7c_00],
		[2 ** -24, 0x00_01],
		[2 ** -25, 0],
		[1 + 2 ** -11, 0x3c_00],
		[1 + 3 * 2 ** -11, 0x3c_02],
		[Number.POSITIVE_INFINITY, 0x7c_00],
	])('%d is 0x%i', (value, bits) => {
		expect(toFloat16(value)).toBe(bits);
	});
});

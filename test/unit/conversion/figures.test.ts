import {describe, expect, test} from 'vitest';
import {assertWithin, bounds, compareRows} from '../../../source/conversion/compare.js';
import {estimateSeconds, estimateText, routeOf} from '../../../source/conversion/route.js';
import {
	type Conversion,
	conversionText,
	differenceText,
} from '../../../source/models/conversion.js';
import {computedPrecision, precisionWay} from '../../../source/models/precision.js';

describe('the way from a format to another', () => {
	test.each([
		['onnx', 'tflite', 'float32', ['tflite']],
		['onnx', 'onnx', 'float32', undefined],
		['onnx', 'onnx', 'int8', ['onnx']],
		['tflite', 'onnx', 'int8', ['onnx', 'onnx']],
		['tflite', 'torchscript', 'float32', ['onnx', 'torchscript']],
		['torchscript', 'tflite', 'int8', ['onnx', 'tflite']],
		['saved-model', 'tflite', 'float16', ['tflite']],
		['onnx', 'torchscript', 'int8', undefined],
		['openvino', 'onnx', 'float32', undefined],
	] as const)('%s to %s in %s', (from, to, precision, route) => {
		expect(routeOf(from, to, precision)).toEqual(route);
	});

	test('an estimate grows with the model and is told in round words', () => {
		expect(estimateSeconds(['tflite'], 100e6)).toBeGreaterThan(estimateSeconds(['tflite'], 1e6));
		expect([2, 31, 90, 170].map(seconds => estimateText(seconds))).toEqual([
			'5 s',
			'35 s',
			'2 min',
			'3 min',
		]);
	});
});

const rows = (...values: number[]) => Float32Array.from(values);

describe('two models on the same frames', () => {
	test('agreement, difference and right answers', () => {
		const found = compareRows(
			rows(0.7, 0.2, 0.1, 0.1, 0.8, 0.1),
			rows(0.6, 0.3, 0.1, 0.5, 0.4, 0.1),
			[[0], [1]],
			0,
		);
		expect(found).toMatchObject({
			frames: 2,
			agreeing: 1,
			labelled: 2,
			originalRight: 2,
			convertedRight: 1,
		});
		expect(found.largestDifference).toBeCloseTo(0.4, 5);
	});

	test('classes that the original itself cannot tell apart are a tie', () => {
		const found = compareRows(rows(0.5, 0.499_999), rows(0.499_999, 0.5), [[]], 0);
		expect(found).toEqual({
			frames: 1,
			agreeing: 1,
			largestDifference: expect.closeTo(1e-6, 7) as number,
		});
	});

	test('index 0 may be a background class', () => {
		expect(compareRows(rows(0, 1), rows(0, 1), [[0]], 1)).toMatchObject({convertedRight: 1});
	});

	test('NaN is never within a bound', () => {
		const found = compareRows(rows(0.9, 0.1), rows(Number.NaN, Number.NaN), [[]], 0);
		expect(() => {
			assertWithin(found, 'int8', 'm as tflite');
		}).toThrow('m as tflite is not believed: 0 of 1 frames');
	});

	test('beyond the bound it is refused with the figures', () => {
		const figures = {frames: 32, agreeing: 31, largestDifference: 0.0123};
		expect(() => {
			assertWithin(figures, 'float32', 'm as tflite');
		}).toThrow(
			"m as tflite is not believed: 31 of 32 frames have the original's best class, probabilities differ by up to 0.02 (wanted: 32 of 32, ≤ 1e-3)",
		);
		expect(() => {
			assertWithin(figures, 'float16', 'm as tflite');
		}).not.toThrow();
		expect(bounds.int8.difference).toBeUndefined();
	});
});

test('differences are rounded up, never down', () => {
	expect([0, 1e-5, 1.01e-5, 9.9e-6, 0.0123, 0.2, 1].map(value => differenceText(value))).toEqual([
		'0',
		'1e-5',
		'2e-5',
		'1e-5',
		'0.02',
		'0.2',
		'1',
	]);
});

test('a conversion in words', () => {
	const conversion: Conversion = {
		from: 'onnx',
		to: 'tflite',
		precision: 'float32',
		by: 'edgetop',
		versions: {},
		seconds: 1,
		frames: 32,
		agreeing: 32,
		largestDifference: 9e-6,
	};
	expect(conversionText(conversion)).toBe('converted from ONNX; 32 of 32 agree, ≤ 9e-6');
	expect(conversionText({...conversion, precision: 'int8'})).toBe(
		'converted from ONNX, int8; 32 of 32 agree, ≤ 9e-6',
	);
	expect(conversionText({...conversion, to: 'onnx', precision: 'int8'})).toBe(
		'int8 of ONNX; 32 of 32 agree, ≤ 9e-6',
	);
});

describe('--precision', () => {
	test.each([
		['openvino:cpu', 'bf16', {options: {precision: 'bf16'}}],
		['tensorrt', 'fp16', {options: {fp16: '1'}}],
		['tensorrt', 'int8', {options: {int8: '1'}, file: 'int8'}],
		['tflite:cpu', 'int8', {options: {}, file: 'int8'}],
		['onnxruntime:cpu', 'fp32', {options: {}}],
	] as const)('%s in %s', (backendId, name, way) => {
		expect(precisionWay(backendId, name)).toEqual(way);
	});

	test.each([
		['float16-weights', {}, 'float16-weights'],
		['float16-weights', {precision: 'f32'}, 'float16-weights'],
		['float16-weights', {precision: 'bf16'}, 'bfloat16'],
		['float32', {precision: 'f16'}, 'float16'],
		['float32', {fp16: '1'}, 'float16'],
		['float32', {fp16: '0'}, 'float32'],
		['int8', {int8: '1', fp16: '1'}, 'int8'],
	])('a file of %s with %o is computed in %s', (ofFile, options, precision) => {
		expect(computedPrecision(ofFile, options)).toBe(precision);
	});

	test('what a backend cannot is refused with what it can', () => {
		expect(() => precisionWay('pytorch:cpu', 'int8')).toThrow(
			'--precision int8: pytorch:cpu has fp32, fp16',
		);
		expect(() => precisionWay('tflite:edgetpu', 'fp16')).toThrow('runs the model as its file says');
	});
});

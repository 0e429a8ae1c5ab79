import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {packagedModelsFolder} from '../../../../source/system/folders.js';
import {guessManifest, nameOf} from '../../../../source/models/guess/guess-manifest.js';
import {inspectOnnx, inspectOnnxBytes} from '../../../../source/models/inspect/inspect-onnx.js';
import {onnxSignature} from '../../../../source/models/inspect/model-signature.js';
import {manifestSchema} from '../../../../source/models/manifest.js';
import {hasShared, sharedFolder, withoutShared} from '../../../shared.js';
import {type ModelSketch, onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';

const guess = (sketch: ModelSketch, file = 'My Model.onnx') =>
	guessManifest(onnxSignature(inspectOnnxBytes(onnxBytes(sketch), file)));

describe('layout and size', () => {
	test.each([
		[[1, 3, 160, 192], 'NCHW', 160, 192, 0],
		[['N', 160, 192, 3], 'NHWC', 160, 192, 0],
		[['N', 3, 'H', 'W'], 'NCHW', 224, 224, 1],
		[['N', 'H', 'W', 3], 'NHWC', 224, 224, 1],
		[['a', 'b', 64, 64], 'NCHW', 64, 64, 1],
	])('%j is %s', (...[dims, layout, height, width, saidCount]) => {
		const {manifest, guesses} = guess(tinyClassifier({dims}));
		expect(manifest.input).toMatchObject({layout, height, width, dtype: 'float32'});
		expect(guesses.filter(text => /^(?:layout|picture size)/.test(text))).toHaveLength(saidCount);
	});
});

describe('numbers', () => {
	test('NCHW logits: mean and standard deviation, and it is said', () => {
		const {manifest, guesses} = guess(tinyClassifier());
		expect(manifest.preprocessing).toMatchObject({scale: 1 / 255, mean: [0.485, 0.456, 0.406]});
		expect(manifest.output).toEqual({
			name: 'scores',
			kind: 'logits',
			classes: 1000,
			labelOffset: 0,
		});
		expect(guesses.join('\n')).toContain('NCHW is a habit of PyTorch');
		expect(guesses.join('\n')).toContain('logits (the graph does not end in a softmax)');
	});

	test('a softmax at the end: probabilities, not a guess', () => {
		const {manifest, guesses} = guess(tinyClassifier({last: 'Softmax'}));
		expect(manifest.output?.kind).toBe('probabilities');
		expect(guesses.join('\n')).not.toContain('scores:');
	});

	test('1001 classes: a background class and −1…1', () => {
		const {manifest} = guess(tinyClassifier({classes: 1001}));
		expect(manifest.output).toMatchObject({classes: 1001, labelOffset: 1});
		expect(manifest.preprocessing).toMatchObject({scale: 1 / 127.5, mean: [1, 1, 1]});
		expect(manifest.labels).toBe('imagenet1k');
	});

	test.each([
		[2, 'uint8', 0],
		[3, 'int8', -128],
	])('bytes of type %d', (inputType, dtype, zeroPoint) => {
		const {manifest} = guess(tinyClassifier({inputType, dims: [1, 32, 32, 3]}));
		expect(manifest.input).toMatchObject({dtype, quantisation: {scale: 1, zeroPoint}});
		expect(manifest.preprocessing).toMatchObject({scale: 1, mean: [0, 0, 0], std: [1, 1, 1]});
	});

	test('a graph that divides by 255 first takes pixels as they are', () => {
		const sketch = tinyClassifier();
		const {manifest, guesses} = guess({
			...sketch,
			tensors: [
				...sketch.tensors!,
				{name: 'k', dims: [], floats: [127.5]},
				{name: 'one', dims: [], floats: [1]},
			],
			nodes: [
				{op: 'Div', in: ['picture', 'k'], out: ['q']},
				{op: 'Sub', in: ['q', 'one'], out: ['q2']},
				{...sketch.nodes[0]!, in: ['q2', 'w', 'b']},
				...sketch.nodes.slice(1),
			],
		});
		expect(manifest.preprocessing.scale).toBe(1);
		expect(guesses.join('\n')).toContain('the graph normalises by itself');
	});
});

describe('classes and labels', () => {
	test('ten classes without names are numbered', () => {
		const {manifest, guesses} = guess(tinyClassifier({classes: 10}));
		expect(manifest.labels).toBe('numbered');
		expect(guesses.join('\n')).toContain('--labels');
	});

	test.each([
		["{0: 'cat', 1: \"hen's nest\", 2: 'dog'}", ['cat', "hen's nest", 'dog']],
		['["cat","hen","dog"]', ['cat', 'hen', 'dog']],
		['{"0":"cat","2":"dog","1":"hen"}', ['cat', 'hen', 'dog']],
		['cat\nhen\ndog', ['cat', 'hen', 'dog']],
		['cat, hen, dog', ['cat', 'hen', 'dog']],
	])('labels in the metadata: %s', (names, expected) => {
		const found = guess(tinyClassifier({classes: 3, metadata: {names}}));
		expect(found.manifest.labels).toBe('own');
		expect(found.ownLabels).toEqual(expected);
	});

	test('labels that do not fit the classes are not taken', () => {
		const found = guess(tinyClassifier({classes: 3, metadata: {names: 'cat\nhen'}}));
		expect(found.manifest.labels).toBe('numbered');
	});

	test('a detector has no output of classes', () => {
		const {manifest, guesses} = guess({
			...tinyClassifier(),
			outputs: [
				{name: 'boxes', dims: [1, 100, 4]},
				{name: 'count', dims: [1, 100]},
			],
		});
		expect(manifest.output).toBeUndefined();
		expect(manifest.task).toBe('detection');
		expect(guesses.join('\n')).toContain('accuracy is n/a');
		expect(manifestSchema.parse(manifest)).toEqual(manifest);
	});

	test('of several outputs the one with 1000 scores', () => {
		const sketch = tinyClassifier();
		const {manifest, guesses} = guess({
			...sketch,
			outputs: [{name: 'features', dims: [1, 320, 7, 7]}, ...sketch.outputs],
		});
		expect(manifest.output?.name).toBe('scores');
		expect(guesses.join('\n')).toContain('one of 2');
	});
});

describe('what is no picture is refused with its shapes', () => {
	test.each([
		[{dims: [1, 128]}, 'picture float32 [1, 128]'],
		[{dims: ['batch', 'length'], inputType: 7}, 'picture int64 [batch, length]'],
		[{dims: [1, 2, 28, 28]}, 'picture float32 [1, 2, 28, 28]'],
		[{dims: [4000, 3, 224, 224]}, 'a fixed batch of 4000'],
		[{dims: [1, 3, 16, 112, 112]}, '[1, 3, 16, 112, 112]'],
	])('%j', (options, words) => {
		expect(() => guess(tinyClassifier(options))).toThrow(words);
		expect(() => guess(tinyClassifier(options))).toThrow('its input is not an image');
	});

	test('two inputs', () => {
		const sketch = tinyClassifier();
		expect(() =>
			guess({...sketch, inputs: [...sketch.inputs, {name: 'mask', type: 9, dims: [1]}]}),
		).toThrow('2 inputs, and mask bool [1] is no size or scale of the picture');
	});
});

test.each([
	['/a/My Model (v2).onnx', 'my-model-v2-'],
	['__x.onnx', 'x'],
	['/a/.onnx', 'onnx'],
	['/a/日本.onnx', 'model'],
])('the name of %s', (file, name) => {
	expect(nameOf(file)).toBe(name);
});

test('every guessed manifest is a valid one', () => {
	const {manifest} = guess(tinyClassifier());
	expect(manifestSchema.parse(manifest)).toEqual(manifest);
});

test('the packaged model without its manifest: what the file tells agrees with it', () => {
	const {manifest} = guessManifest(
		onnxSignature(inspectOnnx(path.join(packagedModelsFolder, 'efficientnet-b0.onnx'))),
	);
	expect(manifest).toMatchObject({
		input: {layout: 'NCHW', height: 224, width: 224},
		preprocessing: {scale: 1 / 255, mean: [0, 0, 0]},
		output: {kind: 'probabilities', classes: 1000, labelOffset: 0},
		formats: {onnx: {precision: 'float16-weights'}},
	});
});

/** DATA: recipes of models that the tests have. */
const recipes = [
	['efficientnet_b0_224.fp32.onnx', 0, 1, 1000, 'probabilities'],
	['tf2_mobilenet_v2_1.0_224.fp32.onnx', -1, 1, 1001, 'probabilities'],
	['tf2_mobilenet_v2_1.0_224.int8-qdq.onnx', -1, 1, 1001, 'probabilities'],
	['mobilenet_v1_0.25_128_qat.int8-qdq.onnx', -1, 1, 1001, 'probabilities'],
	['mobilenet_v1_0.25_224_float.fp32.onnx', -1, 1, 1001, 'probabilities'],
	['squeezenet1.1.fp32.onnx', -2.118, 2.249, 1000, 'logits'],
] as const;

for (const [name, least, most, classes, kind] of recipes) {
	test(`${name} is guessed rightly`, context => {
		if (!hasShared) {
			context.skip(withoutShared);
		}

		const {manifest} = guessManifest(
			onnxSignature(inspectOnnx(path.join(sharedFolder, 'data/models', name))),
		);
		const {scale, mean, std} = manifest.preprocessing;
		expect((0 - mean[0]) / std[0]).toBeCloseTo(least, 2);
		expect((255 * scale - mean[0]) / std[0]).toBeCloseTo(most, 2);
		expect(manifest.output).toMatchObject({classes, kind, labelOffset: classes - 1000});
	});
}

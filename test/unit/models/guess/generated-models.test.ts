/*
A table of small models, written here: exporters × layouts × types × outputs. What a file says is used, what it does not say is guessed and told; those of odd types answer a frame.
*/
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {backendById} from '../../../../source/backends/index.js';
import {createTensor, makePreprocess} from '../../../../source/frames/preprocess.js';
import {openModelFile, type DescribeFile} from '../../../../source/models/model-file.js';
import {type FileDescription} from '../../../../source/models/inspect/file-description.js';
import {type Manifest} from '../../../../source/models/manifest.js';
import {type ZooModel} from '../../../../source/models/zoo-model.js';
import {type ModelSketch, onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

type Beside = Readonly<Record<string, string>>;

const openOnnx = async (sketch: ModelSketch, beside: Beside = {}): Promise<ZooModel> => {
	const folder = write({'model.onnx': onnxBytes(sketch), ...beside});
	return openModelFile(path.join(folder, 'model.onnx'));
};

/** A model of another format whose runtime would say this. */
const openDescribed = async (
	name: string,
	description: Partial<FileDescription>,
	beside: Beside = {},
): Promise<ZooModel> => {
	const describeFile: DescribeFile = async () => ({
		inputs: [{name: 'image', dtype: 'float32', dims: [1, 224, 224, 3]}],
		outputs: [{name: 'Identity', dtype: 'float32', dims: [1, 3], addsToOne: true}],
		precision: 'float32',
		metadata: {},
		assumptions: [],
		...description,
	});
	const folder = write({[name]: 'a file that only its runtime reads', ...beside});
	return openModelFile(path.join(folder, name), describeFile);
};

const floats = {float32: 1, float16: 10, float64: 11};
const integers = {uint8: 2, int8: 3, int32: 6, int64: 7};
const types = {...floats, ...integers};

const shapes = [
	[[1, 3, 32, 40], {layout: 'NCHW', height: 32, width: 40}],
	[['N', 32, 40, 3], {layout: 'NHWC', height: 32, width: 40}],
	[[1, 1, 28, 28], {layout: 'NCHW', height: 28, width: 28, channels: 1}],
	[['N', 28, 28, 1], {layout: 'NHWC', height: 28, width: 28, channels: 1}],
	[[3, 32, 40], {layout: 'NCHW', height: 32, width: 40, hasBatch: false}],
	[[32, 40, 3], {layout: 'NHWC', height: 32, width: 40, hasBatch: false}],
] as const;

describe('input: layouts × types', () => {
	test.each(
		shapes.flatMap(([dims, input]) =>
			Object.entries(types).map(([dtype, inputType]) => ({dims, input, dtype, inputType})),
		),
	)('$dims $dtype', async ({dims, input, dtype, inputType}) => {
		const {manifest, guesses} = await openOnnx(tinyClassifier({dims, inputType, classes: 10}));
		expect(manifest.input).toMatchObject({...input, dtype});
		expect(manifest.input.channels).toBe('channels' in input ? 1 : undefined);
		const isWhole = dtype in integers;
		const isSigned = input.layout === 'NHWC' && !('channels' in input);
		expect(manifest.preprocessing.scale).toBe(isWhole ? 1 : 1 / (isSigned ? 127.5 : 255));
		expect(guesses.join('\n').includes('picture: grey')).toBe('channels' in input);
		expect(guesses.join('\n').includes('without a batch dimension')).toBe('hasBatch' in input);
	});
});

/** A model that answers the sums of its input's two halves: Cast, Reshape to [2, n], ReduceSum. */
const halves = (dims: readonly number[], inputType: number, outputType: number): ModelSketch => ({
	nodes: [
		{op: 'Cast', in: ['picture'], out: ['f'], int: {to: 1}},
		{op: 'Reshape', in: ['f', 'two'], out: ['r']},
		{op: 'ReduceSum', in: ['r', 'axis'], out: ['s'], int: {keepdims: 0}},
		{op: 'Reshape', in: ['s', 'row'], out: ['w']},
		{op: 'Cast', in: ['w'], out: ['scores'], int: {to: outputType}},
	],
	inputs: [{name: 'picture', type: inputType, dims}],
	outputs: [{name: 'scores', type: outputType, dims: [1, 2]}],
	tensors: [
		{name: 'two', type: 7, dims: [2], int64s: [2, -1]},
		{name: 'axis', type: 7, dims: [1], int64s: [1]},
		{name: 'row', type: 7, dims: [2], int64s: [1, 2]},
	],
});

const raw: Manifest['preprocessing'] = {
	resize: 'none',
	cropFraction: 1,
	interpolation: 'cubic',
	channelOrder: 'rgb',
	scale: 1,
	mean: [0, 0, 0],
	std: [1, 1, 1],
	padValue: 0,
};

describe('one frame of odd types, answered by the runtime', () => {
	test.each([
		['float64', [1, 3, 8, 8], 1],
		['int32', [1, 3, 8, 8], 1],
		['int64', [1, 3, 8, 8], 1],
		['int64', [1, 8, 8, 3], 7],
		['uint8', [3, 8, 8], 11],
		['float32', [8, 8, 3], 6],
		['float32', [1, 1, 8, 8], 1],
		['int32', [1, 8, 8, 1], 11],
		['float16', [1, 1, 8, 8], 10],
	] as const)('%s %j, scores of type %d', async (dtype, dims, outputType) => {
		const folder = write({'model.onnx': onnxBytes(halves(dims, types[dtype], outputType))});
		const {manifest} = await openModelFile(path.join(folder, 'model.onnx'));
		const tensor = createTensor(manifest.input);
		// White above, black below.
		const pixels = new Uint8Array(8 * 8 * 3).fill(1, 0, 96);
		makePreprocess(manifest.input, raw)(pixels, tensor);
		const loaded = await backendById('onnxruntime:cpu').load({
			modelPath: path.join(folder, 'model.onnx'),
			format: 'onnx',
			input: manifest.input,
			output: manifest.output!,
			options: {},
		});
		try {
			const {scores} = await loaded.run(tensor);
			const isGrey = manifest.input.channels === 1;
			const isFirst = manifest.input.layout === 'NCHW' && !isGrey;
			// Planes one after the other: the first half is the first plane and the upper half of the second.
			expect([...scores]).toEqual(isFirst ? [64, 32] : isGrey ? [32, 0] : [96, 0]);
		} finally {
			await loaded.dispose();
		}
	});
});

describe('outputs', () => {
	const withOutputs = (outputs: ModelSketch['outputs']): ModelSketch => ({
		...tinyClassifier({classes: 10}),
		nodes: outputs.map(({name}) => ({op: 'Unknown', in: ['picture'], out: [name]})),
		outputs,
	});

	test.each([
		[
			'several, logits named',
			[
				{name: 'pooled', dims: [1, 64]},
				{name: 'logits', dims: [1, 5]},
			],
			5,
		],
		[
			'probs beside an embedding',
			[
				{name: 'embedding', dims: [1, 512]},
				{name: 'probs', dims: [1, 7]},
			],
			7,
		],
		['an embedding alone', [{name: 'embedding', dims: [1, 512]}], undefined],
		['landmarks', [{name: 'landmarks', dims: [1, 136]}], undefined],
		[
			'boxes and scores',
			[
				{name: 'boxes', dims: [1, 100, 4]},
				{name: 'scores', dims: [1, 100]},
			],
			undefined,
		],
		['YOLO v8', [{name: 'output0', dims: [1, 84, 8400]}], undefined],
		['segmentation', [{name: 'mask', dims: [1, 21, 32, 32]}], undefined],
		['scores of 1×1 pixels', [{name: 'scores', dims: [1, 12, 1, 1]}], 12],
	] as const)('%s', async (_, outputs, classes) => {
		const {manifest, guesses} = await openOnnx(withOutputs(outputs));
		expect(manifest.output?.classes).toBe(classes);
		expect(guesses.join('\n').includes('accuracy is n/a')).toBe(classes === undefined);
	});
});

describe('what exporters put into a file or beside it', () => {
	const three = tinyClassifier({classes: 3});
	test.each([
		['labels.txt, a name a line', {'labels.txt': 'cat\ndog\nhen\n'}],
		['Teachable Machine', {'labels.txt': '0 cat\n1 dog\n2 hen\n'}],
		['the model’s own name', {'model.txt': 'cat\ndog\nhen'}],
		[
			'config.json of Hugging Face',
			{'config.json': '{"id2label":{"0":"cat","1":"dog","2":"hen"}}'},
		],
		['Windows line ends and a mark', {'labels.txt': '\uFEFFcat\r\ndog\r\nhen\r\n'}],
	] as ReadonlyArray<readonly [string, Beside]>)('%s', async (_, beside) => {
		const {ownLabels, manifest} = await openOnnx(three, beside);
		expect(manifest.labels).toBe('own');
		expect(ownLabels).toEqual(['cat', 'dog', 'hen']);
	});

	test('labels of another length beside a model are not its own', async () => {
		const {manifest} = await openOnnx(three, {'labels.txt': 'cat\ndog'});
		expect(manifest.labels).toBe('numbered');
	});

	test('labels in the file go before those beside it', async () => {
		const sketch = tinyClassifier({classes: 3, metadata: {names: 'a\nb\nc'}});
		const {ownLabels} = await openOnnx(sketch, {'labels.txt': 'cat\ndog\nhen'});
		expect(ownLabels).toEqual(['a', 'b', 'c']);
	});

	test('Custom Vision: metadata_properties.json and labels.txt beside a .tflite', async () => {
		const {manifest, ownLabels} = await openDescribed(
			'model.tflite',
			{},
			{
				'labels.txt': 'cat\r\ndog\r\nhen',
				'metadata_properties.json': JSON.stringify({
					'Image.BitmapPixelFormat': 'Bgr8',
					'Image.NominalPixelRange': 'NominalRange_0_255',
				}),
			},
		);
		expect(ownLabels).toEqual(['cat', 'dog', 'hen']);
		expect(manifest.preprocessing).toMatchObject({channelOrder: 'bgr', scale: 1, mean: [0, 0, 0]});
	});

	test('Keras without a word: −1…1; with a Rescaling inside: pixels as they are', async () => {
		const bare = await openDescribed('keras_model.h5', {}, {'labels.txt': '0 a\n1 b\n2 c'});
		expect(bare.manifest.preprocessing).toMatchObject({scale: 1 / 127.5, mean: [1, 1, 1]});
		expect(bare.ownLabels).toEqual(['a', 'b', 'c']);
		const inside = await openDescribed('m.keras', {affine: {scale: 1 / 255, offset: 0}});
		expect(inside.manifest.preprocessing).toMatchObject({scale: 1, mean: [0, 0, 0]});
	});

	test('OpenVINO’s model_info', async () => {
		const {manifest, ownLabels, guesses} = await openDescribed('m.xml', {
			inputs: [{name: 'image', dtype: 'float32', dims: [1, 3, 64, 64]}],
			metadata: {
				'openvino.labels': 'cat\ndog\nhen',
				'openvino.mean_values': '123.675 116.28 103.53',
				'openvino.scale_values': '58.395 57.12 57.375',
				'openvino.reverse_input_channels': 'YES',
			},
		});
		expect(ownLabels).toEqual(['cat', 'dog', 'hen']);
		expect(manifest.preprocessing).toMatchObject({
			scale: 1,
			mean: [123.675, 116.28, 103.53],
			std: [58.395, 57.12, 57.375],
			channelOrder: 'bgr',
		});
		expect(guesses.join('\n')).toContain('model_info of OpenVINO');
	});
});

/*
What timm, Ultralytics, OpenVINO and torchvision write beside a model or into it. The expected recipes are those with which their own libraries make the same tensor of a photograph (timm 1.0.31, Ultralytics 8.4.190).
*/
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {openModelFile} from '../../../../source/models/model-file.js';
import {type ModelSketch, tinyClassifier} from '../onnx/onnx-bytes.js';
import {guessBeside, openDims} from './open-model.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

test.each([
	['center', 0.904, {resize: 'shorter-side', cropFraction: 300 / 331}],
	['squash', 0.95, {resize: 'squash-crop', cropFraction: 300 / 315}],
	['squash', 1, {resize: 'squash'}],
	['border', 1, {resize: 'letterbox'}],
] as const)('timm: %s, %d', async (mode, percentage, recipe) => {
	const {manifest} = await guessBeside(write, {
		'config.json': {
			pretrained_cfg: {
				input_size: [3, 300, 300],
				mean: [0.5, 0.5, 0.5],
				std: [0.5, 0.5, 0.5],
				crop_pct: percentage,
				crop_mode: mode,
			},
		},
	});
	expect(manifest.input).toMatchObject({height: 300, width: 300});
	expect(manifest.preprocessing).toMatchObject(recipe);
});

describe('Ultralytics', () => {
	const names = "{0: 'cat', 1: 'dog', 2: 'hen'}";
	const detector = (
		task: string,
		outputs: ModelSketch['outputs'],
		dims = openDims,
	): ModelSketch => ({
		...tinyClassifier({classes: 3}),
		nodes: outputs.map(({name}) => ({op: 'Unknown', in: ['images'], out: [name]})),
		inputs: [{name: 'images', dims}],
		outputs,
		metadata: {author: 'Ultralytics', task, imgsz: '[64, 96]', names},
	});

	// 12·8 + 6·4 + 3·2 places.
	test.each([
		['detect', [{name: 'output0', dims: ['batch', 7, 'anchors']}], 'yolov8', 3],
		['detect', [{name: 'output0', dims: [1, 7, 126]}], 'yolov8', 3],
		['obb', [{name: 'output0', dims: [1, 8, 126]}], 'yolov8', 3],
		['pose', [{name: 'output0', dims: [1, 58, 126]}], 'yolov8', 3],
		[
			'segment',
			[
				{name: 'output0', dims: [1, 39, 126]},
				{name: 'output1', dims: [1, 32, 16, 24]},
			],
			'yolov8',
			3,
		],
		['detect', [{name: 'output0', dims: [1, 300, 6]}], 'end-to-end', undefined],
	] as const)('%s %j', async (task, outputs, form, classes) => {
		const {manifest} = await guessBeside(write, {}, detector(task, outputs));
		expect(manifest.input).toMatchObject({height: 64, width: 96});
		expect(manifest.detection?.form).toBe(form);
		expect(manifest.detection?.classes).toBe(classes);
		expect(manifest.preprocessing).toMatchObject({
			resize: 'letterbox',
			padValue: 114,
			scale: 1 / 255,
			mean: [0, 0, 0],
			channelOrder: 'rgb',
		});
	});

	test('masks are no classes where no metadata tells how many there are', async () => {
		const {metadata: _, ...sketch} = detector(
			'segment',
			[
				{name: 'output0', dims: [1, 39, 126]},
				{name: 'output1', dims: [1, 32, 16, 24]},
			],
			[1, 3, 64, 96],
		);
		const {manifest} = await guessBeside(write, {}, sketch);
		expect(manifest.detection).toMatchObject({form: 'yolov8', classes: 3});
	});

	test('metadata.yaml beside an OpenVINO file', async () => {
		const folder = write({
			'yolo.xml': '<net/>',
			'yolo.bin': 'x',
			'metadata.yaml': `description: 'Ultralytics YOLO11n-cls model '
author: Ultralytics
license: AGPL-3.0 License (https://ultralytics.com/license)
task: classify
imgsz:
- 64
- 64
names:
  0: tabby cat
  1: 'dog, small'
  2: "hen"
args:
  batch: 1
`,
		});
		const {manifest, ownLabels} = await openModelFile(path.join(folder, 'yolo.xml'), async () => ({
			inputs: [{name: 'x', dtype: 'float32', dims: [1, 3, null, null]}],
			outputs: [{name: 'output', dtype: 'float32', dims: [1, 3], addsToOne: true}],
			precision: 'float32',
			metadata: {
				'openvino.model_type': 'YOLO',
				'openvino.reverse_input_channels': 'YES',
				'openvino.scale_values': '255',
			},
			assumptions: [],
		}));
		expect(ownLabels).toEqual(['tabby cat', 'dog, small', 'hen']);
		expect(manifest.licence).toMatch(/^AGPL-3\.0/);
		expect(manifest.input).toMatchObject({height: 64, width: 64});
		expect(manifest.preprocessing).toMatchObject({
			resize: 'shorter-side',
			cropFraction: 1,
			scale: 1 / 255,
			channelOrder: 'rgb',
		});
	});
});

test.each([
	[{resize_type: 'standard'}, {resize: 'squash', channelOrder: 'bgr'}],
	[{resize_type: 'crop'}, {resize: 'shorter-side', cropFraction: 1}],
	[
		{resize_type: 'fit_to_window_letterbox', pad_value: '114', model_type: 'YOLO'},
		{resize: 'letterbox', padValue: 114, channelOrder: 'rgb'},
	],
])('model_info of OpenVINO: %j', async (info, recipe) => {
	const told = {reverse_input_channels: 'YES', scale_values: '255', ...info};
	const folder = write({'m.xml': '<net/>', 'm.bin': 'x'});
	const {manifest} = await openModelFile(path.join(folder, 'm.xml'), async () => ({
		inputs: [{name: 'x', dtype: 'float32', dims: [1, 3, 64, 64]}],
		outputs: [{name: 'output', dtype: 'float32', dims: [1, 3]}],
		precision: 'float32',
		metadata: Object.fromEntries(
			Object.entries(told).map(([key, value]) => [`openvino.${key}`, value]),
		),
		assumptions: [],
	}));
	expect(manifest.preprocessing).toMatchObject(recipe);
});

test('the detectors of torchvision: as many rows as there are boxes', async () => {
	const outputs = [
		{name: '4208', dims: ['n', 4]},
		{name: '4177', dims: ['m']},
		{name: '4178', type: 7, dims: ['m']},
	] as const;
	const {manifest, said} = await guessBeside(
		write,
		{},
		{
			...tinyClassifier({classes: 3}),
			nodes: outputs.map(({name}) => ({op: 'Unknown', in: ['image'], out: [name]})),
			inputs: [{name: 'image', dims: [3, 64, 64]}],
			outputs,
		},
	);
	expect(manifest.output).toBeUndefined();
	expect(manifest.task).toBe('detection');
	expect(said).toContain('a detector (4208 float32 [n, 4]');
});

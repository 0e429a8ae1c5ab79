/*
Detectors with known boxes, written as ONNX files: the form is recognised, and the boxes are counted on every backend that is here.
*/
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {backendById} from '../../../source/backends/index.js';
import {boxesOf, countBoxes} from '../../../source/engine/detect/count-boxes.js';
import {countAfterNonMaximum} from '../../../source/engine/detect/non-maximum.js';
import {createTensor} from '../../../source/frames/preprocess.js';
import {openModelFile} from '../../../source/models/model-file.js';
import {type ModelSketch, onnxBytes} from '../models/onnx/onnx-bytes.js';
import {writtenFiles} from '../models/guess/written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

type Known = {readonly name: string; readonly dims: readonly number[]; readonly floats: number[]};

/** A model that answers the same numbers for each picture, 64 pixels a side. */
const answering = (outputs: readonly Known[]): ModelSketch => ({
	nodes: [
		{op: 'ReduceMean', in: ['images'], out: ['mean'], int: {keepdims: 0}},
		{op: 'Sub', in: ['mean', 'mean'], out: ['nothing']},
		...outputs.map(({name}) => ({op: 'Add', in: [`${name}.known`, 'nothing'], out: [name]})),
	],
	inputs: [{name: 'images', dims: [1, 3, 64, 64]}],
	outputs: outputs.map(({name, dims}) => ({name, dims})),
	tensors: outputs.map(({name, dims, floats}) => ({name: `${name}.known`, dims, floats})),
});

/** Centre, size, score, class: two overlap (one class), a third the same place in another class, one far away, one below the threshold. */
const boxes = [
	[20, 20, 10, 10, 0.9, 0],
	[21, 20, 10, 10, 0.8, 0],
	[20, 20, 10, 10, 0.7, 1],
	[50, 50, 8, 8, 0.6, 2],
	[10, 50, 8, 8, 0.2, 2],
] as const;
const left = 3;
const classes = 3;

const yolov5 = (rows: number): Known => {
	const floats = boxes.flatMap(([x, y, w, h, score, label]) => [
		x,
		y,
		w,
		h,
		// Score is objectness times class.
		score / 0.95,
		...Array.from({length: classes}, (_, one) => (one === label ? 0.95 : 0)),
	]);
	return {
		name: 'output0',
		dims: [1, rows, 5 + classes],
		floats: Array.from({length: rows * (5 + classes)}, (_, place) => floats[place] ?? 0),
	};
};

const yolov8 = (columns: number): Known => ({
	name: 'output0',
	dims: [1, 4 + classes, columns],
	floats: Array.from({length: (4 + classes) * columns}, (_, place) => {
		const [row, column] = [Math.floor(place / columns), place % columns];
		const box = boxes[column];
		return box === undefined ? 0 : row < 4 ? box[row]! : box[5] === row - 4 ? box[4] : 0;
	}),
});

const endToEnd: Known = {
	name: 'output0',
	dims: [1, 5, 6],
	floats: boxes.flatMap(([x, y, w, h, score, label]) => [
		x - w / 2,
		y - h / 2,
		x + w / 2,
		y + h / 2,
		score,
		label,
	]),
};

const ssd = (
	names: readonly [string, string, string, string],
	order: readonly number[],
): Known[] => {
	const all: Known[] = [
		{name: names[0], dims: [1, 5, 4], floats: boxes.flatMap(() => [0, 0, 1, 1])},
		{name: names[1], dims: [1, 5], floats: boxes.map(box => box[5])},
		{name: names[2], dims: [1, 5], floats: boxes.map(box => box[4])},
		{name: names[3], dims: [1], floats: [4]},
	];
	return order.map(place => all[place]!);
};

const models: ReadonlyArray<readonly [string, string, readonly Known[], number]> = [
	['YOLOv5, 64 px', 'yolov5', [yolov5(252)], left],
	['YOLOv5, another number of rows', 'yolov5', [yolov5(40)], left],
	['YOLOv8, 64 px', 'yolov8', [yolov8(84)], left],
	['YOLOv8, another number of columns', 'yolov8', [yolov8(40)], left],
	['end to end', 'end-to-end', [endToEnd], 4],
	[
		'SSD of the Object Detection API',
		'ssd',
		ssd(
			['detection_boxes', 'detection_classes', 'detection_scores', 'num_detections'],
			[0, 1, 2, 3],
		),
		4,
	],
	[
		'SSD, outputs in another order',
		'ssd',
		ssd(
			['detection_boxes', 'detection_classes', 'detection_scores', 'num_detections'],
			[3, 2, 1, 0],
		),
		4,
	],
	[
		'SSD, named by their place',
		'ssd',
		ssd(
			[
				'TFLite_Detection_PostProcess',
				'TFLite_Detection_PostProcess:1',
				'TFLite_Detection_PostProcess:2',
				'TFLite_Detection_PostProcess:3',
			],
			[0, 1, 2, 3],
		),
		4,
	],
	[
		"SSD, named by TensorFlow 2's exporter",
		'ssd',
		ssd(
			[
				'StatefulPartitionedCall:3',
				'StatefulPartitionedCall:2',
				'StatefulPartitionedCall:1',
				'StatefulPartitionedCall:0',
			],
			[2, 0, 3, 1],
		),
		4,
	],
];

describe.each(models)('%s', (_, form, outputs, expected) => {
	test.for(['onnxruntime:cpu', 'wasm', 'ort:cpu', 'openvino:cpu'])('%s', async (id, context) => {
		const backend = backendById(id);
		const availability = await backend.probe();
		if (availability.status === 'unavailable') {
			context.skip(`skipped: ${id}: ${availability.reason}`);
		}

		const file = path.join(write({'model.onnx': onnxBytes(answering(outputs))}), 'model.onnx');
		const {manifest, guesses} = await openModelFile(file);
		const {input, detection, task} = manifest;
		expect(task).toBe('detection');
		expect(detection?.form).toBe(form);
		expect(manifest.output).toBeUndefined();
		expect(guesses.join('\n')).toContain('a detector');
		const model = await backend.load({
			modelPath: file,
			format: 'onnx',
			input,
			detection,
			options: {},
		});
		try {
			const answer = await model.run(createTensor(input));
			expect(boxesOf(answer.outputs, detection)).toBe(expected);
		} finally {
			await model.dispose();
		}
	});
});

test('what is no detector is not taken for one', async () => {
	const hidden: ModelSketch = {
		nodes: [{op: 'LayerNormalization', in: ['picture'], out: ['last_hidden_state']}],
		inputs: [{name: 'picture', dims: [1, 3, 224, 224]}],
		outputs: [{name: 'last_hidden_state', dims: [1, 197, 768]}],
	};
	const {manifest} = await openModelFile(
		path.join(write({'model.onnx': onnxBytes(hidden)}), 'model.onnx'),
	);
	expect(manifest.detection).toBeUndefined();
	expect(manifest.task).toBe('other');
});

test('a batch: each picture has its own boxes', () => {
	const [a, b] = [yolov8(40), yolov8(40)];
	const none = b.floats.map(() => 0);
	const outputs = [{data: Float32Array.from([...a.floats, ...none]), dims: [2, 4 + classes, 40]}];
	const detection = {form: 'yolov8', outputs: ['output0']} as const;
	const counts = [0, 1].map(place =>
		countBoxes(outputs, {...detection, outputs: ['output0']}, {place, batch: 2}),
	);
	expect(counts).toEqual([left, 0]);
});

test('columns behind the classes are no scores', () => {
	const plain = yolov8(40);
	const keyPoints = Array.from({length: 40 * 6}, () => 30);
	const outputs = [
		{data: Float32Array.from([...plain.floats, ...keyPoints]), dims: [1, 4 + classes + 6, 40]},
	];
	expect(countBoxes(outputs, {form: 'yolov8', outputs: ['output0'], classes})).toBe(left);
});

test('numbers that are NaN are no answer', () => {
	const outputs = [{data: new Float32Array(6).fill(Number.NaN), dims: [1, 1, 6]}];
	expect(() => countBoxes(outputs, {form: 'end-to-end', outputs: ['a']})).toThrow('NaN');
});

test('the threshold of overlap: 0.45 is intersection ÷ union', () => {
	const pair = (shift: number): number =>
		countAfterNonMaximum(
			{
				corners: Float32Array.of(0, 0, 10, 10, shift, 0, 10 + shift, 10),
				scores: Float32Array.of(0.9, 0.8),
				classes: Float32Array.of(0, 0),
				count: 2,
			},
			0.45,
		);
	// 62 of 138, and 63 of 137.
	expect(pair(3.8)).toBe(2);
	expect(pair(3.7)).toBe(1);
});

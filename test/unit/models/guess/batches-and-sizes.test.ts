/*
Models that take a fixed number of pictures, or the picture's size beside it: what is guessed, and one run on every backend that is here.
*/
import path from 'node:path';
import {afterAll, describe, expect, test, type TestContext} from 'vitest';
import {backendById} from '../../../../source/backends/index.js';
import {joinPictures, partOf} from '../../../../source/engine/picture-batches.js';
import {createTensor} from '../../../../source/frames/preprocess.js';
import {openModelFile} from '../../../../source/models/model-file.js';
import {type ModelSketch, onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

const open = async (sketch: ModelSketch) => {
	const file = path.join(write({'model.onnx': onnxBytes(sketch)}), 'model.onnx');
	return {file, ...(await openModelFile(file))};
};

const backends = ['onnxruntime:cpu', 'wasm', 'ort:cpu', 'openvino:cpu'];

const needs = async (context: TestContext, id: string) => {
	const backend = backendById(id);
	const availability = await backend.probe();
	if (availability.status === 'unavailable') {
		context.skip(`skipped: ${id}: ${availability.reason}`);
	}

	return backend;
};

/** The mean of each picture's planes: scores [N, 3]. */
const means = (dims: readonly number[]): ModelSketch => ({
	nodes: [
		{op: 'GlobalAveragePool', in: ['picture'], out: ['p']},
		{op: 'Flatten', in: ['p'], out: ['scores']},
	],
	inputs: [{name: 'picture', dims}],
	outputs: [{name: 'scores', dims: [dims[0]!, 3]}],
});

describe('fixed batch', () => {
	test.each([
		[[8, 3, 32, 32], 8],
		[[2, 32, 32, 3], 2],
	] as const)('%j is run as it is', async (dims, batch) => {
		const {manifest, guesses} = await open({
			...tinyClassifier({dims, classes: 10}),
			outputs: [{name: 'scores', dims: [batch, 10]}],
		});
		expect(manifest.input).toMatchObject({batch, height: 32, width: 32});
		expect(manifest.output).toMatchObject({classes: 10});
		expect(guesses.join('\n')).toContain(`batch ${batch}, fixed`);
	});

	test.for(backends)('each picture has its own answer on %s', async (id, context) => {
		const backend = await needs(context, id);
		const {manifest, file} = await open(means([3, 3, 8, 8]));
		expect(manifest.output!.classes).toBe(3);
		const pictures = [1, 2].map(value =>
			createTensor(manifest.input).map((_: number, place: number) =>
				Math.floor(place / 64) === 1 ? 10 * value : value,
			),
		);
		const {input, output} = manifest;
		const request = {modelPath: file, format: 'onnx', input, output: output!, options: {}} as const;
		const model = await backend.load(request);
		try {
			const {scores} = await model.run(joinPictures(pictures, 3));
			expect([...partOf(scores, 0, 3)]).toEqual([1, 10, 1]);
			expect([...partOf(scores, 1, 3)]).toEqual([2, 20, 2]);
			// Filled with the last one.
			expect([...partOf(scores, 2, 3)]).toEqual([2, 20, 2]);
		} finally {
			await model.dispose();
		}
	});
});

/** Scores are the numbers of the second input beside the mean of the picture. */
const withSize = (other: ModelSketch['inputs'][number], columns: number): ModelSketch => ({
	nodes: [
		{op: 'GlobalAveragePool', in: ['picture'], out: ['p']},
		{op: 'Flatten', in: ['p'], out: ['f']},
		{op: 'Cast', in: [other.name], out: ['s'], int: {to: 1}},
		{op: 'Concat', in: ['f', 's'], out: ['scores'], int: {axis: 1}},
	],
	inputs: [{name: 'picture', dims: [1, 3, 16, 24]}, other],
	outputs: [{name: 'scores', dims: [1, 3 + columns]}],
});

const others: ReadonlyArray<readonly [string, number, ReadonlyArray<number | string>, number[]]> = [
	['image_shape', 1, [1, 2], [16, 24]],
	['im_shape', 1, ['N', 2], [16, 24]],
	['orig_target_sizes', 7, [1, 2], [24, 16]],
	['scale_factor', 1, [1, 2], [1, 1]],
	['im_info', 1, [1, 3], [16, 24, 1]],
	['target_size', 6, [1, 2], [16, 24]],
];

describe('a second input that is a size or a scale', () => {
	test.for(backends.flatMap(id => others.map(([name, ...rest]) => [id, name, ...rest] as const)))(
		'%s: %s',
		async ([id, name, type, dims, expected], context) => {
			const backend = await needs(context, id);
			const {manifest, guesses, file} = await open(withSize({name, type, dims}, expected.length));
			expect(guesses.join('\n')).toContain(`input ${name}: `);
			const {input} = manifest;
			const output = {
				name: 'scores',
				kind: 'logits',
				classes: 3 + expected.length,
				labelOffset: 0,
			} as const;
			const model = await backend.load({
				modelPath: file,
				format: 'onnx',
				input,
				output,
				options: {},
			});
			try {
				const {scores} = await model.run(createTensor(input).fill(7));
				expect([...scores]).toEqual([7, 7, 7, ...expected]);
			} finally {
				await model.dispose();
			}
		},
	);
});

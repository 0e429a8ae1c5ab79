import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {packagedModelsFolder} from '../../../../source/system/folders.js';
import {
	describeModel,
	inspectOnnx,
	inspectOnnxBytes,
} from '../../../../source/models/inspect/inspect-onnx.js';
import {ByteWindow} from '../../../../source/models/onnx/byte-window.js';
import {readModel} from '../../../../source/models/onnx/read-model.js';
import {WireReader} from '../../../../source/models/onnx/wire.js';
import {hasShared, sharedFolder, withoutShared} from '../../../shared.js';
import {graphBytes, onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-inspect-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const write = (name: string, bytes: Uint8Array | string): string => {
	const file = path.join(folder, name);
	writeFileSync(file, bytes);
	return file;
};

describe('a small classifier', () => {
	const found = inspectOnnxBytes(onnxBytes(tinyClassifier()));

	test('inputs, outputs, opset and operators', () => {
		expect(found.model.graph.inputs).toEqual([
			{name: 'picture', dtype: 'float32', dims: [1, 3, 32, 32]},
		]);
		expect(found.model.graph.outputs).toEqual([
			{name: 'scores', dtype: 'float32', dims: ['N', 1000]},
		]);
		expect(found.model.opsets).toEqual({'ai.onnx': 13});
		expect(found.model.producer).toBe('edgetop tests');
		expect(found.operators).toEqual({Conv: 1, Relu: 1, GlobalAveragePool: 1, Flatten: 1, Gemm: 1});
	});

	test('parameters by hand: 8·27 + 8 + 8000', () => {
		expect(found.parameters).toBe(8224);
		expect(found.parameterTypes).toEqual({float32: 8224});
	});

	test('multiply-accumulates by hand: 8·16·16·27 + 8·1000', () => {
		expect(found.macs).toEqual({value: 8 * 16 * 16 * 27 + 8000});
	});

	test('the open batch of the output is followed to 1', () => {
		expect(found.outputShapes).toEqual({scores: [1, 1000]});
	});
});

test('an open picture size is taken as 224 and said', () => {
	const found = inspectOnnxBytes(onnxBytes(tinyClassifier({dims: ['N', 3, 'H', 'W']})));
	expect(found.assumedInputs).toEqual({picture: [1, 3, 224, 224]});
	expect(found.macs).toEqual({value: 8 * 112 * 112 * 27 + 8000});
});

test('shapes that the graph computes itself are followed', () => {
	const found = inspectOnnxBytes(
		onnxBytes({
			inputs: [{name: 'x', dims: ['N', 4, 2, 2]}],
			outputs: [{name: 'y', dims: ['N', 'C']}],
			tensors: [
				{name: 'zero', type: 7, dims: [1], int64s: [0]},
				{name: 'rest', type: 7, dims: [1], int64s: [-1]},
				{name: 'm', dims: [16, 5], raw: new Uint8Array(320)},
			],
			nodes: [
				{op: 'Shape', in: ['x'], out: ['s']},
				{op: 'Gather', in: ['s', 'zero'], out: ['n']},
				{op: 'Concat', in: ['n', 'rest'], out: ['wanted'], int: {axis: 0}},
				{op: 'Reshape', in: ['x', 'wanted'], out: ['flat']},
				{op: 'MatMul', in: ['flat', 'm'], out: ['y']},
			],
		}),
	);
	expect(found.outputShapes).toEqual({y: [1, 5]});
	expect(found.macs).toEqual({value: 80});
	// Shapes and axes are no parameters.
	expect(found.parameters).toBe(80);
});

test('work that cannot be counted is missing with a reason, never 0', () => {
	const sketch = tinyClassifier();
	const withOperator = (op: string, domain?: string) =>
		inspectOnnxBytes(
			onnxBytes({
				...sketch,
				nodes: [
					{op, in: ['picture'], out: ['q'], ...(domain !== undefined && {domain})},
					{...sketch.nodes[0]!, in: ['q', 'w', 'b']},
					...sketch.nodes.slice(1),
				],
			}),
		).macs;
	expect(withOperator('LSTM')).toEqual({missing: 'operator LSTM is not counted'});
	expect(withOperator('Secret', 'org.example')).toEqual({
		missing: 'operator Secret is not counted',
	});
	expect(withOperator('NonMaxSuppression')).toEqual({
		missing: 'the shapes at a Conv cannot be followed',
	});
});

test('operators of nested graphs are listed', () => {
	const inside = graphBytes({nodes: [{op: 'Abs', in: ['a'], out: ['b']}], inputs: [], outputs: []});
	const found = inspectOnnxBytes(
		onnxBytes({
			nodes: [{op: 'If', in: ['c'], out: ['y'], graph: inside}],
			inputs: [{name: 'c', type: 9, dims: [1]}],
			outputs: [{name: 'y'}],
		}),
	);
	expect(found.operators).toEqual({If: 1, Abs: 1});
});

test('graphs nested without end are refused', () => {
	let inside = graphBytes({nodes: [{op: 'Abs', in: [], out: ['b']}], inputs: [], outputs: []});
	for (let depth = 0; depth < 40; depth++) {
		inside = graphBytes({
			nodes: [{op: 'If', in: [], out: ['b'], graph: inside}],
			inputs: [],
			outputs: [],
		});
	}

	const bytes = onnxBytes({
		nodes: [{op: 'If', in: [], out: ['y'], graph: inside}],
		inputs: [],
		outputs: [{name: 'y'}],
	});
	expect(() => inspectOnnxBytes(bytes)).toThrow('graphs are nested too deeply');
});

test('weights are skipped, not read', () => {
	const weights = 50_000_000;
	const bytes = onnxBytes({
		nodes: [{op: 'Gemm', in: ['x', 'm'], out: ['y']}],
		inputs: [{name: 'x', dims: [1, 1250]}],
		outputs: [{name: 'y', dims: [1, 10_000]}],
		tensors: [{name: 'm', dims: [1250, 10_000], raw: new Uint8Array(weights)}],
	});
	let bytesRead = 0;
	const window = new ByteWindow(bytes.length, (position, target) => {
		const piece = bytes.subarray(position, position + target.length);
		target.set(piece);
		bytesRead += piece.length;
		return piece.length;
	});
	const found = describeModel(readModel(new WireReader(window)), 'big.onnx', bytes.length);
	expect(found.parameters).toBe(12_500_000);
	expect(bytesRead).toBeLessThan(weights / 500);
});

describe('files that are no ONNX', () => {
	test.each([
		['empty.onnx', '', 'it is empty'],
		['page.onnx', '<!DOCTYPE html><title>404</title>', 'it is a web page'],
		['pointer.onnx', 'version https://git-lfs.github.com/spec/v1\n', 'git-lfs pointer'],
		['archive.onnx', 'PK\u0003\u0004rest', 'it is a zip archive'],
		['lite.onnx', '\u001C\0\0\0TFL3....', 'TensorFlow Lite model'],
		['words.onnx', 'hello, this is not a model at all', 'not an ONNX model'],
		['zeros.onnx', '\0\0\0\0\0\0\0\0', 'a field number of 0'],
	])('%s', (name, content, words) => {
		const file = write(name, content);
		expect(() => inspectOnnx(file)).toThrow(words);
		expect(() => inspectOnnx(file)).toThrow(file);
	});

	test('a truncated model', () => {
		const bytes = onnxBytes(tinyClassifier());
		const file = write('cut.onnx', bytes.subarray(0, -400));
		expect(() => inspectOnnx(file)).toThrow('a field reaches past the end: it may be cut off');
	});

	test('a folder and a missing file', () => {
		expect(() => inspectOnnx(folder)).toThrow('it is not a file');
		expect(() => inspectOnnx(path.join(folder, 'nothing.onnx'))).toThrow('ENOENT');
	});
});

test('the packaged EfficientNet-B0', () => {
	const found = inspectOnnx(path.join(packagedModelsFolder, 'efficientnet-b0.onnx'));
	expect(found.model.graph.inputs).toEqual([
		{name: 'input', dtype: 'float32', dims: [1, 3, 224, 224]},
	]);
	// The paper says 0.39 G multiply-accumulates and 5.3 M parameters.
	expect(found.macs).toEqual({value: 385_814_752});
	expect(found.parameters).toBeGreaterThan(5.2e6);
	expect(found.parameters).toBeLessThan(5.3e6);
	expect(Object.keys(found.parameterTypes).sort()).toEqual(['float16', 'float32']);
});

const sharedModels = [
	// MobileNetV2's paper says 300 M, MobileNet v1 0.25's 41 M; SqueezeNet 1.1 is known for 349 M.
	['tf2_mobilenet_v2_1.0_224.fp32.onnx', 300_775_552, 3_489_097],
	['tf2_mobilenet_v2_1.0_224.int8-qdq.onnx', 300_775_552, 3_489_097],
	['mobilenet_v1_0.25_224_float.fp32.onnx', 41_030_528, 467_593],
	['squeezenet1.1.fp32.onnx', 349_151_936, 1_235_496],
] as const;

for (const [name, macs, parameters] of sharedModels) {
	test(name, context => {
		if (!hasShared) {
			context.skip(withoutShared);
		}

		const found = inspectOnnx(path.join(sharedFolder, 'data/models', name));
		expect(found.macs).toEqual({value: macs});
		expect(found.parameters).toBe(parameters);
	});
}

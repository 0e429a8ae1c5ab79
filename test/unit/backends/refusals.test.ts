/*
What runtimes cannot take, and in which words they say so: an operator that they do not have, too little memory. All of it is real.
*/
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, test, type TestContext} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {backendById} from '../../../source/backends/index.js';
import {runtimeWords} from '../../../source/backends/runtime-words.js';
import {onnxBytes, tinyClassifier, type ModelSketch} from '../models/onnx/onnx-bytes.js';
import {refusal, request} from './refusal.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-refusals-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

const python = findPython();
const whole = tinyClassifier({classes: 10});
const write = (name: string, sketch: ModelSketch): string => {
	const file = path.join(folder, name);
	writeFileSync(file, onnxBytes(sketch));
	return file;
};

const withRelu = (name: string, other: {op: string; domain?: string}): string =>
	write(name, {
		...whole,
		nodes: whole.nodes.map(node => (node.op === 'Relu' ? {...node, ...other} : node)),
	});

/** Runs a script of Python that makes a model; the test is skipped where a module of it is missing. */
const make = (context: TestContext, code: string): void => {
	// A file: PyTorch reads the source of what it scripts.
	writeFileSync(path.join(folder, 'make.py'), code);
	const {status, stderr} = spawnSync(python, ['make.py'], {cwd: folder, encoding: 'utf8'});
	context.skip(
		stderr.includes('ModuleNotFoundError'),
		`skipped: ${stderr.trim().split('\n').at(-1)}`,
	);
	expect(status, stderr).toBe(0);
};

test.for([
	['onnxruntime:cpu', 'it does not have the operator Rolu (operator set 13)'],
	['onnxruntime:webgpu', 'it does not have the operator Rolu (operator set 13)'],
	['wasm', 'it does not have the operator Rolu (operator set 13)'],
	['openvino:cpu', 'No conversion rule found for operations: Rolu-13'],
] as const)('%s names the operator that it does not have', async ([id, words], context) => {
	expect(await refusal(context, id, request(withRelu('rolu.onnx', {op: 'Rolu'})))).toContain(words);
});

test.for([
	['onnxruntime:cpu', 'it does not have the operator FancyRelu of com.acme'],
	['openvino:cpu', 'com.acme.FancyRelu'],
] as const)('%s names a foreign operator', async ([id, words], context) => {
	const file = withRelu('foreign.onnx', {op: 'FancyRelu', domain: 'com.acme'});
	expect(await refusal(context, id, request(file))).toContain(words);
});

test('PyTorch names the operator that it does not have', async context => {
	make(
		context,
		`
import torch, zipfile
class Model(torch.nn.Module):
    def forward(self, x):
        return torch.special.i0e(x).flatten(1)
torch.jit.script(Model()).save('good.pt')
with zipfile.ZipFile('good.pt') as good, zipfile.ZipFile('odd.pt', 'w', zipfile.ZIP_STORED) as odd:
    for name in good.namelist():
        odd.writestr(name, good.read(name).replace(b'special_i0e', b'special_i9e'))
`,
	);
	const file = path.join(folder, 'odd.pt');
	expect(await refusal(context, 'pytorch:cpu', request(file, {format: 'torchscript'}))).toMatch(
		/PyTorch \S+ does not take the model: Unknown builtin op: aten::special_i9e\.$/,
	);
});

test(
	'TensorFlow and TensorFlow Lite name the operator that they do not have',
	{timeout: 120_000},
	async context => {
		make(
			context,
			`
import tensorflow as tf
class Model(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([1, 8, 8, 3])])
    def scores(self, x):
        return tf.reshape(tf.raw_ops.Betainc(a=x, b=x, x=x), [1, -1])
model = Model()
tf.saved_model.save(model, 'odd', signatures=model.scores)
converter = tf.lite.TFLiteConverter.from_saved_model('odd')
converter.allow_custom_ops = True
open('odd.tflite', 'wb').write(converter.convert())
data = open('odd/saved_model.pb', 'rb').read()
open('odd/saved_model.pb', 'wb').write(data.replace(b'Betainc', b'Bitainc'))
`,
		);
		const saved = request(path.join(folder, 'odd'), {format: 'saved-model'});
		expect(await refusal(context, 'tensorflow:cpu', saved)).toContain(
			"Op type not registered 'Bitainc'",
		);
		const lite = request(path.join(folder, 'odd.tflite'), {format: 'tflite'});
		expect(await refusal(context, 'tflite:cpu', lite)).toContain(
			'Encountered unresolved custom op: Betainc.',
		);
	},
);

/** A tensor of 4 TB, made while the model loads or runs. */
const vast: ModelSketch = {
	nodes: [
		{op: 'ConstantOfShape', in: ['size'], out: ['zeros']},
		{op: 'ReduceSum', in: ['zeros'], out: ['sum'], int: {keepdims: 0}},
		{op: 'Flatten', in: ['picture'], out: ['flat']},
		{op: 'Add', in: ['flat', 'sum'], out: ['scores']},
	],
	inputs: whole.inputs,
	outputs: [{name: 'scores', dims: [1, 3072]}],
	tensors: [{name: 'size', type: 7, dims: [3], int64s: [100_000, 100_000, 100]}],
};

test('too little memory is said so, with what wants how much', async context => {
	const wanted = request(write('vast.onnx', vast), {
		output: {kind: 'logits', classes: 3072, labelOffset: 0},
	});
	const model = await backendById('onnxruntime:cpu').load(wanted);
	await expect(model.run(new Float32Array(3072))).rejects.toThrow(
		/^onnxruntime: out of memory: ConstantOfShape wants 3725 GiB$/,
	);
	await model.dispose();
	expect(await refusal(context, 'openvino:cpu', wanted)).toMatch(
		/^OpenVINO, CPU: out of memory: .*bad_alloc$/,
	);
});

test('what onnxruntime says loses its source locations and line breaks alone', () => {
	expect(runtimeWords(new Error('std::bad_alloc'))).toBe('out of memory');
	expect(
		runtimeWords(new Error('Load model from /a/b.onnx failed:Protobuf parsing\nfailed.')),
	).toBe('the model does not load: Protobuf parsing failed.');
	expect(
		runtimeWords(
			new Error("Could not find an implementation for ConvInteger(10) node with name 'conv_1'"),
		),
	).toBe("Could not find an implementation for ConvInteger(10) node with name 'conv_1'");
});

/*
A user's own file without a manifest, in the formats that edgetop does not read itself: the runtime is asked. Tests of a runtime need it in EDGETOP_PYTHON, an active virtual environment or python3 (scripts/runtimes/install.sh).
*/
import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test, type TestContext} from 'vitest';
import {usualBackend} from '../../../source/commands/run/find-model.js';
import {type FormatName} from '../../../source/models/manifest.js';
import {makeHome} from '../../e2e/cli/run-cli.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {makeWith, needsRuntime, openDescribed} from './described.js';
import {formOf, modelFile} from './forms.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-described-'));
const home = makeHome();
afterAll(() => {
	rmSync(folder, {recursive: true});
	home.remove();
});

const open = openDescribed;
const make = (program: string): void => {
	makeWith(folder, program);
};

/** The embedded model in another format, without a manifest beside it. */
const bareForm = async (context: TestContext, format: FormatName): Promise<string> => {
	await needsRuntime(context, format);
	const form = await formOf(format);
	if (!('file' in form)) {
		return context.skip(`skipped: ${form.missing}`);
	}

	const file = path.join(folder, path.basename(form.file));
	cpSync(form.file, file, {recursive: true});
	return file;
};

describe('the embedded model, in each format', () => {
	test.for(['torchscript', 'saved-model', 'tflite'] as const)(
		'%s: input, classes and the softmax at its end',
		async (format, context) => {
			const file = await bareForm(context, format);
			const {manifest, guesses, files} = await open(file);
			expect(manifest).toMatchObject({
				input: {height: 224, width: 224, dtype: 'float32', layout: 'NCHW'},
				output: {kind: 'probabilities', classes: 1000, labelOffset: 0},
				labels: 'imagenet1k',
			});
			expect(files[format]).toEqual({path: file, state: 'present'});
			expect(guesses.join('\n')).toContain('normalisation: ');
		},
	);

	test('as TFLite it runs with nothing else said, on the runtime that reads it', async context => {
		const file = await bareForm(context, 'tflite');
		const {code, stdout, stderr} = await home.run(
			'--model',
			file,
			'--headless',
			'--json',
			'--frames',
			'20',
		);
		expect(code, stderr).toBe(0);
		const [segment] = (JSON.parse(stdout) as {segments: Array<Record<string, unknown>>}).segments;
		expect(segment).toMatchObject({backendId: 'tflite:cpu', frames: 20});
		expect(stderr).toContain('asking tflite:cpu about efficientnet-b0.tflite');
		expect(stderr).toContain('normalisation: ');
	});
});

describe('quantised TFLite models', () => {
	test.skipIf(!hasShared).for([
		['mobilenet_v1_0.25_128_quant.tflite', 128],
		['mobilenet_v2_1.0_224_quant.tflite', 224],
		['tf2_mobilenet_v2_1.0_224_ptq.tflite', 224],
	] as const)(`%s: bytes, with its own scale (${withoutShared})`, async ([name, side], context) => {
		await needsRuntime(context, 'tflite');
		const file = path.join(folder, name);
		copyFileSync(path.join(sharedFolder, 'data/models', name), file);
		const {manifest} = await open(file);
		expect(manifest).toMatchObject({
			input: {layout: 'NHWC', height: side, width: side, dtype: 'uint8'},
			// −1…1, TensorFlow's habit, which the scale tells.
			preprocessing: {scale: 1 / 127.5, mean: [1, 1, 1]},
			output: {kind: 'probabilities', classes: 1001, labelOffset: 1},
			formats: {tflite: {precision: 'int8'}},
		});
		expect(manifest.input.quantisation!.scale).toBeCloseTo(1 / 127.5, 3);
		expect([127, 128]).toContain(manifest.input.quantisation!.zeroPoint);
	});
});

test('TorchScript: size found by trying, labels from the file, the scores among several outputs', async context => {
	await needsRuntime(context, 'torchscript');
	const file = path.join(folder, 'own.pt');
	make(String.raw`
import torch

class Own(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = torch.nn.Conv2d(3, 2, 3)
        self.linear = torch.nn.Linear(2 * 126 * 126, 5)

    def forward(self, image):
        features = self.convolution(image)
        return features.mean([1, 2, 3]).reshape(1, 1), torch.softmax(self.linear(features.flatten(1)), 1)

model = torch.jit.script(Own())
torch.jit.save(model, ${JSON.stringify(file)}, _extra_files={'labels.txt': 'a\nb\nc\nd\ne\n'})
torch.save({'weights': torch.zeros(3)}, ${JSON.stringify(path.join(folder, 'state.pt'))})
`);
	const {manifest, ownLabels, guesses} = await open(file);
	expect(manifest).toMatchObject({
		input: {layout: 'NCHW', height: 128, width: 128, dtype: 'float32'},
		output: {name: '#1', kind: 'probabilities', classes: 5},
		labels: 'own',
	});
	expect(ownLabels).toEqual(['a', 'b', 'c', 'd', 'e']);
	expect(guesses.join('\n')).toContain('class scores: output #1 float32 [1, 5], one of 2');
	expect(guesses.join('\n')).toContain('1×3×128×128 (the file does not tell; found by trying)');
	const {code, stdout, stderr} = await home.run(
		'--model',
		file,
		'--headless',
		'--json',
		'--frames',
		'20',
	);
	expect(code, stderr).toBe(0);
	expect(stdout).toContain('"backendId": "pytorch:cpu"');
	await expect(open(path.join(folder, 'state.pt'))).rejects.toThrow(
		/state\.pt: it has weights without the network \(a state dict or checkpoint\); .*torch\.jit\.trace/,
	);
});

test('OpenVINO: its .xml files', async context => {
	await needsRuntime(context, 'openvino');
	const file = path.join(folder, 'own.xml');
	make(`
import openvino
openvino.save_model(openvino.convert_model(${JSON.stringify(modelFile)}), ${JSON.stringify(file)})
`);
	const {manifest} = await open(file);
	expect(manifest).toMatchObject({
		input: {layout: 'NCHW', height: 224, width: 224, dtype: 'float32'},
		output: {kind: 'probabilities', classes: 1000},
	});
});

test('Keras: files, and SavedModel folders also by the file in them', async context => {
	await needsRuntime(context, 'saved-model');
	const file = path.join(folder, 'own.keras');
	const saved = path.join(folder, 'own-saved');
	make(`
import tensorflow as tf
model = tf.keras.Sequential([
    tf.keras.layers.Input((None, None, 3)), tf.keras.layers.Rescaling(1 / 255), tf.keras.layers.Conv2D(4, 3), tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(7)])
model.save(${JSON.stringify(file)})
model.export(${JSON.stringify(saved)})
`);
	mkdirSync(path.join(saved, 'assets'), {recursive: true});
	writeFileSync(path.join(saved, 'assets/labels.txt'), 'a\nb\nc\nd\ne\nf\ng\n');
	for (const given of [file, saved, path.join(saved, 'saved_model.pb')]) {
		const {manifest, guesses, files, ownLabels} = await open(given);
		// Layers of both divide by 255 themselves.
		expect(manifest.preprocessing).toMatchObject({scale: 1, mean: [0, 0, 0]});
		expect(ownLabels).toEqual(given === file ? undefined : ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
		expect(manifest).toMatchObject({
			input: {layout: 'NHWC', height: 224, width: 224, dtype: 'float32'},
			output: {kind: 'logits', classes: 7},
			labels: given === file ? 'numbered' : 'own',
		});
		expect(guesses.join('\n')).toContain('224×224 (the model leaves it open)');
		expect(guesses.join('\n')).toContain('those of a trial run do not add to 1');
		expect(existsSync(files['saved-model']!.path)).toBe(true);
	}
});

test('what is no such file is refused in one line, as is a backend that does not read it', async context => {
	await needsRuntime(context, 'tflite');
	const junk = path.join(folder, 'junk.tflite');
	writeFileSync(junk, 'no model');
	await expect(open(junk)).rejects.toThrow(/junk\.tflite does not load: /);
	mkdirSync(path.join(folder, 'pictures'), {recursive: true});
	await expect(open(path.join(folder, 'pictures'))).rejects.toThrow(
		/pictures: unknown kind of model; .*SavedModel/,
	);
	const wrong = await home.run('--model', junk, '--backend', 'wasm', '--headless');
	expect(wrong.code).toBe(2);
	// Before it could be converted it has to be read.
	expect(wrong.stderr.trimEnd().split('\n').at(-1)).toMatch(
		/^edgetop: TensorFlow Lite, CPU: \S+junk\.tflite does not load: /,
	);
});

test('a file runs on the runtime of its format, one for the Edge TPU there, unless another is asked for', () => {
	for (const [name, backend] of [
		['a.onnx', 'onnxruntime:cpu'],
		['a.tflite', 'tflite:cpu'],
		['a_edgetpu.tflite', 'tflite:edgetpu'],
		['a.pt', 'pytorch:cpu'],
		['a.pt2', 'pytorch:cpu'],
		['a.xml', 'openvino:cpu'],
		['a.h5', 'tensorflow:cpu'],
	] as const) {
		const file = path.join(folder, name);
		writeFileSync(file, '');
		expect(usualBackend(file)).toBe(backend);
	}

	expect(usualBackend('efficientnet-b0')).toBe('onnxruntime:cpu');
	expect(usualBackend('keras:MobileNetV2')).toBe('tensorflow:cpu');
});

/*
What the Python workers refuse, and in which words. Tests of a runtime need it in EDGETOP_PYTHON, an active virtual environment or python3 (scripts/runtimes/install.sh).
*/
import {spawn} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test, type TestContext} from 'vitest';
import {type Backend, type LoadRequest} from '../../../source/backends/backend.js';
import {execBackend} from '../../../source/backends/exec.js';
import {backendById} from '../../../source/backends/index.js';
import {findPython} from '../../../source/backends/find-python.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {modelFile, projectRoot, readModelManifest} from './forms.js';
import {oldPython, withoutOldPython} from './old-python.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-workers-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

const python = findPython();
const backendOf = (id: string): Backend => backendById(id);

const needs = async (context: TestContext, id: string): Promise<Backend> => {
	const backend = backendOf(id);
	const availability = await backend.probe();
	if (availability.status === 'unavailable') {
		context.skip(
			`skipped: ${id}: ${availability.reason}; to mend: ${availability.mend ?? 'scripts/runtimes/install.sh'}`,
		);
	}

	return backend;
};

const request: LoadRequest = {
	modelPath: modelFile,
	format: 'onnx',
	input: {layout: 'NCHW', height: 224, width: 224, dtype: 'float32'},
	output: {kind: 'logits', classes: 1000, labelOffset: 0},
	options: {},
};

/** A Python without any package, as a program. */
const barePython = (name: string, setup = ''): string => {
	const file = path.join(folder, name);
	writeFileSync(file, `#!/bin/sh\n${setup}\nexec ${python} -S "$@"\n`);
	chmodSync(file, 0o755);
	return file;
};

test.for(['pytorch:cpu', 'tflite:cpu', 'openvino:cpu', 'tensorflow:cpu', 'ort:cpu'])(
	'%s names the missing module and the command that installs it',
	async id => {
		const options = {python: barePython('bare-python')};
		const packages = {
			pytorch: 'torch',
			tflite: 'ai-edge-litert',
			openvino: 'openvino',
			ort: 'onnxruntime',
		};
		const name =
			packages[id.split(':')[0] as keyof typeof packages] ??
			(process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow');
		await expect(backendOf(id).load({...request, options})).rejects.toThrow(
			new RegExp(String.raw`has no module \w+; (?:.+ && )?/\S+ -m pip install ${name}$`),
		);
	},
);

test('a runtime that prints to stdout and does not load is told by its own error', async () => {
	const modules = path.join(folder, 'modules');
	mkdirSync(modules);
	writeFileSync(
		path.join(modules, 'torch.py'),
		'import os\nprint("hello")\nos.write(1, b"native")\nraise ImportError("libcudart.so.10.2: cannot open shared object file")\n',
	);
	const options = {python: barePython('broken-python', `export PYTHONPATH=${modules}`)};
	await expect(backendOf('pytorch:cpu').load({...request, options})).rejects.toThrow(
		'torch is installed but does not load: libcudart.so.10.2: cannot open shared object file',
	);
});

test('an unknown backend option is an error that names the known ones', async () => {
	const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
	const backend = execBackend(`exec:${python} ${worker}`);
	await expect(backend.load({...request, options: {fast: '1'}})).rejects.toThrow(
		'unknown backend option "fast"; this backend takes fail, load-seconds',
	);
	await expect(backend.load({...request, options: {fail: 'no  device\nhere'}})).rejects.toThrow(
		'no device here; try harder',
	);
});

test('the protocol runs on Python 3.6', async context => {
	const file = oldPython();
	if (file === undefined) {
		context.skip(withoutOldPython);
		return;
	}

	const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
	const loaded = await execBackend(`exec:${file} ${worker}`).load(request);
	expect(loaded.runtime).toEqual({name: 'echo', version: '3.6'});
	const {scores} = await loaded.run(new Float32Array(3 * 224 * 224));
	expect(scores[2]).toBe(602_112);
	await loaded.dispose();
	const options = {python: file};
	await expect(backendOf('pytorch:cpu').load({...request, options})).rejects.toThrow(
		/Python 3\.6 \(.*\) has no module torch|is no TorchScript file/,
	);
});

test('a worker ends when edgetop is killed', {timeout: 60_000}, async context => {
	context.skip(process.platform === 'win32', 'skipped: POSIX signals');
	const client = path.join(projectRoot, 'source/backends/worker-client.ts');
	const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
	const code = `
		import {WorkerClient} from ${JSON.stringify(client)};
		const client = await WorkerClient.start({name: 'w', file: ${JSON.stringify(python)}, args: [${JSON.stringify(worker)}]});
		console.log(client.pid);
		setInterval(() => {}, 1000);
	`;
	const engine = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', code], {
		cwd: projectRoot,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const pid = await new Promise<number>(resolve => {
		engine.stdout.once('data', (text: Buffer) => {
			resolve(Number(text.toString()));
		});
	});
	const isAlive = (): boolean => {
		try {
			process.kill(pid, 0);
			return true;
		} catch {
			return false;
		}
	};

	expect(isAlive()).toBe(true);
	engine.kill('SIGKILL');
	for (let tries = 0; tries < 100 && isAlive(); tries++) {
		await wait(50);
	}

	expect(isAlive()).toBe(false);
});

test('PyTorch refuses what is no TorchScript, and a GPU that is not there', async context => {
	const backend = await needs(context, 'pytorch:cpu');
	await expect(backend.load(request)).rejects.toThrow('is no TorchScript file');
	await expect(backendOf('pytorch:cuda').load({...request, options: {fp16: '1'}})).rejects.toThrow(
		/finds no CUDA device 0/,
	);
});

test('PyTorch runs a model of torchvision by name', async context => {
	const backend = await needs(context, 'pytorch:cpu');
	const named = {...request, modelPath: 'torchvision:mobilenet_v2', format: 'torchscript'} as const;
	let model;
	try {
		model = await backend.load({...named, options: {weights: 'none'}});
	} catch (error) {
		const {message} = error as Error;
		expect(message).toContain('has no module torchvision');
		context.skip(`skipped: ${message}`);
		return;
	}

	const {scores, inferMs} = await model.run(new Float32Array(3 * 224 * 224).fill(0.5));
	expect(scores).toHaveLength(1000);
	expect(new Set(scores).size).toBeGreaterThan(900);
	expect(inferMs).toBeGreaterThan(0);
	await expect(model.run(new Float32Array(7))).rejects.toThrow(
		'the frame has 28 bytes, the model takes 602112',
	);
	await model.dispose();
	await expect(
		backend.load({...named, modelPath: 'torchvision:no_such_model', options: {weights: 'none'}}),
	).rejects.toThrow('no_such_model');
});

test('TensorFlow Lite dequantises by the scale in the model', async context => {
	const backend = await needs(context, 'tflite:cpu');
	context.skip(!hasShared, withoutShared);
	const modelPath = path.join(sharedFolder, 'data/models/mobilenet_v1_0.25_128_quant.tflite');
	const quantised = {
		...request,
		modelPath,
		input: {layout: 'NHWC', height: 128, width: 128, dtype: 'uint8'},
		output: {kind: 'probabilities', classes: 1001, labelOffset: 1},
	} as const;
	const model = await backend.load(quantised);
	const {scores} = await model.run(new Uint8Array(3 * 128 * 128).fill(99));
	expect(scores).toHaveLength(1001);
	expect(scores.every(score => score >= 0 && score <= 1 && (score * 256) % 1 === 0)).toBe(true);
	expect(scores.reduce((sum, score) => sum + score, 0)).toBeGreaterThan(0.5);
	await model.dispose();
	await expect(backend.load({...quantised, input: request.input})).rejects.toThrow(
		'the model takes an input of shape [1, 128, 128, 3], its manifest says [1, 3, 224, 224] (NCHW)',
	);
});

test('the Edge TPU refuses a model that is not compiled for it, and a delegate that is none', async context => {
	await needs(context, 'tflite:cpu');
	context.skip(!hasShared, withoutShared);
	const plain = path.join(sharedFolder, 'data/models/mobilenet_v1_0.25_128_quant.tflite');
	const backend = backendOf('tflite:edgetpu');
	await expect(backend.load({...request, modelPath: plain, format: 'tflite'})).rejects.toThrow(
		'is not compiled for the Edge TPU; edgetpu_compiler mobilenet_v1_0.25_128_quant.tflite',
	);
	// The name of the operator is how a compiled model is known; the delegate fails before the model is read.
	const marked = path.join(folder, 'marked.tflite');
	copyFileSync(plain, marked);
	writeFileSync(marked, 'edgetpu-custom-op', {flag: 'a'});
	await expect(
		backend.load({
			...request,
			modelPath: marked,
			format: 'tflite',
			device: 'usb:0',
			options: {delegate: '/no/such/libedgetpu.so.1'},
		}),
	).rejects.toThrow(
		/\/no\/such\/libedgetpu\.so\.1 does not start on usb:0: .*cannot open shared object/,
	);
});

test('OpenVINO names the operator that it does not know, and the device that is not there', async context => {
	const backend = await needs(context, 'openvino:cpu');
	// Y = Rolu(x): an operator that there is not.
	const strange = path.join(folder, 'strange.onnx');
	const bytes = Buffer.from(
		'CAg6NwoMCgF4EgF5IgRSZWx1EgVwcm9iZVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN',
		'base64',
	);
	writeFileSync(strange, Buffer.from(bytes.toString('latin1').replace('Relu', 'Rolu'), 'latin1'));
	await expect(backend.load({...request, modelPath: strange})).rejects.toThrow('Rolu');
	await expect(backend.load({...request, device: 'gpu:0'})).rejects.toThrow(
		'device "gpu:0": use cpu:NUMBER',
	);
	const {input} = await readModelManifest();
	await expect(backendOf('openvino:gpu').load({...request, input})).rejects.toThrow(
		/GPU does not take the model: .*GPU/,
	);
});

test('TensorFlow runs a model of Keras by name', {timeout: 120_000}, async context => {
	const backend = await needs(context, 'tensorflow:cpu');
	const model = await backend.load({
		...request,
		modelPath: 'keras:MobileNetV2',
		format: 'saved-model',
		input: {layout: 'NHWC', height: 224, width: 224, dtype: 'float32'},
		options: {weights: 'none'},
	});
	const {scores} = await model.run(new Float32Array(3 * 224 * 224).fill(0.5));
	expect(scores).toHaveLength(1000);
	expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 3);
	await model.dispose();
});

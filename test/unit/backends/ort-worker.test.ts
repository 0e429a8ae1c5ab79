/*
The worker of ONNX Runtime's Python package on providers that are not here: the package is simulated, to the part of its API that the worker uses; the trace is of the form that the real one writes. What the real package does on the CPU is in conformance.test.ts.
*/
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {spawnSync} from 'node:child_process';
import {afterAll, expect, test} from 'vitest';
import {backendById} from '../../../source/backends/index.js';
import {findPython} from '../../../source/backends/find-python.js';
import {request} from './refusal.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-ort-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const simulated = String.raw`
import json, os, types
import numpy

__version__ = '1.18.0'

def get_available_providers():
    return ['TensorrtExecutionProvider', 'CUDAExecutionProvider', 'CPUExecutionProvider']

class SessionOptions:
    enable_profiling = False
    profile_file_prefix = ''

def kernel(provider, microseconds):
    return {'cat': 'Node', 'name': 'Conv_kernel_time', 'dur': microseconds, 'args': {'provider': provider}}

class InferenceSession:
    def __init__(self, model, sess_options, providers):
        self.options = sess_options
        self.asked = providers[0]
        with open(os.environ['ASKED'], 'a') as file:
            file.write(json.dumps(list(self.asked)) + '\n')

    def get_providers(self):
        started = [] if os.environ['CASE'] == 'not started' else [self.asked[0]]
        return started + ['CPUExecutionProvider']

    def get_inputs(self):
        return [types.SimpleNamespace(name='image', type='tensor(float)', shape=['N', 3, 32, 32])]

    def get_outputs(self):
        return [types.SimpleNamespace(name='logits')]

    def run(self, outputs, images):
        assert outputs == ['logits'] and images['image'].shape == (1, 3, 32, 32)
        return [numpy.arange(10, dtype=numpy.float32)]

    def end_profiling(self):
        took = 0 if os.environ['CASE'] == 'took nothing' else 300
        events = [{'cat': 'Session', 'name': 'model_run', 'dur': 1000}, kernel('CPUExecutionProvider', 100)]
        events += [kernel(self.asked[0], took)] if took else []
        file = self.options.profile_file_prefix + '.json'
        with open(file, 'w') as sink:
            json.dump(events, sink)
        return file
`;

const python = findPython();
const asked = path.join(folder, 'asked');
const withoutNumpy =
	spawnSync(python, ['-c', 'import numpy'], {stdio: 'ignore'}).status === 0
		? undefined
		: `skipped: ${python} has no NumPy`;

/** Loads a model on TensorRT with the simulated package. */
const load = async (name: string, options: Readonly<Record<string, string>> = {}) => {
	writeFileSync(path.join(folder, 'onnxruntime.py'), simulated);
	writeFileSync(path.join(folder, 'model.onnx'), '');
	writeFileSync(asked, '');
	const program = path.join(folder, 'python');
	writeFileSync(
		program,
		`#!/bin/sh\nexport PYTHONPATH='${folder}' ASKED='${asked}' CASE='${name}' XDG_CACHE_HOME='${folder}'\nexec '${python}' "$@"\n`,
	);
	chmodSync(program, 0o755);
	return backendById('ort:tensorrt').load(
		request(path.join(folder, 'model.onnx'), {options: {python: program, ...options}}),
	);
};

test.skipIf(process.platform === 'win32')(
	'options go by the provider’s own names, engines are kept, and its share of the time is told',
	async context => {
		context.skip(withoutNumpy !== undefined, withoutNumpy);
		const model = await load('works', {
			fp16: '1',
			'provider-options': 'trt_max_workspace_size=1073741824, device_id=1',
		});
		try {
			const [first] = readFileSync(asked, 'utf8').split('\n');
			expect(JSON.parse(first!)).toEqual([
				'TensorrtExecutionProvider',
				{
					device_id: '1',
					trt_fp16_enable: 'True',
					trt_int8_enable: 'False',
					trt_engine_cache_enable: 'True',
					trt_engine_cache_path: path.join(folder, 'edgetop', 'engines'),
					trt_max_workspace_size: '1073741824',
				},
			]);
			expect(model.device).toBe('TensorrtExecutionProvider');
			expect(model.placement).toMatchObject([
				{on: 'TensorrtExecutionProvider', timeShare: 0.75},
				{on: 'CPUExecutionProvider', timeShare: 0.25},
			]);
			const {scores} = await model.run(new Float32Array(3 * 32 * 32));
			expect([...scores]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		} finally {
			await model.dispose();
		}
	},
);

test.skipIf(process.platform === 'win32')('there is no silent step to the CPU', async context => {
	context.skip(withoutNumpy !== undefined, withoutNumpy);
	await expect(load('not started')).rejects.toThrow(
		/TensorrtExecutionProvider did not start: ONNX Runtime would run the model on CPUExecutionProvider instead/,
	);
	await expect(load('took nothing')).rejects.toThrow(
		/TensorrtExecutionProvider took none of the operators: all of them ran on CPUExecutionProvider; --backend-option fallback=1/,
	);
	await expect(load('works', {'provider-options': 'nonsense'})).rejects.toThrow(
		'backend option provider-options: "nonsense" is no NAME=VALUE',
	);
	const model = await load('took nothing', {fallback: '1'});
	expect(model.placement).toMatchObject([{on: 'CPUExecutionProvider', timeShare: 1}]);
	await model.dispose();
});

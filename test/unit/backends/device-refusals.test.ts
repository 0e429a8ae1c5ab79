/*
How a busy device, a library that is no delegate and an old driver are told. Devices and drivers are stood in for by small libraries and modules; the workers that meet them are the real ones.
*/
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, test, type TestContext} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {backendById} from '../../../source/backends/index.js';
import {refusal, request} from './refusal.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-devices-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

const python = findPython();

/** A shared library from C, for devices that are not here. */
const compile = (context: TestContext, name: string, code: string): string => {
	const file = path.join(folder, name);
	const compiler = spawnSync('cc', ['-shared', '-fPIC', '-x', 'c', '-o', file, '-'], {
		input: code,
		encoding: 'utf8',
	});
	context.skip(compiler.error !== undefined, 'skipped: needs a C compiler (cc)');
	expect(compiler.status, compiler.stderr).toBe(0);
	return file;
};

/** An Edge TPU model in the eyes of the worker: it knows one by the name of its operator. */
const compiledModel = (): string => {
	const file = path.join(folder, 'compiled.tflite');
	writeFileSync(file, 'edgetpu-custom-op');
	return file;
};

test('a busy Edge TPU, and a library that is no delegate', async context => {
	context.skip(process.platform !== 'linux', 'skipped: Linux libraries');
	const busy = compile(
		context,
		'libbusy.so',
		`
#include <stddef.h>
void *tflite_plugin_create_delegate(char **keys, char **values, size_t count, void (*report)(const char *)) {
	report("Failed to open device: Device or resource busy");
	return NULL;
}
void tflite_plugin_destroy_delegate(void *delegate) {}
`,
	);
	const plain = compile(context, 'libplain.so', 'int nothing(void) { return 0; }');
	const wanted = (delegate: string) =>
		request(compiledModel(), {format: 'tflite', device: 'usb:0', options: {delegate}});
	expect(await refusal(context, 'tflite:edgetpu', wanted(busy))).toMatch(
		/libbusy\.so does not start on usb:0: .*Device or resource busy.*held by another program/,
	);
	expect(await refusal(context, 'tflite:edgetpu', wanted(plain))).toMatch(
		/libplain\.so does not start on usb:0: .*undefined symbol: tflite_plugin_/,
	);
});

/** A Python that finds these modules first. */
const pythonWith = (
	name: string,
	modules: Readonly<Record<string, string>>,
	setup = '',
): string => {
	const place = path.join(folder, name);
	mkdirSync(place);
	for (const [file, code] of Object.entries(modules)) {
		writeFileSync(path.join(place, file), code);
	}

	const program = path.join(folder, `${name}-python`);
	writeFileSync(
		program,
		`#!/bin/sh\n${setup}\nexport PYTHONPATH='${place}'\nexec '${python}' "$@"\n`,
	);
	chmodSync(program, 0o755);
	return program;
};

test('an NVIDIA driver that is too old is told by TensorRT, in the words of CUDA', async context => {
	context.skip(process.platform !== 'linux', 'skipped: Linux libraries');
	const cuda = compile(
		context,
		'libcudart.so',
		`
int cudaGetDeviceCount(int *count) { return 35; }
const char *cudaGetErrorString(int status) {
	return "CUDA driver version is insufficient for CUDA runtime version";
}
int cudaSetDevice(int device) { return 35; }
`,
	);
	const program = pythonWith(
		'tensorrt-stub',
		{
			'tensorrt.py':
				"__version__ = '10.0'\nclass Logger:\n    WARNING = 2\n    def __init__(self, level):\n        pass\n",
		},
		`export LD_LIBRARY_PATH='${path.dirname(cuda)}'`,
	);
	expect(
		await refusal(context, 'tensorrt', request(compiledModel(), {options: {python: program}})),
	).toBe('TensorRT: cudaSetDevice: CUDA driver version is insufficient for CUDA runtime version');
});

test('an NVIDIA driver that is too old is told by PyTorch, which only warns of it', async context => {
	const torch = `
import types, warnings
__version__ = '2.9'
version = types.SimpleNamespace(cuda='12.8')
backends = types.SimpleNamespace()
def is_available():
    warnings.warn('The NVIDIA driver on your system is too old (found version 11040).')
    return False
cuda = types.SimpleNamespace(is_available=is_available, device_count=lambda: 0)
channels_last = contiguous_format = None
`;
	const program = pythonWith('torch-stub', {'torch.py': torch});
	const saved = process.env['EDGETOP_PYTHON'];
	process.env['EDGETOP_PYTHON'] = program;
	try {
		const availability = await backendById('pytorch:cuda').probe();
		expect(availability).toMatchObject({
			status: 'unavailable',
			reason:
				'PyTorch 2.9 (CUDA 12.8) finds no CUDA device: The NVIDIA driver on your system is too old (found version 11040).',
		});
	} finally {
		if (saved === undefined) {
			delete process.env['EDGETOP_PYTHON'];
		} else {
			process.env['EDGETOP_PYTHON'] = saved;
		}
	}

	const message = await refusal(
		context,
		'pytorch:cuda',
		request(compiledModel(), {format: 'torchscript', options: {python: program}}),
	);
	expect(message).toMatch(/finds no CUDA device 0: The NVIDIA driver on your system is too old/);
});

/*
The workers of Hailo and RKNN against simulated APIs, no hardware: test/fixtures/npu-python has the two packages, to the part that the workers use. They check the order of the calls and the kind of every buffer, and refuse in the real ones' words.
*/
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {afterAll, describe, expect, test} from 'vitest';
import {backendById} from '../../../source/backends/index.js';
import {findPython} from '../../../source/backends/find-python.js';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {request} from './refusal.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-npu-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const packages = fileURLToPath(new URL('../../fixtures/npu-python', import.meta.url));
const python = findPython();
const calls = path.join(folder, 'calls');
const skipped =
	process.platform === 'win32'
		? 'skipped: a shell script stands in for Python'
		: spawnSync(python, ['-c', 'import numpy'], {stdio: 'ignore'}).status === 0
			? undefined
			: `skipped: ${python} has no NumPy`;

type Case = {
	readonly name?: string;
	/** Of RKNN: absent is no Rockchip board. */
	readonly board?: string;
	/** Without the simulated packages. */
	readonly isBare?: boolean;
};

/** A Python that finds the simulated packages, playing a case. */
const pythonOf = ({name = 'works', board = 'with driver', isBare}: Case): string => {
	const program = path.join(folder, `python-${Math.random().toString(36).slice(2)}`);
	writeFileSync(
		program,
		`#!/bin/sh\nexport PYTHONPATH='${isBare ? folder : packages}' CALLS='${calls}' CASE='${name}' BOARD='${board}'\nexec '${python}' "$@"\n`,
	);
	chmodSync(program, 0o755);
	return program;
};

const load = async (
	id: string,
	played: Case,
	{options, ...more}: Partial<LoadRequest> = {},
): ReturnType<ReturnType<typeof backendById>['load']> => {
	const file = path.join(folder, `model.${id === 'hailo' ? 'hef' : 'rknn'}`);
	writeFileSync(file, 'a model');
	writeFileSync(calls, '');
	return backendById(id).load(
		request(file, {
			format: id === 'hailo' ? 'hef' : 'rknn',
			input: {layout: 'NHWC', height: 32, width: 32, dtype: 'uint8'},
			options: {python: pythonOf(played), ...options},
			...more,
		}),
	);
};

const refusal = async (
	id: string,
	played: Case,
	more: Partial<LoadRequest> = {},
): Promise<string> => {
	const error: unknown = await load(id, played, more).then(
		async model => {
			await model.dispose();
			return new Error(`${id} took it`);
		},
		(error: unknown) => error,
	);
	const {message} = error as Error;
	expect(message).not.toContain('\n');
	return message;
};

const called = (): string[] => readFileSync(calls, 'utf8').trim().split('\n');

const grey = new Uint8Array(32 * 32 * 3).fill(100);

describe.skipIf(skipped !== undefined)(`simulated API, no hardware${skipped ?? ''}`, () => {
	test('Hailo: the picture goes in as bytes, the scores come out as values', async () => {
		const model = await load('hailo', {}, {device: '0000:01:00.0'});
		try {
			expect(model.device).toBe('HAILO8L (0000:01:00.0)');
			expect(model.runtime).toEqual({name: 'HailoRT', version: '4.23.0'});
			const {scores} = await model.run(grey);
			expect([...scores]).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
			const white = new Uint8Array(grey.length).fill(255);
			const second = await model.run(white);
			expect(second.scores[0]).toBe(255);
		} finally {
			await model.dispose();
		}

		expect(called()).toEqual([
			"VDevice ['0000:01:00.0']",
			'create_infer_model',
			'set_format_type net/input_layer1 UINT8',
			'set_format_type net/fc1 FLOAT32',
			'configure',
			'create_bindings',
			'release',
		]);
	});

	test('Hailo: float32 input is left to HailoRT', async () => {
		const input = {layout: 'NHWC', height: 32, width: 32, dtype: 'float32'} as const;
		const model = await load('hailo', {}, {input});
		try {
			const {scores} = await model.run(new Float32Array(grey.length).fill(0.5));
			expect([...scores].slice(0, 2)).toEqual([0.5, 1.5]);
		} finally {
			await model.dispose();
		}

		expect(called()).toContain('set_format_type net/input_layer1 FLOAT32');
	});

	test('Hailo: a file tells what it takes without a device', async () => {
		const told = await backendById('hailo').describeFile!('model.hef', 'hef', {
			python: pythonOf({name: 'no device'}),
		});
		expect(told).toMatchObject({
			inputs: [{dtype: 'uint8', dims: [1, 32, 32, 3], quantisation: {scale: 1, zeroPoint: 0}}],
			outputs: [{name: 'net/fc1', dtype: 'float32', dims: [1, 10]}],
		});
	});

	test.each([
		[{isBare: true}, 'has no module hailo_platform (HailoRT); on Raspberry Pi OS: sudo apt'],
		[{name: 'native part missing'}, 'HailoRT is installed but does not load: libhailort.so.4.23.0'],
		[{name: 'old'}, 'HailoRT 4.17.0 is too old: 4.18 or newer is needed'],
		[{name: 'busy'}, 'another program holds the Hailo device, or there is none (libhailort'],
		[{name: 'another chip'}, 'compiled for another Hailo chip (HEF file is not compatible'],
		[{name: 'damaged'}, 'of a newer Dataflow Compiler than this HailoRT knows (Invalid HEF'],
		[{name: 'detector'}, 'output net/fc1 is a list of boxes (a detector), not class scores'],
	])('Hailo refuses: %j', async (played, words) => {
		await expect(refusal('hailo', played)).resolves.toContain(words);
	});

	test('Hailo refuses another size and another layout, and releases the device', async () => {
		const input = {layout: 'NHWC', height: 64, width: 64, dtype: 'uint8'} as const;
		await expect(refusal('hailo', {}, {input})).resolves.toContain(
			'takes an input of shape [1, 32, 32, 3], its manifest says [1, 64, 64, 3]',
		);
		expect(called().at(-1)).toBe('release');
		await expect(refusal('hailo', {}, {input: {...input, layout: 'NCHW'}})).resolves.toContain(
			'HailoRT takes NHWC input as uint8 or float32, the manifest says NCHW uint8',
		);
	});

	test('Hailo: a device that gives no answer is an error of that frame', async () => {
		const model = await load('hailo', {name: 'hangs'});
		try {
			await expect(model.run(grey)).rejects.toThrow('the device gave no answer within 10 s');
		} finally {
			await model.dispose();
		}
	});

	test('RKNN: the picture goes in as bytes, the scores come out as values', async () => {
		const model = await load('rknn', {}, {options: {core: '0_1_2', python: pythonOf({})}});
		try {
			expect(model.device).toBe('RK3588 NPU, core 0_1_2');
			expect(model.versions).toEqual({librknnrt: '2.3.2', driver: '0.9.8'});
			const {scores} = await model.run(grey);
			expect([...scores].slice(0, 3)).toEqual([100, 101, 102]);
		} finally {
			await model.dispose();
		}

		// The first inference is a trial of the manifest.
		expect(called()).toEqual([
			'load_rknn',
			'init_runtime 7',
			'inference uint8',
			'inference uint8',
			'release',
		]);
	});

	test.each([
		[{isBare: true}, 'has no module rknnlite (rknn-toolkit-lite2); pip install'],
		[
			{name: 'native part missing'},
			'rknn-toolkit-lite2 is installed but does not load: rknn_runtime',
		],
		[{name: 'another chip'}, 'the file was made for RK3588, this board has RK3576; convert it'],
		[{name: 'another version'}, 'librknnrt does not know the version of the file (6); convert it'],
		[{name: 'library missing'}, 'librknnrt.so is not installed; copy librknnrt.so'],
		[{name: 'driver refuses'}, "the kernel's NPU driver (rknpu) is not loaded or not allowed"],
		[{name: 'no model'}, 'is no RKNN file of this generation'],
		[{name: 'says another thing'}, 'RKNN init_runtime failed: the moon is in the wrong place'],
	])('RKNN refuses: %j', async (played, words) => {
		await expect(refusal('rknn', played)).resolves.toContain(words);
	});

	test('RKNN: a manifest that does not fit the file is told before the first frame', async () => {
		const input = {layout: 'NHWC', height: 64, width: 64, dtype: 'uint8'} as const;
		await expect(refusal('rknn', {}, {input})).resolves.toContain('expect (1, 32, 32, 3)!');
		expect(called().at(-1)).toBe('release');
		const output = {kind: 'logits', classes: 1000, labelOffset: 0} as const;
		await expect(refusal('rknn', {}, {output})).resolves.toContain(
			'the model gives 10 scores, its manifest says 1000',
		);
	});

	test.each([
		['hailo', {name: 'no device'}, 'HailoRT finds no Hailo device'],
		[
			'hailo',
			{name: 'driver of another version'},
			'the driver in the kernel and HailoRT are of different versions (libhailort failed with error: 76',
		],
		['hailo', {name: 'driver missing'}, "Hailo's driver is not loaded"],
		['hailo', {}, 'HAILO8L (0000:01:00.0)'],
		['rknn', {board: ''}, 'this is no Rockchip board'],
		['rknn', {board: 'without driver'}, 'RK3588: the kernel has no NPU driver (rknpu)'],
		['rknn', {}, 'RK3588 NPU'],
	])('%s %j is seen before a run', async (id, played, words) => {
		const before = process.env['EDGETOP_PYTHON'];
		process.env['EDGETOP_PYTHON'] = pythonOf(played);
		try {
			const {device, reason} = (await backendById(id).probe()) as {
				device?: string;
				reason?: string;
			};
			expect(device ?? reason).toContain(words);
		} finally {
			if (before === undefined) {
				delete process.env['EDGETOP_PYTHON'];
			} else {
				process.env['EDGETOP_PYTHON'] = before;
			}
		}
	});
});

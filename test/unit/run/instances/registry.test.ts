import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {deviceKind, sharedDevice} from '../../../../source/run/instances/device-kind.js';
import {listRunning, RunningRegistration} from '../../../../source/run/instances/registry.js';

let folder: string;
beforeEach(() => {
	folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'edgetop-running-')), 'running');
});
afterEach(() => {
	rmSync(path.dirname(folder), {recursive: true, force: true});
});

const about = {
	id: 'one',
	startedAt: '2026-01-02T03:04:05.000Z',
	modelName: 'efficientnet-b0',
	backendId: 'onnxruntime:cpu',
};

describe('the list of running sessions', () => {
	it('has a session from its entry to its end', () => {
		expect(listRunning(folder)).toEqual([]);
		const registration = new RunningRegistration(folder);
		registration.write(about);
		registration.write({...about, backendId: 'wasm', journal: '/tmp/run.ndjson'});
		expect(listRunning(folder)).toMatchObject([
			{pid: process.pid, backendId: 'wasm', journal: '/tmp/run.ndjson'},
		]);
		expect(readdirSync(folder)).toEqual([`${process.pid}.json`]);
		registration.remove();
		expect(listRunning(folder)).toEqual([]);
	});

	it('drops what a killed process left behind', () => {
		const {pid} = spawnSync(process.execPath, ['--version']);
		const left = new RunningRegistration(folder, pid);
		left.write(about);
		const file = path.join(folder, `${pid}.json`);
		writeFileSync(file, JSON.stringify({...about, pid}));
		expect(listRunning(folder)).toEqual([]);
		expect(existsSync(file)).toBe(false);
	});

	it('passes over what is no entry', () => {
		new RunningRegistration(folder).write(about);
		writeFileSync(path.join(folder, '7.json'), '{"pid": "seven"');
		writeFileSync(path.join(folder, '8.json'), '{"pid": "eight"}');
		expect(listRunning(folder)).toHaveLength(1);
	});

	it('is oldest first', () => {
		for (const [pid, startedAt] of [
			[process.pid, '2026-02-01T00:00:00.000Z'],
			[process.ppid, '2026-01-01T00:00:00.000Z'],
		] as const) {
			new RunningRegistration(folder, pid).write({...about, startedAt});
			writeFileSync(path.join(folder, `${pid}.json`), JSON.stringify({...about, pid, startedAt}));
		}

		expect(listRunning(folder).map(({pid}) => pid)).toEqual([process.ppid, process.pid]);
	});

	it('that cannot be written stops nobody', () => {
		writeFileSync(folder, 'no folder');
		const registration = new RunningRegistration(folder);
		registration.write(about);
		registration.remove();
		expect(listRunning(folder)).toEqual([]);
	});
});

describe('the device that two share', () => {
	it.each([
		['onnxruntime:cpu', undefined, 'CPU'],
		['wasm', undefined, 'CPU'],
		['onnxruntime:cuda', undefined, 'GPU'],
		['tensorrt', 'gpu:0', 'GPU'],
		['openvino:NPU', undefined, 'NPU'],
		['tflite:edgetpu', 'usb:0', 'Edge TPU'],
		['null', undefined, undefined],
		['exec:ssh board worker', undefined, undefined],
	])('%s on %s computes on %s', (backendId, device, kind) => {
		expect(deviceKind({backendId, device})).toBe(kind);
	});

	it.each([
		[{backendId: 'onnxruntime:cpu'}, {backendId: 'wasm'}, 'CPU'],
		[{backendId: 'onnxruntime:cuda'}, {backendId: 'pytorch:cuda'}, 'GPU'],
		[{backendId: 'onnxruntime:cuda'}, {backendId: 'wasm'}, undefined],
		[
			{backendId: 'pytorch:cuda', device: 'gpu:0'},
			{backendId: 'pytorch:cuda', device: 'gpu:1'},
			undefined,
		],
		[{backendId: 'pytorch:cuda', device: 'gpu:0'}, {backendId: 'pytorch:cuda'}, 'GPU'],
		[
			{backendId: 'tflite:edgetpu', device: 'usb:0'},
			{backendId: 'tflite:edgetpu', device: 'pci:0'},
			undefined,
		],
		[{backendId: 'null'}, {backendId: 'null'}, undefined],
	])('%j and %j: %s', (one, other, shared) => {
		expect(sharedDevice(one, other)).toBe(shared);
	});
});

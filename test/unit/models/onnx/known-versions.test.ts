/* What OpenVINO and TensorRT are kept from: they read an ONNX file of any version as if it were one of theirs. */
import path from 'node:path';
import {writeFileSync} from 'node:fs';
import {afterAll, expect, test} from 'vitest';
import {loadInWorker} from '../../../../source/backends/worker-backend.js';
import {tooNew} from '../../../../source/models/onnx/known-versions.js';
import {temporaryFolder} from '../../frames/images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const graph = [0x3a, 0x03, 0x01, 0x02, 0x03];
const opset = (version: number, domain = ''): readonly number[] => {
	const name = [...Buffer.from(domain)];
	const inside = [0x0a, name.length, ...name, 0x10, version];
	return [0x42, inside.length, ...inside];
};

const cases = [
	[
		'IR version',
		[0x08, 99, ...graph, ...opset(14)],
		'the model has IR version 99, the newest that edgetop knows is 14',
	],
	['IR version of two bytes', [0x08, 0x80, 0x01, ...graph], 'IR version 128'],
	[
		'operator set',
		[0x08, 8, ...graph, ...opset(99)],
		'operator set 99, the newest that edgetop knows is 28',
	],
	[
		'operator set before the graph',
		[...opset(98, 'ai.onnx'), 0x08, 8, ...graph],
		'operator set 98',
	],
	['another domain', [0x08, 8, ...graph, ...opset(14), ...opset(99, 'com.mine')], undefined],
	['known ones', [0x08, 8, ...graph, ...opset(14)], undefined],
	['cut off', [0x08, 8, 0x3a, 0x7f, 0x01], undefined],
	['no model', [...Buffer.from('<html>')], undefined],
	['empty', [], undefined],
] as const;

const write = (name: string, bytes: readonly number[]): string => {
	const file = path.join(folder.path, `${name}.onnx`);
	writeFileSync(file, Uint8Array.from(bytes));
	return file;
};

test.each(cases)('%s', (name, bytes, expected) => {
	const told = tooNew(write(name, bytes));
	if (expected === undefined) {
		expect(told).toBeUndefined();
	} else {
		expect(told).toContain(expected);
	}
});

test('the runtime is not started for one', async () => {
	const load = loadInWorker(
		{
			id: 'some:cpu',
			title: 'Some runtime',
			formats: ['onnx'],
			options: [],
			isOnCpu: true,
			readsAnyVersion: true,
			command() {
				throw new Error('it was started');
			},
		},
		{
			modelPath: write('future', [0x08, 99, ...graph]),
			format: 'onnx',
			input: {name: 'x', layout: 'NCHW', height: 8, width: 8, dtype: 'float32'},
			options: {},
		},
	);
	await expect(load).rejects.toThrow(/^Some runtime: the model has IR version 99, .* is 14/);
});

/* What OpenVINO and TensorRT are kept from: they read an ONNX file of any version as if it were one of theirs. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-versions-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const workers = fileURLToPath(new URL('../../../source/backends/python', import.meta.url));
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
	['another domain', [0x08, 8, ...graph, ...opset(14), ...opset(99, 'com.mine')], 'None'],
	['known ones', [0x08, 8, ...graph, ...opset(14)], 'None'],
	['cut off', [0x08, 8, 0x3a, 0x7f, 0x01], 'None'],
	['no model', [...Buffer.from('<html>')], 'None'],
	['empty', [], 'None'],
] as const;

test('a version that nobody knows is told with both numbers', context => {
	const files = cases.map(([name, bytes]) => {
		const file = path.join(folder, `${name}.onnx`);
		writeFileSync(file, Uint8Array.from(bytes));
		return file;
	});
	const {status, stdout, stderr, error} = spawnSync(
		findPython(),
		[
			'-c',
			'import sys; import onnx_versions; [print(onnx_versions.too_new(file, "OpenVINO")) for file in sys.argv[1:]]',
			...files,
		],
		{cwd: workers, encoding: 'utf8', env: {...process.env, PYTHONDONTWRITEBYTECODE: '1'}},
	);
	if (error) {
		context.skip(`skipped: no Python: ${error.message}`);
	}

	expect(status, stderr).toBe(0);
	const lines = stdout.trim().split('\n');
	expect(lines).toHaveLength(cases.length);
	for (const [place, [name, , expected]] of cases.entries()) {
		expect(lines[place], name).toContain(expected);
	}
});

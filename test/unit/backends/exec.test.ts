import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test} from 'vitest';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {execBackend} from '../../../source/backends/exec.js';
import {splitCommand} from '../../../source/text/split-command.js';
import {findPython} from '../../../source/backends/find-python.js';
import {nullBackend} from '../../../source/backends/null.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop exec-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

const example = path.join(folder, 'example worker.py');
const documentation = readFileSync(
	new URL('../../../docs/worker-protocol.md', import.meta.url),
	'utf8',
);
const [, code] = /^```python\n(.*?)^```/ms.exec(documentation)!;
writeFileSync(example, code!);
const model = path.join(folder, 'model.onnx');
writeFileSync(model, 'anything');

const request: LoadRequest = {
	modelPath: model,
	format: 'onnx',
	input: {layout: 'NCHW', height: 2, width: 3, dtype: 'float32'},
	output: {kind: 'logits', classes: 3, labelOffset: 0},
	options: {},
};

test('the example of the documentation has at most sixty lines and runs', async () => {
	expect(code!.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
	const backend = execBackend(`exec:${findPython()} '${example}'`);
	expect(await backend.probe()).toEqual({status: 'available', device: 'Python', version: '1.0'});
	const loaded = await backend.load(request);
	expect(loaded.device).toBe('Python');
	expect(loaded.runtime).toEqual({name: 'channel means', version: '1.0'});
	const {scores, inferMs} = await loaded.run(
		Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 3, -1, -1, -1, -1, -1, -1),
	);
	expect([...scores]).toEqual([3.5, 0.5, -1]);
	expect(inferMs).toBeGreaterThan(0);
	await loaded.dispose();
});

test('what the worker refuses is told in its own words', async () => {
	const backend = execBackend(`exec:${findPython()} '${example}'`);
	await expect(
		backend.load({...request, output: {kind: 'logits', classes: 10, labelOffset: 0}}),
	).rejects.toThrow('has 3 classes, not 10');
});

test('a program that does not speak the protocol is unavailable, with its own words', async () => {
	expect(await execBackend('exec:echo hello world').probe()).toMatchObject({
		status: 'unavailable',
		reason: String.raw`the program echo wrote something to stdout that is not the worker protocol: "hello world\n"`,
	});
	expect(await execBackend("exec:sh -c 'echo broken >&2; exit 4'").probe()).toMatchObject({
		status: 'unavailable',
		reason: 'the program sh ended with exit code 4: broken',
	});
});

test('a command is split as a shell would, without its expansions', () => {
	expect(splitCommand(String.raw`ssh  -T nano 'a b' "c \"d\" $X" e\ f g'h'"i" ''`)).toEqual([
		'ssh',
		'-T',
		'nano',
		'a b',
		'c "d" $X',
		'e f',
		'ghi',
		'',
	]);
	expect(() => splitCommand("sh -c 'open")).toThrow('a quote is not closed');
	expect(() => splitCommand(' ')).toThrow('needs a command');
});

test('python is the one asked for, then EDGETOP_PYTHON, then the active environment, then python3', () => {
	const venv = path.join(folder, 'venv');
	const missing = {VIRTUAL_ENV: venv};
	expect(findPython('/opt/python', {EDGETOP_PYTHON: '/other'})).toBe('/opt/python');
	expect(findPython(undefined, {EDGETOP_PYTHON: '/other', ...missing})).toBe('/other');
	expect(findPython(undefined, missing)).toBe('python3');
	expect(findPython(undefined, {})).toBe('python3');
});

test('the null backend answers the right number of zeros', async () => {
	const loaded = await nullBackend.load(request);
	const {scores} = await loaded.run(new Float32Array(18));
	expect([...scores]).toEqual([0, 0, 0]);
	expect(nullBackend.isHidden).toBe(true);
});

test('edgetop’s own workers take a device as their argument, and refuse one that they do not have', async () => {
	const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
	const python = findPython();
	expect(await execBackend(`exec:${python} '${worker}' cpu`).probe()).toMatchObject({
		status: 'available',
		device: 'none',
	});
	expect(await execBackend(`exec:${python} '${worker}' gpu`).probe()).toMatchObject({
		status: 'unavailable',
		reason: expect.stringContaining('echo has no device "gpu"; it has cpu') as string,
	});
});

test('PyTorch behind exec: runs on the device of its argument, never on another in its place', async context => {
	const worker = fileURLToPath(
		new URL('../../../source/backends/python/worker_pytorch.py', import.meta.url),
	);
	const onCpu = await execBackend(`exec:${findPython()} '${worker}'`).probe();
	if (onCpu.status === 'unavailable') {
		return context.skip(`skipped: ${onCpu.reason}`);
	}

	const backend = execBackend(`exec:${findPython()} '${worker}' mps`);
	const probed = await backend.probe();
	if (probed.status === 'available') {
		return context.skip('skipped: this machine has an Apple GPU');
	}

	expect(probed.reason).toMatch(/finds no Apple GPU/);
});

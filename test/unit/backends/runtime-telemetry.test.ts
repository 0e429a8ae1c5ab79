/*
ONNX Runtime 1.29 and newer keeps an identifier below the home folder and tells its maker what it runs, unless that is refused.
*/
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, test} from 'vitest';

const home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-home-'));
afterAll(() => {
	rmSync(home, {recursive: true});
});

/** What a fresh process with that home says. It does not know that it is tested: the runtime would keep still then. */
const run = (file: string, args: readonly string[]): string => {
	const {PATH, LD_LIBRARY_PATH} = process.env;
	const {stdout, stderr} = spawnSync(file, args, {
		encoding: 'utf8',
		env: {PATH, HOME: home, ...(LD_LIBRARY_PATH !== undefined && {LD_LIBRARY_PATH})},
	});
	return `${stdout}${stderr}`;
};

test('the runtime in this process is told to keep still, before it is loaded', () => {
	const backend = path.resolve('source/backends/onnxruntime.ts');
	const script = `import {onnxruntimeBackends} from ${JSON.stringify(backend)};
const cpu = onnxruntimeBackends.find(({id}) => id === 'onnxruntime:cpu');
console.log((await cpu.probe()).status, process.env.ORT_DISABLE_TELEMETRY);`;
	expect(run(process.execPath, ['--import=tsx', '--input-type=module', '-e', script]).trim()).toBe(
		'available 1',
	);
	expect(existsSync(path.join(home, '.cache', 'Microsoft'))).toBe(false);
});

test('so is that of a worker in Python', () => {
	const folder = path.resolve('source/backends/python');
	expect(
		run('python3', [
			'-c',
			`import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import edgetop_worker, os; print(os.environ['ORT_DISABLE_TELEMETRY'])`,
		]).trim(),
	).toBe('1');
});

import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test} from 'vitest';
import {WorkerClient} from '../../../source/backends/worker-client.js';
import {WorkerFailure} from '../../../source/backends/worker-limits.js';

const script = fileURLToPath(new URL('misbehaving-worker.mjs', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-test-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

const noModel = async () => new Uint8Array(0);

const start = async (mode: string, lines: string[] = [], limits = {}) =>
	WorkerClient.start(
		{
			name: 'the bad worker',
			file: process.execPath,
			args: [script, mode, path.join(folder, mode)],
		},
		{
			limits: {helloMs: 5000, loadMs: 5000, firstRunMs: 1000, graceMs: 300, ...limits},
			onNativeText: line => lines.push(line),
		},
	);

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

/** A process that was killed is gone when its parent has collected it. */
const waitForEnd = async (pid: number): Promise<boolean> => {
	for (let tries = 0; tries < 100 && isAlive(pid); tries++) {
		await wait(20);
	}

	return !isAlive(pid);
};

const inferError = async (mode: string, lines: string[] = [], limits = {}): Promise<unknown> => {
	const client = await start(mode, lines, limits);
	await client.load({model: 'x'}, noModel);
	const error: unknown = await client
		.infer(new Float32Array(12), 3)
		.catch((error: unknown) => error);
	await client.dispose();
	expect(await waitForEnd(client.pid!)).toBe(true);
	return error;
};

test.each([
	['wrong-shape', 'the bad worker answered 10 scores, the manifest says 3 classes'],
	['wrong-id', 'the bad worker answered frame 1 when frame 0 was asked for'],
	[
		'impossible-time',
		'the bad worker says that a frame took 1000000 s, its answer was there after',
	],
	['closed-stdout', 'the bad worker closed its stdout and was killed'],
	['pages', 'out of cheese ...'],
	['no-time', 'the bad worker sent a message that does not fit the protocol: inferMs:'],
	[
		'garbage',
		String.raw`the bad worker wrote something to stdout that is not the worker protocol: "Segmentation of the input is on\n"`,
	],
	['death', 'the bad worker ended with exit code 3: RuntimeError: the device was lost'],
	['kill', 'the bad worker was killed by SIGKILL'],
	['hang', 'the bad worker gave no answer within 1 s and was killed'],
])('a worker that goes wrong by %s is reported and gone', async (mode, message) => {
	const error = await inferError(mode, [], mode === 'closed-stdout' ? {firstRunMs: 20_000} : {});
	expect(error).toBeInstanceOf(WorkerFailure);
	expect((error as Error).message).toContain(message);
});

test('a line on stderr that does not end takes no memory', async () => {
	const lines: string[] = [];
	const error = await inferError('endless-line', lines, {firstRunMs: 20_000});
	expect((error as Error).message).toMatch(/ended with exit code 3: x{1000}$/);
	expect(lines.map(({length}) => length)).toEqual([8192]);
});

test('what the worker started is killed with it', async () => {
	await inferError('hang');
	const pid = Number(readFileSync(path.join(folder, 'hang'), 'utf8'));
	expect(pid).toBeGreaterThan(1);
	expect(await waitForEnd(pid)).toBe(true);
});

test('a worker that promised to beat and falls silent is killed before the time for the run is up', async () => {
	const error = await inferError('silence', [], {firstRunMs: 20_000, silenceMs: 500});
	expect((error as Error).message).toMatch(/the bad worker said nothing for .* and was killed/);
});

test('an error of the runtime keeps its mend and code, and the conversation goes on', async () => {
	const client = await start('error');
	await client.load({model: 'x'}, noModel);
	for (let run = 0; run < 2; run++) {
		const error: unknown = await client
			.infer(new Float32Array(12), 3)
			.catch((error: unknown) => error);
		expect(error).toMatchObject({
			message: 'out of cheese',
			mend: 'buy cheese',
			code: 'out-of-memory',
		});
	}

	expect(isAlive(client.pid!)).toBe(true);
	await client.dispose();
});

test('a worker with two slots is handed the next frame while one runs; another is not', async () => {
	const client = await start('slots');
	await client.load({model: 'x'}, noModel);
	expect(client.hello.slots).toBe(2);
	const answers = await Promise.all([
		client.infer(new Float32Array(12), 3),
		client.infer(new Float32Array(12), 3),
	]);
	expect(answers.map(({scores}) => scores.length)).toEqual([3, 3]);
	const running = [client.infer(new Float32Array(12), 3), client.infer(new Float32Array(12), 3)];
	await expect(client.infer(new Float32Array(12), 3)).rejects.toThrow('is busy');
	await Promise.all(running);
	await client.dispose();
	const plain = await start('hang');
	await plain.load({model: 'x'}, noModel);
	expect(plain.hello.slots).toBe(1);
	const first = plain.infer(new Float32Array(12), 3);
	await expect(plain.infer(new Float32Array(12), 3)).rejects.toThrow('is busy');
	await expect(first).rejects.toThrow('gave no answer');
	await plain.dispose();
});

test('a second answer to one question is a failure', async () => {
	const client = await start('twice');
	await client.load({model: 'x'}, noModel);
	await client.infer(new Float32Array(12), 3);
	await waitForEnd(client.pid!);
	await expect(client.infer(new Float32Array(12), 3)).rejects.toThrow(
		'sent "result" without having been asked',
	);
	await client.dispose();
});

test('another version, no hello, text before the hello, and no such program', async () => {
	await expect(start('other-version')).rejects.toThrow(
		'speaks version 9 of the worker protocol, edgetop speaks 1',
	);
	await expect(start('no-hello', [], {helloMs: 600})).rejects.toThrow(
		'gave no answer within 600 ms',
	);
	await expect(start('early-garbage')).rejects.toThrow(/not the worker protocol: "Hi\\n/);
	await expect(
		WorkerClient.start({name: 'the worker', file: '/no/such/program', args: []}),
	).rejects.toThrow('the worker cannot start: no program /no/such/program');
});

test('stderr is handed on; a worker that does not heed bye is killed; dispose is safe to call twice', async () => {
	const lines: string[] = [];
	await inferError('death', lines);
	expect(lines).toEqual(['RuntimeError: the device was lost']);
	const client = await start('deaf');
	await Promise.all([client.dispose(), client.dispose()]);
	await client.dispose();
	expect(isAlive(client.pid!)).toBe(false);
	await expect(client.infer(new Float32Array(12), 3)).rejects.toThrow('has ended');
});

import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, it} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import type * as source from '../../../source/engine/engine-client.js';
import {type EngineMessage} from '../../../source/engine/protocol.js';
import {temporaryFolder} from '../frames/images.js';
import {makeNullConfig} from './null-config.js';
import {isAlive, waitFor} from './processes.js';

/*
The client forks the engine's entry, which Node can only load from the build that `npm test` has made.
*/
const built = new URL('../../../dist/engine/engine-client.js', import.meta.url);
const {EngineClient: Client} = (await import(built.href)) as typeof source;

const isWindows = process.platform === 'win32';
const noSignals = 'Windows has no SIGSTOP';

let client: source.EngineClient | undefined;
afterEach(async () => {
	await client?.exit();
	client = undefined;
});

const open = (limits?: source.SilenceLimits) => {
	const messages: EngineMessage[] = [];
	const losses: source.EngineLoss[] = [];
	client = new Client(
		{
			onMessage(message) {
				messages.push(message);
			},
			onLost(loss) {
				losses.push(loss);
			},
		},
		limits,
	);
	const opened = client;
	return {
		client: opened,
		pid: opened.pid!,
		losses,
		hear: async (type: EngineMessage['type']) =>
			waitFor(`"${type}"`, () => messages.some(message => message.type === type)),
		messages,
		count: () => messages.length,
	};
};

describe('a worker that hangs as it loads, and no longer reads', () => {
	for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
		it(`does not outlive an engine that ${signal} ends`, async context => {
			context.skip(isWindows, noSignals);
			const folder = temporaryFolder();
			const said = path.join(folder.path, 'pids');
			// A shell that starts another program: both end.
			const script = path.join(folder.path, 'worker.sh');
			writeFileSync(script, `sleep 600 & echo $$ $! > ${said}.new; mv ${said}.new ${said}; wait\n`);
			const engine = open();
			await engine.hear('hello');
			const config = await makeNullConfig();
			engine.client.send({type: 'load', config: {...config, backendId: `exec:sh ${script}`}});
			await waitFor('the worker', () => existsSync(said));
			const pids = readFileSync(said, 'utf8').trim().split(' ').map(Number);
			expect(pids.map(pid => isAlive(pid))).toEqual([true, true]);
			process.kill(engine.pid, signal);
			await waitFor('their end', () => pids.every(pid => !isAlive(pid)));
			folder.remove();
		});
	}
});

describe('the watchdog of an engine', () => {
	it('kills an engine that is silent while it loads, and says so', async context => {
		context.skip(isWindows, noSignals);
		const engine = open({loadMs: 5000, runMs: 60_000});
		await engine.hear('hello');
		process.kill(engine.pid, 'SIGSTOP');
		const loss = await waitFor('the loss', () => engine.losses[0]);
		expect(loss.reason).toMatch(/^said nothing for [56] s and was killed$/);
		expect(loss.failure).toBeUndefined();
		await waitFor('its end', () => !isAlive(engine.pid));
		expect(engine.losses).toHaveLength(1);
	});

	it('holds an engine that has begun to the tighter limit', async context => {
		context.skip(isWindows, noSignals);
		const engine = open({loadMs: 60_000, runMs: 1500});
		engine.client.send({type: 'load', config: await makeNullConfig()});
		await engine.hear('ready');
		engine.client.send({type: 'start', position: 0});
		await engine.hear('batch');
		process.kill(engine.pid, 'SIGSTOP');
		const loss = await waitFor('the loss', () => engine.losses[0]);
		expect(loss.reason).toMatch(/^said nothing for [23] s and was killed$/);
	});

	it('takes the beats of a worker that loads for a sign of life, and passes on what it does', async () => {
		const engine = open({loadMs: 1500, runMs: 60_000});
		const worker = fileURLToPath(new URL('../backends/echo_worker.py', import.meta.url));
		engine.client.send({
			type: 'load',
			config: {
				...(await makeNullConfig()),
				backendId: `exec:${findPython()} ${worker}`,
				backendOptions: {'load-seconds': '5'},
			},
		});
		await engine.hear('ready');
		expect(engine.losses).toEqual([]);
		const told = engine.messages.filter(message => message.type === 'progress');
		expect(told.length).toBeGreaterThanOrEqual(4);
		expect(told.some(({text}) => text?.includes('building'))).toBe(true);
	});

	it('announces the silence of a runtime that builds in the thread of the engine', async context => {
		context.skip(isWindows, noSignals);
		const engine = open({loadMs: 5000, runMs: 60_000});
		// No TensorRT here: what is announced comes before what fails.
		engine.client.send({
			type: 'load',
			config: {...(await makeNullConfig()), backendId: 'onnxruntime:tensorrt'},
		});
		const loss = await waitFor('the loss', () => engine.losses[0]);
		expect(loss.failure?.phase).toBe('load');
		expect(engine.messages).toContainEqual({
			type: 'progress',
			text: 'building a TensorRT engine, which takes minutes',
			patienceMs: 1_800_000,
		});
	});

	it('leaves an engine alone that is waiting for its start, and one whose own parent stood still', async () => {
		const engine = open({loadMs: 60_000, runMs: 2500});
		engine.client.send({type: 'load', config: await makeNullConfig()});
		await engine.hear('ready');
		const heard = engine.count();
		// As Ctrl-Z does: this process stands still, messages lie unread for longer than the limit.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3500);
		await waitFor('a sign of life', () => engine.count() > heard + 2);
		expect(engine.losses).toEqual([]);
		expect(isAlive(engine.pid)).toBe(true);
	});

	it('tells a kill from outside by its signal, and an exit that was asked for not at all', async context => {
		context.skip(isWindows, noSignals);
		const killed = open();
		await killed.hear('hello');
		process.kill(killed.pid, 'SIGKILL');
		const loss = await waitFor('the loss', () => killed.losses[0]);
		expect(loss.reason).toMatch(/^was killed by SIGKILL/);

		const asked = open();
		await asked.hear('hello');
		await asked.client.exit();
		expect(isAlive(asked.pid)).toBe(false);
		expect(asked.losses).toEqual([]);
	});

	it('passes on what the engine itself says of a failure', async () => {
		const engine = open();
		const config = await makeNullConfig();
		engine.client.send({type: 'load', config: {...config, backendId: 'abacus'}});
		const loss = await waitFor('the loss', () => engine.losses[0]);
		expect(loss.failure?.phase).toBe('load');
		expect(loss.failure?.message).toMatch(/abacus/);
	});
});

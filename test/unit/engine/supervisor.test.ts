import process from 'node:process';
import {afterEach, describe, expect, it} from 'vitest';
import type * as source from '../../../source/engine/supervisor.js';
import {makeNullConfig} from './null-config.js';
import {isAlive, waitFor} from './processes.js';

/*
The supervisor forks the engine's entry, which Node can only load from the build that `npm test` has made.
*/
const built = new URL('../../../dist/engine/supervisor.js', import.meta.url);
const {EngineSupervisor: Supervisor} = (await import(built.href)) as typeof source;

let supervisor: source.EngineSupervisor | undefined;
afterEach(async () => {
	await supervisor?.close();
	supervisor = undefined;
});

/** A supervisor whose engine is ready, and everything that it has told. */
const open = async () => {
	const told: string[] = [];
	const positions: number[] = [];
	const opened = new Supervisor(await makeNullConfig(), {
		onMessage(message) {
			if (message.type === 'batch') {
				positions.push(...message.batch.positions);
			}
		},
		onReady() {
			told.push('ready');
		},
		onRestart(reason, delayMs) {
			told.push(`restart after ${delayMs} ms: ${reason}`);
		},
		onRecovered() {
			told.push('recovered');
		},
		onFailed(reason) {
			told.push(`failed: ${reason}`);
		},
		onNativeText: () => undefined,
	});
	supervisor = opened;
	await waitFor('readiness', () => told.includes('ready'));
	return {supervisor: opened, told, positions};
};

const countTo = (count: number) => Array.from({length: count}, (_, index) => index);

describe('EngineSupervisor', () => {
	it('runs exactly the frames that were asked for, across a kill', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {supervisor, told, positions} = await open();
		supervisor.begin({position: 0, frames: 150});
		await waitFor('frames', () => positions.length > 20);
		process.kill(supervisor.pid!, 'SIGKILL');
		await waitFor('the restart', () => told.includes('recovered'));
		await waitFor('all frames', () => positions.length >= 150);
		const next = await supervisor.stop();
		expect(next).toBe(150);
		expect(positions).toEqual(countTo(150));
		expect(told[1]).toMatch(/^restart after 1000 ms: was killed by SIGKILL/);
	});

	it('answers a stop while the engine is away or loading again, and does not count afterwards', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {supervisor, told, positions} = await open();
		supervisor.begin({position: 0});
		await waitFor('frames', () => positions.length > 5);
		const killed = supervisor.pid!;
		process.kill(killed, 'SIGKILL');
		await waitFor('the new process', () => supervisor.pid !== killed);
		expect(await supervisor.stop()).toBe(positions.length);
		const {length} = positions;
		await waitFor('readiness', () => told.filter(text => text === 'ready').length === 2);
		expect(positions).toHaveLength(length);
		expect(told).not.toContain('recovered');
		expect(isAlive(supervisor.pid!)).toBe(true);
	});

	it('gives up an engine that never loads, at once and in its own words', async () => {
		const failures: string[] = [];
		const config = await makeNullConfig();
		supervisor = new Supervisor(
			{...config, backendId: 'abacus'},
			{
				onMessage: () => undefined,
				onReady: () => undefined,
				onRestart: () => undefined,
				onRecovered: () => undefined,
				onFailed(reason) {
					failures.push(reason);
				},
				onNativeText: () => undefined,
			},
		);
		await waitFor('the end', () => failures.length > 0);
		expect(failures).toHaveLength(1);
		expect(failures[0]).toMatch(/abacus/);
	});
});

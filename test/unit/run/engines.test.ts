import process from 'node:process';
import {afterEach, describe, expect, it} from 'vitest';
import {type EngineConfig} from '../../../source/engine/protocol.js';
import type * as source from '../../../source/run/engines.js';
import {makeNullConfig} from '../engine/null-config.js';
import {childrenOf, enginesOf, waitFor, withoutProc} from '../engine/processes.js';

/*
Engines are forked, which Node can only do from the build that `npm test` has made.
*/
const built = new URL('../../../dist/run/engines.js', import.meta.url);
const {Engines: BuiltEngines} = (await import(built.href)) as typeof source;

const config = await makeNullConfig();
/** The same in all but the identity. */
const another = (change: Partial<EngineConfig> = {}): EngineConfig => ({...config, ...change});

let engines: source.Engines | undefined;
afterEach(async () => {
	await engines?.close();
	engines = undefined;
});

/** Engines of no session, and everything that they have told. Lost ones start again at once, and are given up at the second loss. */
const open = (onFirstReady: () => Promise<void> = async () => undefined) => {
	const told: string[] = [];
	const began: EngineConfig[] = [];
	/** Positions of each engine's frames, in the order in which they began. */
	const positions: number[][] = [];
	const opened = new BuiltEngines(
		{
			onBegan(supervisor) {
				began.push(supervisor.config);
				positions.push([]);
			},
			onFirstReady,
			onStoppedFirst() {
				told.push('stopped first');
			},
			onMessage(message) {
				if (message.type === 'batch') {
					positions.at(-1)!.push(...message.batch.positions);
				}
			},
			onPreparing: () => undefined,
			onRestart(reason) {
				told.push(`restart: ${reason}`);
			},
			onNextRestart(_config, reason) {
				told.push(`next restart: ${reason}`);
			},
			onRecovered() {
				told.push('recovered');
			},
			onGivenUp(reason) {
				told.push(`given up: ${reason}`);
			},
			onFlipFailed(_config, reason, isOldStarting) {
				told.push(`flip failed (${isOldStarting ? 'old starts' : 'old runs'}): ${reason}`);
			},
			onFailed(reason) {
				told.push(`failed: ${reason}`);
			},
			onNativeText: () => undefined,
		},
		position => ({position}),
		{firstDelayMs: 100, longestDelayMs: 100, losses: 2, goodRunMs: 60_000},
	);
	engines = opened;
	/** Waits until the engine that began as number `place` has counted frames. */
	const counted = async (place: number) =>
		waitFor(`frames of engine ${place}`, () => (positions[place - 1]?.length ?? 0) > 5);
	return {engines: opened, told, began, positions, counted};
};

/** Every position from 0 on once, over all engines. */
const expectUnmixed = (positions: readonly number[][]) => {
	const all = positions.flat();
	expect(all).toEqual(Array.from({length: all.length}, (_, index) => index));
};

describe('Engines', () => {
	it('lets the engine that is being made ready take over where the running one is given up', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {engines, told, began, positions, counted} = open();
		await engines.flipTo(config);
		await counted(1);
		const next = another({warmup: {runs: 1, milliseconds: 5000}});
		await engines.flipTo(next);
		const first = engines.pid!;
		process.kill(first, 'SIGKILL');
		await waitFor('the restart', () => told.includes('recovered'));
		process.kill(engines.pid!, 'SIGKILL');
		await waitFor('its end', () => told.some(text => text.startsWith('given up')));
		await counted(2);
		expect(began[1]).toBe(next);
		expect(told.some(text => text.startsWith('failed'))).toBe(false);
		expectUnmixed(positions);
	});

	it('fails where the running engine is given up and none is under way', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {engines, told, counted} = open();
		await engines.flipTo(config);
		await counted(1);
		process.kill(engines.pid!, 'SIGKILL');
		await waitFor('the restart', () => told.includes('recovered'));
		process.kill(engines.pid!, 'SIGKILL');
		await waitFor('the end', () => told.some(text => text.startsWith('failed')));
		expect(told.at(-1)).toMatch(/^failed: .*2 times in a row/);
	});

	it('stops the old engine before the next one loads, and starts it again where that fails', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const {engines, told, began, positions, counted} = open();
		await engines.flipTo(config);
		await counted(1);
		const asked: string[] = [];
		await engines.flipTo(another({backendId: 'abacus'}), running => {
			asked.push(running.backendId);
			return true;
		});
		expect(asked).toEqual(['null']);
		expect(told).toEqual(['stopped first']);
		expect(engines.pid).toBeUndefined();
		// The one that loads is the only one there is.
		expect(childrenOf(process.pid).length).toBeLessThanOrEqual(1);
		await counted(2);
		expect(told[1]).toMatch(/^flip failed \(old starts\): .*abacus/);
		expect(began).toEqual([config, config]);
		expectUnmixed(positions);
	});

	it('does not lay the loss of an engine that is not counting at the running one’s door', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		let letBegin = (): void => undefined;
		const {engines, told, counted, positions} = open(
			async () =>
				new Promise(resolve => {
					letBegin = resolve;
				}),
		);
		let isReady = false;
		await engines.flipTo(config);
		const [pid] = await waitFor('the engine', () => {
			const list = enginesOf(process.pid);
			return list.length === 1 && list;
		});
		const untouched = letBegin;
		await waitFor('readiness', () => {
			isReady = letBegin !== untouched;
			return isReady;
		});
		process.kill(pid!, 'SIGKILL');
		await waitFor('the loss', () => told.length > 0);
		// Told to begin while its process is away: it does when it is back.
		letBegin();
		await counted(1);
		expect(told[0]).toMatch(/^next restart: was killed by SIGKILL/);
		expect(told.some(text => text.startsWith('restart'))).toBe(false);
		expectUnmixed(positions);
	});

	it('carries out the newest of many flips that are asked for at once, and leaves no other engine', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const {engines, began, positions, counted} = open();
		await engines.flipTo(config);
		await counted(1);
		const wishes = Array.from({length: 6}, (_, seed) => another({seed}));
		await Promise.all(wishes.map(async wish => engines.flipTo(wish)));
		await waitFor('the last wish', () => began.includes(wishes.at(-1)!));
		await counted(began.length);
		await waitFor('one engine', () => enginesOf(process.pid).length === 1);
		expect(enginesOf(process.pid)).toEqual([engines.pid]);
		expectUnmixed(positions);
		await engines.close();
		expect(enginesOf(process.pid)).toEqual([]);
	});
});

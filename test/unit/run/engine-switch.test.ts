import process from 'node:process';
import {afterEach, describe, expect, it} from 'vitest';
import {type EngineConfig} from '../../../source/engine/protocol.js';
import type * as source from '../../../source/run/engine-switch.js';
import {type Choice} from '../../../source/run/choice.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {makeNullConfig} from '../engine/null-config.js';
import {childrenOf, enginesOf, waitFor, withoutProc} from '../engine/processes.js';

/*
Engines are forked, which Node can only do from the build that `npm test` has made.
*/
const built = new URL('../../../dist/run/engine-switch.js', import.meta.url);
const {EngineSwitch: BuiltSwitch} = (await import(built.href)) as typeof source;

const config = await makeNullConfig();
const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});

let engines: source.EngineSwitch | undefined;
afterEach(async () => {
	await engines?.close();
	engines = undefined;
});

type Change = Partial<EngineConfig>;

/** An engine switch of no session, and everything that it has told. A wish is named after what its engine's configuration has of its own. Lost engines start again at once, and are given up at the second loss. */
const open = ({
	changes = {},
	hasRoom = true,
	onFirstReady = async () => undefined,
}: {
	readonly changes?: Readonly<Record<string, Change>>;
	readonly hasRoom?: boolean;
	readonly onFirstReady?: () => Promise<void>;
} = {}) => {
	const told: string[] = [];
	const began: string[] = [];
	/** Positions of each engine's frames, in the order in which they began. */
	const positions: number[][] = [];
	const named = (name: string): Choice['model'] => ({
		...model,
		manifest: {...model.manifest, name},
	});
	const opened = new BuiltSwitch(
		{
			first: {model: named('first'), backendId: 'null'},
			resolveModel: async name => named(name),
			configOf: ({model: {manifest}, backendId}) => ({
				...config,
				manifest,
				backendId,
				...changes[manifest.name],
			}),
			rangeFrom: position => ({position}),
			hasRoom: () => hasRoom,
			patience: {firstDelayMs: 100, longestDelayMs: 100, losses: 2, goodRunMs: 60_000},
		},
		{
			onBegan(_supervisor, choice) {
				began.push(choice.model.manifest.name);
				positions.push([]);
			},
			onFirstReady,
			onWaiting(text) {
				told.push(`waiting: ${text}`);
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
			onRecovered() {
				told.push('recovered');
			},
			onFailed(reason) {
				told.push(`failed: ${reason}`);
			},
			onNativeText: () => undefined,
			onLookup: () => ({tell: () => undefined, end: () => undefined}),
			note(_level, kind, text) {
				told.push(`${kind}: ${text}`);
			},
		},
	);
	engines = opened;
	opened.start();
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

describe('EngineSwitch', () => {
	it('lets the engine that is being made ready take over where the running one is given up', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {engines, told, began, positions, counted} = open({
			changes: {next: {warmup: {runs: 1, milliseconds: 5000}}},
		});
		await counted(1);
		await engines.select('next');
		const first = engines.pid!;
		process.kill(first, 'SIGKILL');
		await waitFor('the restart', () => told.includes('recovered'));
		process.kill(engines.pid!, 'SIGKILL');
		await waitFor('its end', () => told.some(text => text.startsWith('engineGivenUp')));
		await counted(2);
		expect(began[1]).toBe('next');
		expect(told.some(text => text.startsWith('failed'))).toBe(false);
		expectUnmixed(positions);
	});

	it('fails where the running engine is given up and none is under way', async context => {
		context.skip(process.platform === 'win32', 'Windows has no SIGKILL');
		const {engines, told, counted} = open();
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

		const {engines, told, began, positions, counted} = open({hasRoom: false});
		await counted(1);
		await engines.select(undefined, 'abacus');
		expect(told).toEqual([
			'flipBegan: loading EfficientNet-B0 on abacus; memory is short, so the present model stops first',
			'waiting: the present model stopped first; loading the next',
		]);
		expect(engines.pid).toBeUndefined();
		// The one that loads is the only one there is.
		expect(childrenOf(process.pid).length).toBeLessThanOrEqual(1);
		await counted(2);
		expect(told[2]).toMatch(/^flipFailed: first on abacus: .*; first starts again$/);
		expect(began).toEqual(['first', 'first']);
		expect(engines.previous).toBeUndefined();
		expectUnmixed(positions);
		// The next wish starts from what runs.
		await engines.select('other');
		expect(told[3]).toMatch(/^flipBegan: loading EfficientNet-B0 on null;/);
	});

	it('goes on with the running one where the next does not load', async () => {
		const {engines, told, began, positions, counted} = open();
		await counted(1);
		await engines.select(undefined, 'abacus');
		await waitFor('its end', () => told.some(text => text.startsWith('flipFailed')));
		expect(told).toEqual([
			'flipBegan: loading EfficientNet-B0 on abacus; the present model goes on meanwhile',
			expect.stringMatching(/^flipFailed: first on abacus: .*; first goes on$/),
		]);
		expect(began).toEqual(['first']);
		expect(engines.running.backendId).toBe('null');
		expectUnmixed(positions);
	});

	it('does not lay the loss of an engine that is not counting at the running one’s door', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		let letBegin = (): void => undefined;
		const untouched = letBegin;
		const {told, counted, positions} = open({
			onFirstReady: async () =>
				new Promise(resolve => {
					letBegin = resolve;
				}),
		});
		const [pid] = await waitFor('the engine', () => {
			const list = enginesOf(process.pid);
			return list.length === 1 && list;
		});
		await waitFor('readiness', () => letBegin !== untouched);
		process.kill(pid!, 'SIGKILL');
		await waitFor('the loss', () => told.length > 0);
		// Told to begin while its process is away: it does when it is back.
		letBegin();
		await counted(1);
		expect(told[0]).toMatch(/^flipDelayed: first on null was killed by SIGKILL/);
		expect(told.some(text => text.startsWith('restart'))).toBe(false);
		expectUnmixed(positions);
	});

	it('carries out the newest of many flips that are asked for at once, and leaves no other engine', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const {engines, began, positions, counted} = open();
		await counted(1);
		const wishes = Array.from({length: 6}, (_, index) => `wish ${index}`);
		const asked: Array<Promise<void>> = [];
		for (const wish of wishes) {
			asked.push(engines.select(wish));
			// Long enough that its model was found, far too short for its engine.
			await new Promise(setImmediate);
		}

		await Promise.all(asked);
		await waitFor('the last wish', () => began.includes(wishes.at(-1)!));
		await counted(began.length);
		await waitFor('one engine', () => enginesOf(process.pid).length === 1);
		expect(enginesOf(process.pid)).toEqual([engines.pid]);
		expectUnmixed(positions);
		await engines.close();
		expect(enginesOf(process.pid)).toEqual([]);
	});
});

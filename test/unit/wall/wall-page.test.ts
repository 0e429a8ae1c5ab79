import {describe, expect, it} from 'vitest';
import {openedPicker} from '../../../source/views/pages/picker-state.js';
import {type BoardState} from '../../../source/wall/board-state.js';
import {openedView, pressOnWall, type ViewState} from '../../../source/wall/view-state.js';
import {wallPage} from '../../../source/wall/wall-page.js';
import {type WallSnapshot} from '../../../source/wall/wall.js';
import {ascii, draw, expectToFill, plain, rowsOf} from '../views/draw.js';
import {board, nowMs} from './boards.js';

/*
Changed on purpose: `npx vitest run test/unit/wall -u`, and read the difference.
*/

const verdict = {
	verdict: 'throttled',
	reason: 'thermal',
	text: '−26 % FPS since 02:02: thermal, cpu-thermal 84 °C at passive trip 85 °C',
	sinceMs: 720_000,
} as const;

const boards: readonly BoardState[] = [
	board(
		'pi@raspberrypi.local',
		{},
		{answer: {id: 1, isDone: true, text: 'asked for wasm', atMs: nowMs - 1000}},
	),
	board('jetson', {
		verdict,
		modelName: 'mobilenet-v2-with-a-very-long-name',
		backendId: 'onnxruntime-tensorrt',
		temperature: {celsius: 84.2, label: 'cpu-thermal', limitCelsius: 85},
		fps: {last1s: 101.4, last60s: 136},
		sustained: {value: 0.74},
	}),
	board('猫の板', {
		top1: {missing: 'unlabelled images'},
		temperature: {missing: 'no sensor'},
		power: {missing: 'no sensor'},
		sustained: {missing: 'needs 6 min, has 19 s'},
		dropState: 'finding baseline',
	}),
	board('loading', {
		phase: 'loading',
		phaseText: 'loading EfficientNet-B0 (3 s)',
		fps: {},
		inferMs: undefined,
		frames: 0,
	}),
	board('hung-run', {ageMs: 64_000}),
	board('clock', {}, {clockOffSeconds: -86_400 * 1200}),
	board(
		'two',
		{note: {text: 'another edgetop runs on the same CPU', agoMs: 4000}},
		{word: {runs: 2, run: board('x').word!.run}},
	),
	board('late', {}, {roundTripMs: 10_040}),
	board('idle', 'idle'),
	board('idle-late', 'idle', {roundTripMs: 1040}),
	board('silent', {}, {heardAtMs: nowMs - 12_000}),
	board(
		'vanished',
		{},
		{phase: 'lost', heardAtMs: nowMs - 300_000, reason: 'ssh lost the connection'},
	),
	board('back', {}, {phase: 'connecting', heardAtMs: nowMs - 61_000}),
	board('key', 'idle', {
		phase: 'refused',
		heardAtMs: undefined,
		word: undefined,
		reason:
			'its host key is not the one that is known; if the board was set up anew, ssh-keygen -R key forgets the old key',
	}),
	board('old', 'idle', {
		phase: 'lost',
		heardAtMs: undefined,
		word: undefined,
		reason: 'the edgetop there is older and knows no wall: edgetop on old doctor brings 0.1.0',
	}),
	board('new', 'idle', {phase: 'connecting', heardAtMs: undefined, word: undefined}),
];

const snapshot: WallSnapshot = {nowMs, boards};
const sizes = [
	[80, 24],
	[200, 60],
] as const;

const page = (view: ViewState, [width, height]: readonly [number, number], theme = plain): string =>
	draw(wallPage(view, snapshot, {width, height}, theme), theme);

const golden = async (text: string, name: string): Promise<void> => {
	await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
};

describe.each(sizes)('at %i × %i', (...size) => {
	const name = size.join('x');

	it('every state of a board has its row', async () => {
		const text = page({...openedView, at: 1, chosen: new Set(['jetson', 'idle'])}, size);
		expectToFill(text, size);
		expect(text).not.toMatch(/NaN|undefined|Infinity/);
		await golden(text, `rows-${name}`);
	});

	it('in ASCII', async () => {
		const text = page(openedView, size, ascii);
		expect(text).toMatch(/^[\n -~]*$/);
		await golden(text, `ascii-${name}`);
	});

	it('help, and a picker', () => {
		expectToFill(page({...openedView, page: 'help'}, size), size);
		expectToFill(page({...openedView, page: 'backends'}, size), size);
	});
});

it('a terminal that is too small says so', () => {
	expect(page(openedView, [50, 10])).toContain('needs 60 × 12');
});

it('more boards than rows: the one under the pointer is in sight', () => {
	const many = {nowMs, boards: Array.from({length: 50}, (_, place) => board(`board-${place}`))};
	const text = draw(wallPage({...openedView, at: 37}, many, {width: 80, height: 24}, plain), plain);
	expectToFill(text, [80, 24]);
	expect(rowsOf(text).filter(row => row.includes('▶ board-37'))).toHaveLength(1);
	expect(text).toMatch(/of 50/);
});

const press = (keys: readonly string[], from: ViewState = openedView) => {
	let step: ReturnType<typeof pressOnWall> = {view: from};
	for (const key of keys) {
		step = pressOnWall(step.view, key, snapshot);
	}

	return step;
};

it.each([
	[['q'], {kind: 'quit'}],
	[['enter'], {kind: 'attach', name: 'pi@raspberrypi.local', pid: 4711}],
	[['r'], {kind: 'retry', names: new Set(['pi@raspberrypi.local'])}],
	[['j', 's'], {kind: 'ask', names: new Set(['jetson']), ask: {kind: 'start'}}],
	[
		[' ', ' ', 's'],
		{kind: 'ask', names: new Set(['pi@raspberrypi.local', 'jetson']), ask: {kind: 'start'}},
	],
	[['x', 'y'], {kind: 'ask', names: new Set(['pi@raspberrypi.local']), ask: {kind: 'stop'}}],
	[['x', 'n'], undefined],
	[['b'], {kind: 'ask', names: new Set(['pi@raspberrypi.local']), ask: {kind: 'choices'}}],
	[['end', 'enter'], undefined],
	[['?', 'x'], undefined],
] as const)('keys %j', (keys, wish) => {
	expect(press(keys).wish).toEqual(wish);
});

it('a: all, then none; b asks each of them, and flips those that can', () => {
	const all = press(['a']).view.chosen;
	expect(all.size).toBe(boards.length);
	expect(press(['a', 'a']).view.chosen.size).toBe(0);
	const told: WallSnapshot = {
		nowMs,
		boards: [
			board('one', {}, {choices: {models: ['m'], backends: ['onnxruntime:cpu', 'wasm']}}),
			board('two', {}, {choices: {models: [], backends: ['onnxruntime:cpu']}}),
			board('three'),
		],
	};
	const view: ViewState = {...openedView, page: 'backends', chosen: new Set(['one', 'two'])};
	const shown = draw(wallPage(view, told, {width: 80, height: 24}, plain), plain);
	expect(shown).toMatch(/onnxruntime:cpu +2 of 2 +2/);
	expect(shown).toMatch(/wasm +1 of 2 +0/);
	const {view: after, wish} = pressOnWall(
		{...view, picker: {...openedPicker, selectedId: 'wasm'}},
		'enter',
		told,
	);
	expect(after.page).toBe('rows');
	expect(wish).toEqual({
		kind: 'ask',
		names: new Set(['one']),
		ask: {kind: 'flip', backend: 'wasm'},
	});
});

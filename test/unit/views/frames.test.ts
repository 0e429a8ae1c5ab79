import {describe, expect, it} from 'vitest';
import {comparePage} from '../../../source/views/pages/compare-page.js';
import {compose} from '../../../source/views/compose.js';
import {pageSize} from '../../../source/views/main-layout.js';
import {widthOf} from '../../../source/views/canvas/lines.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';
import {ascii, draw, expectToFill, frame, golden, plain, rowsOf, sizes} from './draw.js';
import {boardSnapshots} from './board-snapshots.js';
import {buildEmptySnapshot, buildSnapshot, runningSegment} from './snapshot-builder.js';

/*
What the screen shows, as text: one file a frame under golden/. Changed on purpose: `npx vitest run test/unit/views -u`, and read the difference.
*/

const wide = buildSnapshot({
	framesName: '写真のフォルダー',
	current: {
		file: '猫と犬-👨‍👩‍👧‍👦-家族の写真-とても長い名前のファイル.jpg',
		truth: ['三毛猫（みけねこ）の子猫がたくさん'],
		top5: [
			{label: '三毛猫（みけねこ）の子猫がたくさん', probability: 0.71, isHit: true},
			{label: 'café crème', probability: 0.19, isHit: false},
			{label: '👨‍👩‍👧‍👦 family', probability: 0.07, isHit: false},
			{
				label: 'a very long class name, with many synonyms, as WordNet has them',
				probability: 0.02,
				isHit: false,
			},
			{label: 'x', probability: 0, isHit: false},
		],
	},
	segment: {
		modelTitle: '効率的なネットワークの非常に長い名前をもつモデル (quantised, per-channel)',
		device: 'NVIDIA GeForce RTX 2080 Ti, CUDA 12.4, a driver with a very long name, and more of it',
		backendId: 'onnxruntime-tensorrt',
	},
	phase: 'loading',
	phaseText: 'loading 効率的なネットワークの非常に長い名前をもつモデル (12 s)',
	events: [
		{atMs: 3_600_000, level: 'warning', kind: 'frameSkipped', text: `skipped ${'漢字'.repeat(80)}`},
	],
});

const throttled = buildSnapshot({
	thermal: {
		...buildSnapshot().thermal,
		throttle: {
			dropState: 'dropped',
			spells: [],
			current: {
				verdict: 'throttled',
				reason: 'thermal',
				onsetMs: 122_000,
				evidence: ['cpu-thermal 82 °C at passive trip 80 °C'],
				text: '−26 % FPS since 02:02: thermal, cpu-thermal 82 °C at passive trip 80 °C',
			},
		},
	},
});

describe.each(sizes)('at %i × %i', (...size) => {
	const name = size.join('x');

	it('a run in full swing', async () => {
		const text = frame(buildSnapshot(), size);
		expectToFill(text, size);
		await golden(text, `running-${name}`);
	});

	it('before anything is known: every figure says that it is missing, none is 0', async () => {
		const text = frame(buildEmptySnapshot('loading', 'loading EfficientNet-B0 (1 s)'), size);
		expectToFill(text, size);
		expect(text).not.toMatch(/\b0\.0\b|NaN|undefined|Infinity/);
		await golden(text, `loading-${name}`);
	});

	it.each(Object.entries(boardSnapshots))('on a %s', async (board, snapshot) => {
		const text = frame(snapshot, size);
		expectToFill(text, size);
		expect(text).not.toMatch(/INVALID|NaN|undefined/);
		await golden(text, `${board}-${name}`);
	});

	it('in ASCII alone', async () => {
		const text = frame(buildSnapshot(), size, ascii);
		expectToFill(text, size);
		expect(text).toMatch(/^[\n\u0020-\u007E]*$/);
		await golden(text, `ascii-${name}`);
	});

	it('with long and wide names the borders stay where they are', async () => {
		const text = frame(wide, size);
		expectToFill(text, size);
		expect(text).toContain('00:02:32 / 00:10:00');
		await golden(text, `wide-${name}`);
		const folded = frame(wide, size, ascii);
		expectToFill(folded, size);
		expect(folded).toMatch(/^[\n\u0020-\u007E]*$/);
		expect(folded).toContain('cafe creme');
	});

	it('the reason of a slow-down in words', () => {
		const text = frame(throttled, size);
		expectToFill(text, size);
		expect(text).toContain('−26 % FPS since 02:02: thermal');
	});

	it('comparison', async () => {
		const [width, height] = size;
		const inner = pageSize({width, height});
		const two = buildSnapshot({
			earlierSegments: [
				runningSegment,
				{...runningSegment, number: 2, modelName: 'mobilenet-v2', fps: {session: 211.4}},
			],
			segment: {number: 3, backendId: 'tflite-edgetpu', stages: {}, startedAtMs: 90_000},
		});
		const comparison = draw(compose(two, {width, height}, plain, comparePage(two, inner, plain)));
		expectToFill(comparison, size);
		expect(comparison).toContain('211.4');
		await golden(comparison, `compare-${name}`);
	});

	it('the trade of a precision stands side by side', () => {
		const [width, height] = size;
		const segment = {backendId: 'tflite:cpu', precision: 'float32'};
		const two = buildSnapshot({
			earlierSegments: [{...runningSegment, ...segment}],
			segment: {...segment, number: 2, precision: 'int8'},
		});
		const shown = draw(
			compose(two, {width, height}, plain, comparePage(two, pageSize({width, height}), plain)),
		);
		expect(shown).toMatch(/p50 ms.* precision .*speed .*top-1 ±/);
		expect(shown).toMatch(/│ 1 .*fp32/);
		expect(shown).toMatch(/│ 2 .*int8 .*1\.00× +\+0\.0/);
	});
});

describe('each phase', () => {
	it.each([
		['starting', 'starting'],
		['warming up', 'warming up: 41 runs, 1.2 s'],
		['restarting', 'the engine ended by SIGKILL: starting again in 2 s'],
		['ended', 'ended'],
		['failed', 'the model needs 3 GiB, 1 GiB is free'],
	] as const)('%s is said in words', (phase, text) => {
		const [title] = rowsOf(frame(buildSnapshot({phase, phaseText: text}), [120, 40]));
		expect(title).toContain(text);
		expect(title).toMatch(/00:02:32 \/ 00:10:00$/);
	});

	it('a frozen screen says so', () => {
		expect(frame(buildSnapshot({isFrozen: true}), [80, 24])).toContain('SCREEN FROZEN');
	});
});

describe('what is told by more than colour', () => {
	const current = buildSnapshot().current!;

	it('a hit has a mark, a miss another', () => {
		const hit = frame(buildSnapshot(), [80, 24]);
		expect(hit).toMatch(/✓ tabby cat/);
		const missed = frame(
			buildSnapshot({
				current: {
					...current,
					truth: ['teapot'],
					top5: current.top5.map(answer => ({...answer, isHit: false})),
				},
			}),
			[80, 24],
		);
		expect(missed).not.toContain('✓');
		expect(missed).toMatch(/truth teapot ✗ not in the top 5/);
	});

	it('an unlabelled frame is neither', () => {
		const text = frame(
			buildSnapshot({
				labelSource: 'none',
				current: {
					...current,
					truth: [],
					top5: current.top5.map(answer => ({...answer, isHit: false})),
				},
				segment: {accuracy: {rolling: {n: 0}, cumulative: {n: 0}}},
			}),
			[80, 24],
		);
		expect(text).toContain('not labelled');
		expect(text).not.toMatch(/[✓✗]/);
		expect(text).toMatch(/n\/a: .*no labels/);
	});

	it('levels of events are words', () => {
		const text = frame(buildSnapshot(), [120, 40]);
		expect(text).toContain('warning: skipped broken.jpg');
		expect(text).toContain('error: engine ended by SIGKILL');
	});

	it('no colour means no escape codes at all', () => {
		expect(frame(buildSnapshot(), [120, 40])).not.toContain('\u001B');
	});
});

describe('colours', () => {
	const codesOf = (depth: '16' | '256' | 'truecolor'): Set<string> => {
		const theme = makeTheme(depth, false);
		const text = frame(buildSnapshot(), [120, 40], theme);
		return new Set(Array.from(text.matchAll(/\u001B\[([\d;]*)m/g), match => match[1]!));
	};

	it('of sixteen are of the basic palette', () => {
		const codes = [...codesOf('16')].flatMap(code => code.split(';').map(Number));
		expect(codes.length).toBeGreaterThan(5);
		expect(codes.every(code => code < 10 || (code >= 30 && code <= 37))).toBe(true);
	});

	it('of 256 are indices of that palette', () => {
		const codes = [...codesOf('256')];
		expect(codes.some(code => code.includes('38;5;'))).toBe(true);
		expect(codes.every(code => !code.includes('38;2;'))).toBe(true);
	});
});

describe('a terminal that is too small', () => {
	it.each([
		[79, 24],
		[80, 23],
		[40, 10],
	] as const)('%i × %i says so and how to leave', (...size) => {
		const text = frame(buildSnapshot(), size);
		expectToFill(text, size);
		expect(text).toContain(`${size[0]}×${size[1]}`);
		expect(text).toContain('80×24');
		expect(text).toContain('q quits');
	});

	it.each([
		[1, 1],
		[3, 2],
		[10, 3],
	] as const)('even %i × %i is drawn within its bounds', (width, height) => {
		const lines = compose(buildSnapshot(), {width, height}, plain);
		expect(lines.length).toBeLessThanOrEqual(Math.max(1, height - 1));
		expect(lines.every(line => widthOf(plain.paint(line)) <= width)).toBe(true);
	});
});

it('any size between is filled exactly', () => {
	for (let width = 80; width <= 260; width += 9) {
		for (let height = 24; height <= 90; height += 5) {
			expectToFill(frame(buildSnapshot(), [width, height]), [width, height]);
		}
	}
});

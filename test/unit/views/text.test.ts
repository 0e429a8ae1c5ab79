import {describe, expect, it} from 'vitest';
import {
	bytes,
	duration,
	figure,
	framesPerSecond,
	hertz,
	milliseconds,
	percent,
} from '../../../source/format/numbers.js';
import {actionOf, keyBindings, refreshSteps, stepRefresh} from '../../../source/views/keys.js';
import {
	cut,
	fitLine,
	line,
	lineWidth,
	span,
	spread,
	wholeItems,
} from '../../../source/views/canvas/lines.js';
import {fold} from '../../../source/views/canvas/theme.js';
import {
	backendChoices,
	modelChoices,
	nextChoice,
	windowAround,
} from '../../../source/views/pages/choices.js';
import {buildSnapshot} from './snapshot-builder.js';

describe('numbers', () => {
	it.each([
		[0.0621, '0.062'],
		[9.4, '9.40'],
		[11.62, '11.62'],
		[123.42, '123.4'],
		[2710.3, '2710'],
		[undefined, 'n/a'],
	])('%s ms', (value, text) => {
		expect(milliseconds(value)).toBe(text);
	});

	it.each([
		[0.52, '0.52'],
		[83.98, '84.0'],
		[1204.3, '1204'],
		[undefined, 'n/a'],
	])('%s frames a second', (value, text) => {
		expect(framesPerSecond(value)).toBe(text);
	});

	it.each([
		[0, '00:00:00'],
		[754_000, '00:12:34'],
		[86_399_999, '23:59:59'],
		[183_845_000, '2d 03:04:05'],
	])('%d ms as a duration', (value, text) => {
		expect(duration(value)).toBe(text);
	});

	it('percent, bytes and hertz have their units', () => {
		expect(percent(0.891)).toBe('89.1 %');
		expect(percent(undefined)).toBe('n/a');
		expect(bytes(96 * 2 ** 20)).toBe('96.0 MiB');
		expect(bytes(512)).toBe('512 B');
		expect(bytes(undefined)).toBe('n/a');
		expect(hertz(1.8e9)).toBe('1.80 GHz');
		expect(hertz(6e8)).toBe('600 MHz');
	});

	it('a missing figure has its reason, a zero is a zero', () => {
		expect(figure({missing: 'no sensor'}, String)).toBe('n/a (no sensor)');
		expect(figure({value: 0}, String)).toBe('0');
	});
});

describe('widths', () => {
	it.each([
		['plain', 5, 'plain'],
		['plain', 4, 'pla…'],
		['三毛猫', 6, '三毛猫'],
		['三毛猫', 5, '三毛…'],
		['三毛猫', 4, '三…'],
		['👨‍👩‍👧‍👦 x', 2, '…'],
		['👨‍👩‍👧‍👦 x', 4, '👨‍👩‍👧‍👦 x'],
		['plain', 0, ''],
	])('%s cut to %d columns', (text, width, expected) => {
		expect(cut(text, width)).toBe(expected);
	});

	it('a line is exactly as wide as asked', () => {
		for (let width = 0; width < 20; width++) {
			expect(lineWidth(fitLine(line('三毛猫 ', span('and more', 'bad')), width))).toBe(width);
		}
	});

	it('two ends of a line: the kept one is whole', () => {
		const text = (keep: 'left' | 'right') =>
			spread(line('left end'), line('right end'), 14, keep)
				.map(item => item.text)
				.join('');
		expect(text('right')).toBe('le…  right end');
		expect(text('left')).toBe('left end  rig…');
	});

	it('items are whole or not there', () => {
		const items = ['one  ', 'two  ', 'three  '].map(item => line(item));
		const shown = (width: number) =>
			wholeItems(items, width)
				.map(({text}) => text)
				.join('');
		expect(shown(15)).toBe('one  two  three');
		expect(shown(14)).toBe('one  two  ');
		expect(shown(8)).toBe('one  two');
		expect(shown(7)).toBe('one  ');
	});

	it('ASCII keeps the columns', () => {
		expect(fold('café 71 °C ± 2')).toBe('cafe 71  C + 2');
		expect(fold('三毛猫')).toBe('??????');
		expect(fold('✓ ✗ …')).toBe('* x ~');
	});
});

describe('keys', () => {
	it('no key has two meanings', () => {
		const keys = keyBindings.flatMap(binding => binding.keys);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it.each([
		['q', 'quit'],
		['?', 'help'],
		[' ', 'freeze'],
		['m', 'pickModel'],
		['M', 'nextModel'],
		['+', 'faster'],
		['-', 'slower'],
		['escape', 'close'],
		['z', undefined],
	])('%j is %s', (key, action) => {
		expect(actionOf(key)).toBe(action);
	});

	it('refresh steps through its list and stops at the ends', () => {
		expect(stepRefresh(500, 'faster')).toBe(200);
		expect(stepRefresh(500, 'slower')).toBe(1000);
		expect(stepRefresh(refreshSteps[0], 'faster')).toBe(refreshSteps[0]);
		expect(stepRefresh(refreshSteps.at(-1)!, 'slower')).toBe(refreshSteps.at(-1));
		expect(stepRefresh(333, 'faster')).toBe(200);
	});
});

describe('choices', () => {
	it('say what runs, what is there, and what would mend the rest', () => {
		const [running, , absent] = modelChoices(buildSnapshot());
		expect(running!.cells['model']).toBe('efficientnet-b0 (running)');
		expect(absent!.isAvailable).toBe(false);
		expect(absent!.cells['state']).toContain('edgetop models pull resnet50');
		const [, tpu] = backendChoices(buildSnapshot());
		expect(tpu!.cells['state']).toBe('no: plug it in and install libedgetpu1-std');
	});

	it('what no conversion brings to a backend is no next backend, and says why', () => {
		const snapshot = buildSnapshot();
		const torch = (text: string, isPossible: boolean) =>
			backendChoices({
				...snapshot,
				backends: [
					...snapshot.backends!,
					{
						id: 'pytorch:cpu',
						title: 'PyTorch',
						formats: ['torchscript'],
						isExclusive: false,
						options: [],
						availability: {status: 'available', device: 'CPU', version: '2'},
					},
				],
				flipNotes: {torchscript: {text, isPossible}},
			}).at(-1);
		expect(torch('takes uint8 pictures', false)).toMatchObject({
			isAvailable: false,
			cells: {state: 'no: takes uint8 pictures'},
			detail: 'pytorch:cpu: PyTorch, runs on CPU; efficientnet-b0 takes uint8 pictures',
		});
		expect(torch('will be converted once (about 20 s)', true)).toMatchObject({
			isAvailable: true,
			cells: {state: 'will be converted once (about 20 s)'},
		});
	});

	it('cycle over what is there, round the end', () => {
		const choices = modelChoices(buildSnapshot());
		expect(nextChoice(choices, 'efficientnet-b0')).toBe('mobilenet-v2');
		expect(nextChoice(choices, 'mobilenet-v2')).toBe('efficientnet-b0');
		expect(nextChoice(choices.slice(0, 1), 'efficientnet-b0')).toBeUndefined();
		expect(nextChoice([], 'efficientnet-b0')).toBeUndefined();
	});

	it('keep the selected row in sight', () => {
		expect(windowAround(10, 0, 4)).toEqual([0, 4]);
		expect(windowAround(10, 5, 4)).toEqual([3, 7]);
		expect(windowAround(10, 9, 4)).toEqual([6, 10]);
		expect(windowAround(3, 2, 7)).toEqual([0, 3]);
	});
});

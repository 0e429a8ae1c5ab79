import {describe, expect, it} from 'vitest';
import {bar} from '../../../source/views/canvas/bar.js';
import {columnChart, roundTop} from '../../../source/views/canvas/column-chart.js';
import {largeNumber} from '../../../source/views/canvas/large-number.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';

const {glyphs} = makeTheme('none', false);
const {glyphs: ascii} = makeTheme('none', true);

describe('columnChart', () => {
	it('draws eighths from the bottom up', () => {
		expect(columnChart([0, 1, 2, 4, 8, 12, 16], 2, 16, glyphs)).toEqual(['     ▄█', '▁▁▂▄███']);
	});

	it('leaves a gap empty and draws 0 as the lowest mark', () => {
		expect(columnChart([8, undefined, 0, 8], 1, 8, glyphs)).toEqual(['█ ▁█']);
	});

	it('holds a value above the top at the top', () => {
		expect(columnChart([99], 2, 8, glyphs)).toEqual(['█', '█']);
	});

	it('has three levels of ASCII', () => {
		expect(columnChart([1, 2, 3, 6], 2, 6, ascii)).toEqual(['   #', '.:##']);
	});

	it('draws nothing where nothing is known', () => {
		expect(columnChart([undefined, undefined], 2, 1, glyphs)).toEqual(['  ', '  ']);
	});
});

describe('roundTop', () => {
	it.each([
		[0.013, 0.015],
		[1, 1],
		[83.9, 100],
		[101, 150],
		[211, 250],
		[999, 1000],
	])('%d fits under %d', (value, top) => {
		expect(roundTop(value)).toBeCloseTo(top, 12);
	});

	it.each([0, -1, Number.NaN])('%d has an axis of 1', value => {
		expect(roundTop(value)).toBe(1);
	});
});

describe('bar', () => {
	it.each([
		[0, '····'],
		[0.5, '██··'],
		[0.531_25, '██▏·'],
		[1, '████'],
		[7, '████'],
		[-1, '····'],
	])('%d of four columns', (share, drawn) => {
		expect(bar(share, 4, glyphs)).toBe(drawn);
	});

	it('has halves in ASCII', () => {
		expect(bar(0.625, 4, ascii)).toBe('==-.');
	});
});

describe('largeNumber', () => {
	it('draws digits and the point three rows high', () => {
		expect(largeNumber('12.5', glyphs)).toEqual([
			'▄█  ▀▀█   █▀▀',
			' █  █▀▀   ▀▀█',
			'▀▀▀ ▀▀▀ ▀ ▀▀▀',
		]);
	});

	it('draws bars where there are no blocks', () => {
		expect(largeNumber('48', ascii)).toEqual(['     _ ', '|_| |_|', '  | |_|']);
	});

	it('tells all ten digits apart', () => {
		for (const marks of [glyphs, ascii]) {
			const drawn = Array.from('0123456789', digit => largeNumber(digit, marks).join('\n'));
			expect(new Set(drawn).size).toBe(10);
		}
	});
});

import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {hangingLines, textTable, wrapCell} from '../../../source/format/text-table.js';

const rows = [
	['NAME', 'FPS', 'WHY'],
	['efficientnet-b0', '84.0', 'thermal: the trip of cpu-thermal at 80 °C was reached after 4 min'],
	['三毛猫三毛猫三毛猫', '4.0', 'none'],
];
const words = [0, 2];
const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

describe('a table', () => {
	it.each([200, 80, 60, 46, 30, 20])('in %d columns fits and loses nothing', width => {
		const lines = textTable(rows, words, width);
		expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(width);
		const letters = (text: string): string => [...squeezed(text)].sort().join('');
		const all = letters(rows.slice(1).flat().join(''));
		for (const letter of all) {
			expect(letters(lines.join(''))).toContain(letter);
		}

		expect(squeezed(lines.join(''))).toContain('84.0');
	});

	it('is as wide as it is where nothing asks for less, and where it fits', () => {
		expect(textTable(rows, words)).toEqual(textTable(rows, words, 200));
		expect(textTable(rows, words)).toHaveLength(3);
	});

	it('shows a row as a block where columns do not fit', () => {
		expect(
			textTable(
				[
					['A', 'B'],
					['one', 'two'],
					['three', ''],
				],
				[0, 1],
				5,
			),
		).toEqual(['A  one', 'B  two', '', 'A  three']);
	});
});

it('a long word is broken, a wide character is not', () => {
	expect(wrapCell('a bb ccccc', 4)).toEqual(['a bb', 'cccc', 'c']);
	expect(wrapCell('三毛猫', 3)).toEqual(['三', '毛', '猫']);
	expect(wrapCell('', 4)).toEqual(['']);
});

it('a text hangs behind its prefix, or below it', () => {
	expect(hangingLines('id  ', 'x '.repeat(20).trim(), 30)).toEqual([
		`id  ${'x '.repeat(13).trim()}`,
		`    ${'x '.repeat(7).trim()}`,
	]);
	expect(hangingLines('a longer prefix  ', 'one two', 30)).toEqual([
		'a longer prefix',
		'    one two',
	]);
	expect(hangingLines('id  ', 'one', undefined)).toEqual(['id  one']);
});

import {expect, it} from 'vitest';
import {passesText, shortPassesText} from '../../../source/format/passes-text.js';

it.each([
	[1, 0, '1 whole pass', '1 pass'],
	[2, 0, '2 whole passes', '2 passes'],
	[1, 0.25, '1 whole pass and 25 % of another', '1 pass and 25 %'],
	[3, 0.001, '3 whole passes and under 1 % of another', '3 passes and under 1 %'],
	[1, 0.9999, '1 whole pass and over 99 % of another', '1 pass and over 99 %'],
	[0, 0.5, '50 % of the images', '50 % of the images'],
	[0, 0.0001, 'under 1 % of the images', 'under 1 % of the images'],
	[0, 0, '0 % of the images', '0 % of the images'],
])('%d and %d', (complete, partial, text, short) => {
	expect(passesText({complete, partial})).toBe(text);
	expect(shortPassesText({complete, partial})).toBe(short);
});

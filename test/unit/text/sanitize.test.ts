import {describe, expect, it} from 'vitest';
import {mutants} from '../../../scripts/fuzz/mutate.js';
import {sanitize} from '../../../source/text/sanitize.js';

describe('sanitize', () => {
	it.each([
		['a\u001B[31mred\u001B[0m', 'ared'],
		['a\u001B]0;title\u0007b', 'ab'],
		['a\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\', 'alink'],
		['a\u009B31mb', 'ab'],
		['a\u0090b\u009Cc', 'a·b·c'],
		['a\r\nb\tc\u007F', 'a··b·c·'],
		['abc\u202Efdp.exe', 'abc·fdp.exe'],
		['a\u2066b\u2069', 'a·b·'],
		['a\u200Bb\uFEFF', 'a·b·'],
		['tag\u{E0041}\u{E0042}', 'tag··'],
		['\u3164\u115F\uFFA0\u180E', '····'],
		['half \uD83D', 'half ·'],
		['\uDE00 half', '· half'],
		['whole \u{1F600}', 'whole \u{1F600}'],
		['三毛猫 é ü ẫ', '三毛猫 é ü ẫ'],
	])('%j', (text, wanted) => {
		expect(sanitize(text)).toBe(wanted);
	});

	it('keeps a few marks of a flood on one letter', () => {
		expect(sanitize(`a${'\u0301'.repeat(500)}b`)).toBe(`a${'\u0301'.repeat(4)}b`);
	});

	it('cuts between characters', () => {
		expect(sanitize('ab\u{1F600}cd', 4)).toBe('ab…');
		expect(sanitize('ab\u{1F600}cd', 5)).toBe('ab\u{1F600}…');
	});

	it('is quick with what was made to be slow', () => {
		for (const text of [
			'\u001B['.repeat(50_000),
			`\u001B[${'0'.repeat(100_000)}`,
			'\u001B]'.repeat(50_000),
			`a${'\u0301'.repeat(100_000)}`,
		]) {
			expect(sanitize(text, 100).length).toBeLessThanOrEqual(100);
		}
	});

	it('leaves nothing that steers a terminal, whatever comes', () => {
		const seed = Buffer.from('\u001B[31m\u001B]0;x\u0007\u009B2J\u202E é 三\u0301\u0301');
		for (const mutant of mutants(seed, 19, 500)) {
			expect(sanitize(mutant.toString('utf8'))).not.toMatch(
				/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/,
			);
		}
	});
});

import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {LineSource} from '../../../../source/journal/read/read-journal.js';

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-lines-'));
	file = path.join(folder, 'run.ndjson');
});
afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

/** As a crash leaves a file whose length was written and whose end was not: zeros, which take no room here. */
const withZeros = (text: string, bytes: number): LineSource => {
	writeFileSync(file, text);
	truncateSync(file, text.length + bytes);
	return new LineSource(file);
};

it('keeps the lines before zeros without an end, however many', () => {
	for (const bytes of [100, 10 * 2 ** 30]) {
		expect([...withZeros('first\nsecond\n', bytes).lines()]).toEqual(['first', 'second']);
	}
});

it('refuses a file of nothing else before it is read to its end', () => {
	expect(() => [...withZeros('', 10 * 2 ** 30).lines()]).toThrow(
		/run\.ndjson: no journal of edgetop \(no line ends\)/,
	);
});

it('joins a line that comes in pieces', () => {
	const long = 'x'.repeat(700_000);
	expect([...withZeros(`a\n${long}\nb\nrest`, 0).lines()]).toEqual(['a', long, 'b']);
});

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {namedSessions} from '../../../source/journal/named-sessions.js';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-named-'));
	mkdirSync(path.join(folder, 'empty'));
	for (const name of ['2026-02-b.json', '2026-01-a.json', 'x.ndjson', '.a.json', 'a.json.12.tmp']) {
		writeFileSync(path.join(folder, name), '');
	}
});

afterAll(() => {
	rmSync(folder, {recursive: true});
});

it('a folder stands for its summaries, the oldest first', () => {
	expect(namedSessions(['other.json', folder])).toEqual([
		'other.json',
		path.join(folder, '2026-01-a.json'),
		path.join(folder, '2026-02-b.json'),
	]);
});

it('a folder without one is told, a file that is not there is left to who reads it', () => {
	expect(() => namedSessions([path.join(folder, 'empty')])).toThrow(/no summary \(\.json\)/);
	expect(namedSessions(['/nowhere/x.json'])).toEqual(['/nowhere/x.json']);
});

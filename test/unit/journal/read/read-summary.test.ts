import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {runCompare} from '../../../../source/commands/compare.js';
import {type Flags} from '../../../../source/flags.js';
import {type ComparisonReport} from '../../../../source/compare/compare-sessions.js';
import {readSummary} from '../../../../source/journal/read/read-summary.js';
import {latencies, segmentOf, summaryOf} from '../../report/summaries.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-summaries-'));
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, {recursive: true, force: true});
});

const write = (value: unknown, name = 'run.json'): string => {
	const file = path.join(folder, name);
	writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
	return file;
};

const good = summaryOf([segmentOf(latencies(300, 20, 1))]);

describe('readSummary', () => {
	it('gives back what was saved, from a document or a stream', () => {
		expect(readSummary(write(good))).toEqual(good);
		const stream = `{"type":"second"}\n${JSON.stringify({type: 'summary', summary: good})}\n`;
		expect(readSummary(write(stream, 'run.ndjson'))).toEqual(good);
	});

	it('keeps fields that a later edgetop adds from getting in the way', () => {
		expect(readSummary(write({...good, addedLater: 1}))).toEqual(good);
	});

	it.each([
		['no JSON', 'hello', /run\.json: no JSON document/],
		['a torn file', JSON.stringify(good).slice(0, 500), /run\.json: no JSON document/],
		['another document', {kind: 'other'}, /no summary of edgetop \(kind is "other"/],
		['a list', [], /no summary of edgetop \(\[\],/],
		['a newer version', {...good, schemaVersion: 9}, /schemaVersion 9 is newer .* update edgetop/],
		['a wrong version', {...good, schemaVersion: 'x'}, /field schemaVersion has "x"/],
		['a missing field', {...good, segments: undefined}, /field segments has nothing/],
		[
			'a wrong value',
			{...good, segments: [{...good.segments[0], frames: 'many'}]},
			/field segments\[0\]\.frames has "many"/,
		],
		[
			'a histogram that contradicts itself',
			{
				...good,
				segments: [
					{
						...good.segments[0],
						inferHistogram: {...good.segments[0]!.inferHistogram!, buckets: '5000 7'},
					},
				],
			},
			/segments\[0\]\.inferHistogram: latency histogram: 7 in buckets, 300 in all/,
		],
	])('refuses %s with one line', (_name, value, expected) => {
		const file = write(value);
		expect(() => readSummary(file)).toThrow(expected);
		expect(() => readSummary(file)).toThrow(expect.objectContaining({name: 'UserError'}));
	});

	it('names a file that cannot be read', () => {
		expect(() => readSummary(path.join(folder, 'none.json'))).toThrow(/none\.json: no such file/);
		expect(() => readSummary(folder)).toThrow(/it is a folder/);
	});
});

describe('edgetop compare', () => {
	let out = '';
	const run = async (files: string[], flags: Partial<Flags> = {}) => {
		out = '';
		vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
			out += String(chunk);
			return true;
		});
		return runCompare(files, {json: false, failIf: [], ...flags} as unknown as Flags);
	};

	it('prints JSON with the verdicts and ends with 3 where a limit is missed', async () => {
		const slow = write(summaryOf([segmentOf(latencies(300, 30, 2))]), 'slow.json');
		const files = [write(good), slow];
		expect(await run(files, {json: true, failIf: ['slower:5%']})).toBe(3);
		const report = JSON.parse(out) as ComparisonReport;
		expect(report.kind).toBe('edgetop-comparison');
		expect(report.sessions.map(({label}) => label)).toEqual(['A', 'B']);
		expect(report.comparisons[0]!.pairs[0]!.figures[0]).toMatchObject({
			id: 'infer.p50',
			unit: 'ms',
			verdict: 'slower',
		});
		expect(await run(files, {failIf: ['slower:80%']})).toBe(0);
		expect(await run([write(good), write(good)], {failIf: ['slower']})).toBe(0);
		expect(out).toContain('no difference');
	});

	it('wants two files', async () => {
		await expect(run([write(good)])).rejects.toThrow(/two or more/);
	});
});

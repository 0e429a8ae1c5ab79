import {copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {runReport} from '../../../source/commands/report.js';
import {type Flags} from '../../../source/flags.js';
import {averagesBy} from '../../../source/report/table/groups.js';
import {chartText} from '../../../source/report/table/chart-line.js';
import {rowsAsCsv, rowsAsMarkdown} from '../../../source/report/table/formats.js';
import {reportRows, type ReportRow} from '../../../source/report/table/rows.js';
import {scatterChart} from '../../../source/report/table/scatter.js';
import {latencies, segmentOf, summaryOf} from './summaries.js';

const row = (change: Partial<ReportRow> = {}): ReportRow => ({
	device: 'Raspberry Pi 4 Model B',
	framework: 'onnxruntime 1.30.0',
	model: 'efficientnet-b0 float32',
	inferMs: 120,
	p50Ms: 118,
	p90Ms: 130,
	fps: 8,
	top1: 0.77,
	top5: 0.93,
	images: 1000,
	isValid: true,
	verdict: 'VALID',
	file: 'a.json',
	isReference: false,
	...change,
});

describe('reportRows', () => {
	it('has a row for each measured segment, with the figures as they were saved', () => {
		const first = segmentOf(latencies(300, 20, 1));
		const empty = segmentOf([10], {number: 2, frames: 0, stages: {}});
		const gpu = segmentOf(latencies(300, 5, 2), {number: 3, device: 'GPU (Maxwell)'});
		const rows = reportRows([
			{file: 'a.json', summary: summaryOf([first, empty])},
			{file: 'b.json', summary: summaryOf([gpu], {board: 'Jetson Nano'})},
		]);
		expect(rows.map(({device, model, file}) => [device, model, file])).toEqual([
			['Raspberry Pi 4 Model B', 'efficientnet-b0 float32', 'a.json'],
			['Jetson Nano, GPU (Maxwell)', 'efficientnet-b0 float32', 'b.json'],
		]);
		expect(rows[0]).toMatchObject({
			inferMs: first.stages.infer!.mean,
			p90Ms: first.stages.infer!.p90,
			fps: first.fps.session,
			top1: 0.86,
			images: 100,
		});
	});

	it('names a computer without a board by its host and CPU', () => {
		const base = summaryOf([segmentOf([10, 11], {device: 'CPU (Cortex-A72)'})]);
		const {board: _board, ...host} = base.context.host;
		const summary = {...base, context: {...base.context, host}};
		expect(reportRows([{file: 'a.json', summary}])[0]!.device).toBe('bench, Cortex-A72');
	});
});

describe('formats', () => {
	it('CSV quotes what needs it, keeps precision, leaves what is missing empty', () => {
		const {top1, top5, ...unlabelled} = row({device: '=HYPERLINK("x"), y', images: 0});
		expect(rowsAsCsv([unlabelled, row({inferMs: 1 / 3})])[1]).toBe(
			`"'=HYPERLINK(""x""), y",onnxruntime 1.30.0,efficientnet-b0 float32,120,118,130,8,,,0,,,,,,,,,VALID,true,false,,a.json`,
		);
		expect(rowsAsCsv([row({inferMs: 1 / 3})])[1]).toContain(',0.3333333333333333,');
		expect([top1, top5]).toEqual([0.77, 0.93]);
	});

	it("Markdown has the report's columns and cannot be broken by a name", () => {
		const [head, , line] = rowsAsMarkdown([row({model: 'a|b <i>\u001B[31m', top1: 0.7714})]);
		expect(head).toMatch(/^\| Device \| Framework \| Model \| Inference time \(ms\) \|/);
		expect(line).toContain(String.raw`| a\|b \<i\> | 120.0 |`);
		expect(line).toContain('| 77.1 | 93.0 | 1000 |');
		expect(line).toMatch(/\| VALID \|$/);
	});
});

describe('charts', () => {
	it('averages over what has the figure', () => {
		const rows = [row({inferMs: 10}), row({inferMs: 30}), row({device: 'Other', inferMs: 5})];
		expect(
			averagesBy(
				rows,
				({device}) => device,
				({inferMs}) => inferMs,
			),
		).toEqual([
			{name: 'Raspberry Pi 4 Model B', value: 20, rows: 2, isReference: false},
			{name: 'Other', value: 5, rows: 1, isReference: false},
		]);
		expect(
			averagesBy(
				[row({top1: undefined as unknown as number})],
				({model}) => model,
				({top1}) => top1,
			),
		).toEqual([]);
	});

	it('puts equal ratios of time at equal distances, better accuracy higher', () => {
		const chart = scatterChart(
			[
				row({p50Ms: 10.001, top1: 0.7}),
				row({p50Ms: 100, top1: 0.75}),
				row({p50Ms: undefined, inferMs: 999.9, top1: 0.8}),
			],
			{isAscii: true},
		).map(line => chartText(line));
		const place = (mark: string) => {
			const line = chart.findIndex((text, index) => index > 0 && text.slice(9).includes(mark));
			return [line, chart[line]!.indexOf(mark, 9)] as const;
		};

		const [first, second, third] = [place('1'), place('2'), place('3')];
		expect(first[0]).toBeGreaterThan(second[0]);
		expect(second[0]).toBeGreaterThan(third[0]);
		expect(Math.abs(second[1] - first[1] - (third[1] - second[1]))).toBeLessThanOrEqual(1);
		expect(chart.at(-1)).toMatch(/^ +10 ms +1000 ms$/);
		expect(chart.join('')).toMatch(/^[\u0020-\u007E]+$/);
	});

	it('marks points that fall together, and says when there is none', () => {
		const texts = (chart: ReturnType<typeof scatterChart>) => chart.map(line => chartText(line));
		expect(
			texts(scatterChart([row(), row()]))
				.slice(1, -2)
				.join(''),
		).toContain('+');
		const {top1, ...unlabelled} = row();
		expect(texts(scatterChart([unlabelled]))[1]).toBe('  no row has an accuracy');
		expect(top1).toBe(0.77);
	});
});

describe('edgetop report', () => {
	let folder: string;
	let out = '';
	beforeEach(() => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-report-'));
		out = '';
		vi.stubEnv('XDG_DATA_HOME', folder);
		vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
			out += String(chunk);
			return true;
		});
	});
	afterEach(() => {
		vi.restoreAllMocks();
		vi.unstubAllEnvs();
		rmSync(folder, {recursive: true, force: true});
	});

	const run = async (files: string[], flags: Partial<Flags> = {}) =>
		runReport(files, {json: false, ascii: false, ...flags} as Flags);
	const saved = (name: string, ms: number) => {
		const file = path.join(folder, name);
		writeFileSync(file, JSON.stringify(summaryOf([segmentOf(latencies(300, ms, 1))])));
		return file;
	};

	it('prints one table of all sessions, a chart a model, and the averages when asked', async () => {
		const files = [saved('a.json', 20), saved('b.json', 50)];
		expect(await run(files)).toBe(0);
		expect(out).toContain('Inference time and top-1 of efficientnet-b0 (logarithmic)');
		expect(out).toContain('Top-1 accuracy against inference time (logarithmic)');
		expect(out).not.toContain('Average');
		out = '';
		expect(await run(files, {averages: true})).toBe(0);
		expect(out).toMatch(/^1 +Raspberry Pi 4 Model B +onnxruntime 1\.30\.0 +efficientnet-b0/m);
		expect(out).toMatch(/^2 +Raspberry Pi 4 Model B/m);
		for (const title of [
			'Average inference time by device',
			'Average top-1 accuracy by model',
			'Average inference time by framework',
			'Top-1 accuracy against inference time (logarithmic)',
		]) {
			expect(out).toContain(title);
		}
	});

	it('prints JSON and CSV without anything else', async () => {
		const file = saved('a.json', 20);
		await run([file], {json: true, reference: [false] as unknown as string[]});
		expect(JSON.parse(out)).toMatchObject({
			kind: 'edgetop-report',
			rows: [{file, top1: 0.86, isValid: true}],
		});
		out = '';
		await run([file], {format: 'csv'});
		// The heading, this run, and the 31 rows of the report of 2019.
		expect(out.trimEnd().split('\n')).toHaveLength(33);
		out = '';
		await run([file], {format: 'csv', reference: [false] as unknown as string[]});
		expect(out.trimEnd().split('\n')).toHaveLength(2);
	});

	it('puts tables of others behind the own rows, with letters, their source and caveats', async () => {
		const reference = path.join(folder, 'boards.json');
		writeFileSync(
			reference,
			JSON.stringify({
				kind: 'edgetop-reference',
				schemaVersion: 1,
				title: 'boards of others',
				source: 'https://example.org/boards',
				caveats: ['Means only'],
				rows: [
					{device: 'Board A', framework: 'F', model: 'ResNet-50', inferMs: 40.5, top1: 0.7},
					{device: 'Board B', framework: 'F', model: 'ResNet-50', inferMs: 400},
				],
			}),
		);
		const file = saved('a.json', 20);
		const only = {reference: [false, reference] as unknown as string[]};
		await run([file], only);
		expect(out).toMatch(/^a +Board A +F +ResNet-50 +40\.50 +n\/a +n\/a +n\/a +70\.0 +n\/a +n\/a/m);
		expect(out).toMatch(/^b +Board B .*reference: boards of others$/m);
		// Nothing of the table of 2019.
		expect(out).not.toContain('GTX');
		expect(out).toContain('boards of others: 2 rows, https://example.org/boards. Means only.');
		out = '';
		await run([file], {...only, json: true});
		expect(JSON.parse(out)).toMatchObject({
			rows: [{file}, {device: 'Board A', isReference: true}, {device: 'Board B'}],
			references: [{source: 'https://example.org/boards'}],
		});
		out = '';
		await run([file], {...only, format: 'html'});
		expect(out).toContain('class="mark reference"');
		expect(out).toContain('Means only.');
		expect(out).toContain('Board B');
	});

	it.each([
		[['a.json'], {format: 'pdf'}, /--format pdf: expected one of text, md, csv, json/],
		[['a.json'], {format: 'md', json: true}, /contradict/],
	])('refuses %j %j', async (files, flags, expected) => {
		await expect(run(files, flags)).rejects.toThrow(expected);
	});

	it('without a file takes the newest of this machine', async () => {
		vi.stubEnv('XDG_STATE_HOME', folder);
		vi.spyOn(process.stderr, 'write').mockReturnValue(true);
		await expect(run([], {})).rejects.toThrow(/a saved summary is missing/);
		const sessions = path.join(folder, 'edgetop', 'sessions');
		mkdirSync(sessions, {recursive: true});
		const file = saved('a.json', 20);
		const older = path.join(sessions, '2026-01-01T00-00-00Z-a-1.json');
		const newer = path.join(sessions, '2026-02-01T00-00-00Z-b-1.json');
		copyFileSync(file, older);
		copyFileSync(file, newer);
		utimesSync(newer, 0, 0);
		out = '';
		await run([], {json: true});
		const {rows} = JSON.parse(out) as {rows: Array<{file: string}>};
		expect(rows[0]!.file).toBe(newer);
	});
});

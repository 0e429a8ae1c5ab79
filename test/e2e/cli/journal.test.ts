import {
	appendFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, describe, expect, it} from 'vitest';
import {readSummary, savedLatencies} from '../../../source/journal/read/read-summary.js';
import {type Summary} from '../../../source/record/summary.js';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const journals = (): string[] => {
	const folder = path.join(home.folder, 'edgetop', 'journals');
	return readdirSync(folder)
		.toSorted()
		.map(name => path.join(folder, name));
};

const newest = (): string => journals().at(-1)!;

describe('the journal of a run', () => {
	let summary: Summary;
	let lines: string[];

	it('ends with its summary, and is listed', async () => {
		const {stdout, code} = await home.run('--json', '--duration', '4s');
		expect(code).toBe(0);
		summary = JSON.parse(stdout) as Summary;
		expect(readSummary(newest())).toEqual(summary);
		lines = readFileSync(newest(), 'utf8').trimEnd().split('\n');
		expect(lines.length).toBeGreaterThanOrEqual(6);
		const listed = await home.run('sessions');
		expect(listed.stdout).toContain('completed');
		expect(listed.stdout).toContain('efficientnet-b0 on onnxruntime:cpu');
		const asJson = await home.run('sessions', '--json');
		expect(JSON.parse(asJson.stdout)).toMatchObject({
			sessions: [{id: summary.id, state: 'completed'}],
		});
	});

	it('rebuilds the same figures where its last line is missing', () => {
		const file = path.join(home.folder, 'cut.ndjson');
		writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
		const rebuilt = readSummary(file);
		expect(rebuilt.end.reason).toBe('cut off');
		expect(rebuilt.id).toBe(summary.id);
		expect(rebuilt.context).toEqual(summary.context);
		const [before] = summary.segments;
		const [after] = rebuilt.segments;
		expect(after!.modelSha256).toBe(before!.modelSha256);
		expect(after!.preprocessing).toEqual(before!.preprocessing);
		expect(after!.warmup!.runs).toBe(before!.warmup!.runs);
		// The last second is not in it.
		expect(after!.frames).toBeLessThanOrEqual(before!.frames);
		expect(before!.seconds - after!.seconds).toBeLessThan(2);
		const histogram = savedLatencies(after!)!;
		expect(histogram.count).toBe(after!.frames);
		expect(Math.abs(histogram.percentile(0.5)! / after!.stages.infer!.p50 - 1)).toBeLessThan(0.002);
		expect(histogram.mean! / after!.stages.infer!.mean).toBeCloseTo(1, 5);
		expect(histogram.cv! / after!.stages.infer!.cv!).toBeCloseTo(1, 4);
		expect(rebuilt.events.map(({text}) => text)).toEqual(
			summary.events.slice(0, rebuilt.events.length).map(({text}) => text),
		);
	});

	it('is a summary from its first line on, and where the last line is torn', () => {
		const file = path.join(home.folder, 'prefix.ndjson');
		const frames = lines.slice(0, -1).map((line, index) => {
			writeFileSync(file, `${lines.slice(0, index + 1).join('\n')}\n`);
			appendFileSync(file, (lines[index + 1] ?? line).slice(0, 20));
			return readSummary(file).segments[0]!.frames;
		});
		expect(frames[0]).toBe(0);
		expect(frames.at(-1)).toBeGreaterThan(0);
		expect(frames).toEqual(frames.toSorted((a, b) => a - b));
	});

	it('that is damaged in the middle says where', () => {
		const file = path.join(home.folder, 'damaged.ndjson');
		writeFileSync(file, `${[...lines.slice(0, 3), '{"atMs":', ...lines.slice(3)].join('\n')}\n`);
		expect(() => readSummary(file)).toThrow(/damaged\.ndjson: damaged after \d+ s/);
	});

	it('an empty file, a newer version and another file are told apart', () => {
		const file = path.join(home.folder, 'other.ndjson');
		writeFileSync(file, '{"kind":"edgetop-journal","schemaVersion":99}\n');
		expect(() => readSummary(file)).toThrow(/newer than this edgetop/);
		writeFileSync(file, '{"kind":"edgetop-journal"');
		expect(() => readSummary(file)).toThrow(/it is empty/);
		writeFileSync(file, '{"kind":"something"}\n');
		expect(() => readSummary(file)).toThrow(/no summary of edgetop/);
	});
});

describe('a run that is killed', () => {
	it('with SIGKILL leaves all but its last second', async () => {
		const {child, ended} = home.start(['--headless', '--backend', 'null', '--duration', '60s']);
		await sleep(6500);
		const running = await home.run('sessions', '--limit', '1');
		expect(running.stdout).toContain('running');
		child.kill('SIGKILL');
		const {signal} = await ended;
		expect(signal).toBe('SIGKILL');
		const summary = readSummary(newest());
		expect(summary.end.reason).toBe('cut off');
		expect(summary.elapsedSeconds).toBeGreaterThan(3);
		expect(summary.segments[0]!.frames).toBeGreaterThan(0);
		const report = await home.run('report', newest());
		expect(report.stdout).toContain('null');
		const listed = await home.run('sessions', '--limit', '1');
		expect(listed.stdout).toContain('cut off');
	});
});

describe('--journal', () => {
	it('off keeps none', async () => {
		const before = journals().length;
		const {code} = await home.run('--json', '--frames', '5', '--journal', 'off');
		expect(code).toBe(0);
		expect(journals()).toHaveLength(before);
	});

	it('never overwrites a file', async () => {
		const file = path.join(home.folder, 'mine.ndjson');
		writeFileSync(file, 'mine');
		const {code, stderr} = await home.run('--json', '--frames', '5', '--journal', file);
		expect(code).toBe(2);
		expect(stderr).toBe(`edgetop: --journal: no journal at ${file}: the file is there already\n`);
		expect(readFileSync(file, 'utf8')).toBe('mine');
		expect(home.leftovers()).toEqual([]);
	});

	it('without a place for it the run goes on, and says so', async () => {
		const blocked = makeHome();
		mkdirSync(path.join(blocked.folder, 'edgetop'), {recursive: true});
		writeFileSync(path.join(blocked.folder, 'edgetop', 'journals'), 'a file in its place');
		const {code, stdout} = await blocked.run('--json', '--frames', '5');
		blocked.remove();
		expect(code).toBe(0);
		const summary = JSON.parse(stdout) as Summary;
		expect(summary.events.map(({kind}) => kind)).toContain('journalStopped');
	});
});

it('old journals make room for new ones', async () => {
	const other = makeHome();
	const folder = path.join(other.folder, 'edgetop', 'journals');
	mkdirSync(folder, {recursive: true});
	const large = path.join(folder, '2001-01-01T00-00-00Z-a-1.ndjson');
	writeFileSync(large, '');
	truncateSync(large, 2 ** 30 + 1);
	utimesSync(large, 1e9, 1e9);
	await other.run('--json', '--frames', '5');
	expect(readdirSync(folder).filter(name => name.startsWith('2001'))).toEqual([]);
	expect(readdirSync(folder)).toHaveLength(1);
	other.remove();
});

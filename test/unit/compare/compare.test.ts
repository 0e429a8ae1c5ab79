import {describe, expect, it} from 'vitest';
import {compareSessions, type PairComparison} from '../../../source/compare/compare-sessions.js';
import {comparisonText} from '../../../source/compare/comparison-text.js';
import {parseLimit} from '../../../source/compare/fail-if.js';
import {type Summary} from '../../../source/record/summary.js';
import {latencies, segmentOf, summaryOf} from '../report/summaries.js';

const named = (...summaries: Summary[]) =>
	summaries.map((summary, place) => ({file: `run-${place + 1}.json`, summary}));

const firstPair = (...summaries: Summary[]): PairComparison =>
	compareSessions(named(...summaries)).comparisons[0]!.pairs[0]!;

const figure = (pair: PairComparison, id: string) => pair.figures.find(item => item.id === id)!;

const base = summaryOf([segmentOf(latencies(1500, 20, 1))]);

describe('verdicts', () => {
	it('of a session and itself: no difference in time; a hundred images leave accuracy open', () => {
		const pair = firstPair(base, base);
		const tested = pair.figures.filter(({verdict}) => verdict !== undefined);
		expect(tested.map(({id}) => id)).toEqual([
			'infer.p50',
			'infer.p90',
			'infer.p99',
			'fps',
			'top1',
			'top5',
		]);
		for (const {unit, verdict, change, low, high, margin} of tested) {
			expect(verdict).toBe(unit === 'share' ? 'undecided' : 'no difference');
			expect(margin).toBe(unit === 'share' ? 0.02 : 0.05);
			expect(change).toBeCloseTo(0, 12);
			expect(low).toBeLessThan(0);
			expect(high).toBeGreaterThan(0);
		}

		expect(pair.differences).toEqual([]);
		expect(pair.figures.every(({verdict, reason}) => verdict !== undefined || reason)).toBe(true);
	});

	it('of two runs of one machine: no difference', () => {
		const again = summaryOf([segmentOf(latencies(1500, 20, 2))]);
		const pair = firstPair(base, again);
		expect(figure(pair, 'infer.p50').verdict).toBe('no difference');
		expect(figure(pair, 'fps').verdict).toBe('no difference');
	});

	it('of a run with 5 % more time: slower, and the other way round faster', () => {
		const slow = summaryOf([segmentOf(latencies(1500, 21, 3))]);
		const there = firstPair(base, slow);
		expect(figure(there, 'infer.p50').verdict).toBe('slower');
		expect(figure(there, 'infer.p50').change).toBeCloseTo(0.05, 1);
		expect(figure(there, 'fps').verdict).toBe('slower');
		expect(figure(there, 'fps').change).toBeLessThan(0);
		expect(figure(there, 'fps').low).toBeLessThan(figure(there, 'fps').high!);
		const back = firstPair(slow, base);
		expect(figure(back, 'infer.p50').verdict).toBe('faster');
		expect(figure(back, 'fps').verdict).toBe('faster');
	});

	it('of accuracy: lower only where the images prove it', () => {
		const accuracy = (hits: number, n: number) =>
			summaryOf([segmentOf(latencies(100, 20, 1), {}, {hits, n})]);
		expect(figure(firstPair(accuracy(86, 100), accuracy(80, 100)), 'top1').verdict).toBe(
			'undecided',
		);
		const many = accuracy(86_000, 100_000);
		expect(figure(firstPair(many, many), 'top1').verdict).toBe('no difference');
		expect(figure(firstPair(accuracy(860, 1000), accuracy(800, 1000)), 'top1').verdict).toBe(
			'lower',
		);
	});

	it('of a run whose throttling made neighbours alike: what looks like much is worth little', () => {
		const halves = [...latencies(750, 20, 1), ...latencies(750, 24, 2)];
		const other = [...latencies(700, 20, 3), ...latencies(800, 24, 4)];
		const pair = firstPair(summaryOf([segmentOf(halves)]), summaryOf([segmentOf(other)]));
		expect(figure(pair, 'infer.p50').verdict).toBe('undecided');
		expect(pair.notes.join('\n')).toMatch(/1500 samples weigh as \d\d independent ones/);
	});
});

describe('what cannot be compared', () => {
	it('speed of another model; its accuracy on the same images can', () => {
		const other = summaryOf([segmentOf(latencies(200, 9, 1), {modelName: 'mobilenet-v2'})]);
		const pair = firstPair(base, other);
		expect(figure(pair, 'infer.p50')).toMatchObject({
			reason: 'not comparable: different models, so different work',
		});
		expect(figure(pair, 'infer.p50').verdict).toBeUndefined();
		expect(figure(pair, 'fps').verdict).toBeUndefined();
		expect(figure(pair, 'top1').verdict).toBe('undecided');
		expect(pair.differences).toContainEqual({
			name: 'model',
			values: ['efficientnet-b0', 'mobilenet-v2'],
		});
	});

	it('accuracy and FPS on other images; the latency of inference can', () => {
		const other = summaryOf([segmentOf(latencies(1500, 20, 2))], {}, {hash: '00'.repeat(32)});
		const report = compareSessions(named(base, other));
		const pair = report.comparisons[0]!.pairs[0]!;
		for (const id of ['top1', 'top5', 'fps', 'total.p50']) {
			expect(figure(pair, id).reason).toBe('not comparable: different images');
			expect(figure(pair, id).verdict).toBeUndefined();
		}

		expect(figure(pair, 'infer.p50').verdict).toBe('no difference');
		expect(report.context.map(({name}) => name)).toEqual(['dataset hash']);
	});

	it('summaries without samples: values and change, no verdict', () => {
		const {inferHistogram, blocks, ...old} = segmentOf(latencies(1500, 20, 1));
		expect([inferHistogram, blocks]).not.toContain(undefined);
		const pair = firstPair(base, summaryOf([old]));
		expect(figure(pair, 'infer.p50')).toMatchObject({
			change: 0,
			reason: 'not saved: the samples (an older edgetop)',
		});
	});
});

describe('sessions of several segments', () => {
	const onCpu = (number: number, ms: number) => segmentOf(latencies(300, ms, number), {number});
	const onWasm = (number: number, ms: number) =>
		segmentOf(latencies(300, ms, number), {number, backendId: 'onnxruntime:wasm'});

	it('pairs the same model on the same backend, whatever the order', () => {
		const first = summaryOf([onCpu(1, 20), onWasm(2, 60)]);
		const second = summaryOf([onWasm(1, 60), onCpu(2, 20), onCpu(3, 20)]);
		const {pairs, alone} = compareSessions(named(first, second)).comparisons[0]!;
		expect(pairs.map(pair => [pair.first, pair.second])).toEqual([
			[2, 1],
			[1, 2],
		]);
		expect(alone).toEqual(['segment 3, efficientnet-b0 float32 on onnxruntime:cpu']);
	});

	it('leaves out segments without a frame', () => {
		const empty = segmentOf(latencies(10, 1, 1), {number: 2, frames: 0});
		const {pairs, alone} = compareSessions(named(base, summaryOf([onCpu(1, 20), empty])))
			.comparisons[0]!;
		expect(pairs).toHaveLength(1);
		expect(alone).toEqual([]);
	});
});

describe('limits', () => {
	const slow = summaryOf([segmentOf(latencies(1500, 21.4, 3), {}, {hits: 60, n: 100})]);
	const judged = (limit: string, second: Summary) =>
		compareSessions(named(base, second), [parseLimit(limit)]).comparisons[0]!.limits[0]!;

	it.each([
		['slower', false],
		['slower:5%', false],
		['slower:0.05', false],
		['slower:10%', true],
		['less-accurate', false],
		['less-accurate:40%', true],
	])('%s', (limit, hasPassed) => {
		expect(judged(limit, slow).hasPassed).toBe(hasPassed);
		expect(judged(limit, base).hasPassed).toBe(true);
	});

	it('that cannot be judged are missed', () => {
		const other = summaryOf([segmentOf(latencies(200, 9, 1), {modelName: 'mobilenet-v2'})]);
		expect(judged('slower:5%', other)).toMatchObject({
			hasPassed: false,
			text: 'B, segment 1: cannot be judged: not comparable: different models, so different work',
		});
		expect(judged('slower', summaryOf([])).text).toBe('B: nothing to compare');
	});

	it.each(['slow', 'slower:', 'slower:5:5', 'slower:five', 'faster:5%'])('refuses %s', text => {
		expect(() => parseLimit(text)).toThrow(/--fail-if/);
	});
});

describe('the text', () => {
	it('shows sessions of many boards in one table, differences, figures and tests', () => {
		const slow = summaryOf([segmentOf(latencies(1500, 21, 3), {threads: 2})], {
			board: 'Jetson\u001B[31m Nano',
			kernel: '4.9.140',
		});
		const sessions = named(base, slow, base);
		const text = comparisonText(compareSessions(sessions, [parseLimit('slower:1%')]), sessions);
		expect(text).toMatch(/^A +Raspberry Pi 4 Model B +efficientnet-b0 float32 .* baseline$/m);
		expect(text).toMatch(/^B +Jetson Nano +efficientnet-b0 float32 .* slower \+\d\.\d %$/m);
		expect(text).toMatch(/^C .* no difference 0\.0 %$/m);
		expect(text).toMatch(/^ {2}kernel +6\.6\.31 +4\.9\.140 +6\.6\.31$/m);
		expect(text).toMatch(/^ {2}threads +4 +2$/m);
		expect(text).not.toMatch(/governor/);
		expect(text).toMatch(/^ {2}infer p50, ms .* \+\d\.\d to \+\d\.\d % +slower$/m);
		expect(text).toMatch(/^test: bootstrap of the ratio of medians/m);
		expect(text).toMatch(/^--fail-if slower:1%: MISSED: B, segment 1: infer p50: /m);
		expect(text).toMatch(/^--fail-if slower:1%: passed: C: kept$/m);
		expect(text).not.toContain('\u001B');
	});

	it('says when nothing differs', () => {
		const sessions = named(base, base);
		expect(comparisonText(compareSessions(sessions), sessions)).toContain(
			'Host, versions and images are the same.',
		);
	});
});

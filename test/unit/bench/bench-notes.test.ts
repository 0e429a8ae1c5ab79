import {expect, test} from 'vitest';
import {benchAsText, benchNotes} from '../../../source/bench/report/bench-formats.js';
import {pairRow, unmeasuredRow, type PairRow} from '../../../source/bench/report/pair-row.js';
import {type AccuracyFigure} from '../../../source/measure/accuracy.js';
import {notAveragedNotes, accuracyNotes} from '../../../source/report/table/groups.js';
import {reportRows} from '../../../source/report/table/rows.js';
import {latencies, segmentOf, summaryOf} from '../report/summaries.js';

const row = (model: string, framesModes: readonly string[]): PairRow => ({
	...unmeasuredRow({model, backendId: 'onnxruntime:cpu'}, 'a test'),
	framesModes,
});

test('rows whose frames came from different places are told apart, and only those', () => {
	const memory = row('a', ['cached in memory']);
	expect(benchNotes([memory, row('b', ['cached in memory']), row('c', [])])).toEqual([]);
	expect(benchNotes([memory, row('b', ['decoded between'])])).toEqual([
		'frames: cached in memory for a on onnxruntime:cpu; decoded between for b on onnxruntime:cpu: FPS of these are not comparable, latencies are (--frames-from)',
	]);
});

test('what the order of equal scores decides is told of a pair over its slices, and of the rows of a report', () => {
	const sliceOf = (hits: number, ties?: AccuracyFigure['ties']) => {
		const segment = segmentOf(latencies(40, 10, 1), {}, {hits, n: 40});
		const {rolling, cumulative} = segment.accuracy;
		return {...segment, accuracy: {rolling, cumulative: {...cumulative, ties}}};
	};

	const tied = sliceOf(30, {top5: {frames: 4, lowest: 36 / 40, highest: 40 / 40}});
	const [first, second] = [tied, sliceOf(32)].map((segment, index) => ({
		file: `${index}.json`,
		summary: summaryOf([segment]),
		segment,
	}));
	const pair = {model: 'a', backendId: 'tflite:cpu'};
	const row = pairRow(pair, [first!, second!], {preset: 'quick', wanted: 2});
	// Of the second slice 40 of 40 are hits, whatever the order.
	expect(row.ties).toEqual({
		top1: undefined,
		top5: {frames: 4, lowest: 76 / 80, highest: 80 / 80},
	});
	expect(benchNotes([row]).at(-1)).toBe(
		'equal scores of efficientnet-b0 float32 on tflite:cpu: top-5 95.0 to 100.0 % by their order (4 images); counted: the lower class first',
	);
	const rows = reportRows([first!, second!, first!]);
	expect(accuracyNotes(rows, ['1', '2', '3'])).toEqual([
		'Equal scores, rows 1, 3: top-5 90.0 to 100.0 % by their order (4 images); counted: the lower class first.',
	]);
	expect(notAveragedNotes(rows, ['1', '2', '3'])).toEqual([]);
});

test('rows that only their backend tells apart say its target', () => {
	const on = (backendId: string, framework: string, model = 'a'): PairRow => ({
		...unmeasuredRow({model, backendId}, 'a test'),
		framework,
		device: 'board',
	});
	const text = benchAsText([
		on('onnxruntime:cpu', 'onnxruntime 1.30.0'),
		on('onnxruntime:webgpu', 'onnxruntime 1.30.0'),
		on('wasm', 'onnxruntime-web 1.30.0'),
		on('onnxruntime:cpu', 'onnxruntime 1.30.0', 'b'),
	]).join('\n');
	expect(text).toMatch(/onnxruntime 1\.30\.0 cpu +a /);
	expect(text).toMatch(/onnxruntime 1\.30\.0 webgpu +a /);
	expect(text).toMatch(/onnxruntime-web 1\.30\.0 +a /);
	expect(text).toMatch(/onnxruntime 1\.30\.0 +b /);
});

test('an FPS of slices that are too short is missing with its reason', () => {
	expect(benchNotes([{...row('a', []), frames: 16}])[0]).toBe(
		'FPS n/a: needs slices of 1 s and more',
	);
});

import {expect, test} from 'vitest';
import {benchNotes} from '../../../source/bench/report/bench-formats.js';
import {unmeasuredRow, type PairRow} from '../../../source/bench/report/pair-row.js';

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

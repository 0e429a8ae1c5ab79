import {describe, expect, it} from 'vitest';
import {tiesText} from '../../../source/format/ties-text.js';
import {Accuracy} from '../../../source/measure/accuracy.js';
import {topK} from '../../../source/measure/softmax.js';
import {tiesOf} from '../../../source/measure/ties.js';

const of = (scores: readonly number[], ...right: number[]) =>
	tiesOf(scores, topK(scores, 5).values, new Set(right));

describe('whether the order of equal scores decides a hit', () => {
	it.each([
		['a clear order', [9, 8, 7, 6, 5, 4, 3], [4], false, false],
		['the best two are equal, one is right', [9, 9, 7, 6, 5, 4, 3], [1], true, false],
		['the best two are equal, both are right', [9, 9, 7, 6, 5, 4, 3], [0, 1], false, false],
		['the best two are equal, neither is right', [9, 9, 7, 6, 5, 4, 3], [2], false, false],
		['the fifth and the sixth', [9, 8, 7, 6, 5, 5, 3], [5], false, true],
		['the fifth and the sixth, the right one above', [9, 8, 7, 6, 5, 5, 3], [0], false, false],
		['the fifth and the sixth, the right one below', [9, 8, 7, 6, 5, 5, 3], [6], false, false],
		['equal within the best five alone', [9, 8, 5, 5, 5, 4, 3], [3], false, false],
		['all but one are 0', [9, 0, 0, 0, 0, 0, 0], [6], false, true],
		['all are equal', [1, 1, 1, 1, 1, 1, 1], [6], true, true],
		['more right ones than places for others', [9, 0, 0, 0, 0, 0], [1, 2], false, false],
		['fewer classes than five', [1, 1, 0], [2], false, false],
		['no label', [1, 1, 1], [], false, false],
		['a class that the model has not', [1, 1, 1, 1, 1, 1], [7], false, false],
	] as const)('%s', (...[, scores, right, first, five]) => {
		expect(of(scores, ...right)).toEqual({first, five});
	});
});

it('the shares by the worst and the best order, over different images', () => {
	const accuracy = new Accuracy();
	accuracy.record(0, true, true);
	accuracy.record(1, true, true, {first: true, five: false});
	accuracy.record(1, true, true, {first: true, five: false});
	accuracy.record(2, false, false, {first: false, five: true});
	accuracy.record(3, false, true, {first: true, five: true});
	const figure = accuracy.cumulative();
	expect(figure.ties).toEqual({
		top1: {frames: 2, lowest: 0.25, highest: 0.75},
		top5: {frames: 2, lowest: 0.5, highest: 1},
	});
	expect([figure.top1!.value, figure.top5!.value]).toEqual([0.5, 0.75]);
	expect(tiesText(figure)).toBe(
		'top-1 25.0 to 75.0 % by their order (2 images), top-5 50.0 to 100.0 % by their order (2 images); counted: the lower class first',
	);
	const later = new Accuracy();
	later.restore(
		{images: 4, hits1: 2, hits5: 3, ties1: {hits: 1, misses: 1}, ties5: {hits: 1, misses: 1}},
		[0, 1, 2, 3],
	);
	expect(later.cumulative()).toEqual(figure);
	expect(tiesText({})).toBeUndefined();
});

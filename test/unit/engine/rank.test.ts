import {expect, test} from 'vitest';
import {rank} from '../../../source/engine/rank.js';

const ranked = (kind: 'logits' | 'probabilities', scores: readonly number[]) =>
	rank(
		Float32Array.from(scores),
		{kind, classes: scores.length, labelOffset: 0},
		new Float32Array(scores.length),
		[0],
	);

const {NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: below} = Number;

test.each(['logits', 'probabilities'] as const)(
	'%s that are no numbers have no best class',
	kind => {
		for (const scores of [
			[1, nan, 0],
			[nan, nan, nan],
			[0, infinity, nan],
		]) {
			expect(ranked(kind, scores)).toEqual({labels: [], probabilities: [], fault: 'NaN'});
		}
	},
);

test('infinite scores: a fault where no share can be reckoned', () => {
	expect(ranked('probabilities', [0, infinity, 0]).fault).toBe('infinite');
	expect(ranked('logits', [0, infinity, 0]).fault).toBe('infinite');
	expect(ranked('logits', [below, below, below]).fault).toBe('infinite');
	// A class that a model rules out is none.
	expect(ranked('logits', [0, below, 1])).toMatchObject({labels: [2, 0, 1]});
	expect(ranked('logits', [0, below, 1])).not.toHaveProperty('fault');
});

test('more or fewer scores than classes are no answer', () => {
	expect(() =>
		rank(new Float32Array(3), {kind: 'logits', classes: 4, labelOffset: 0}, new Float32Array(4)),
	).toThrow('the model gave 3 scores, its manifest says 4 classes');
});

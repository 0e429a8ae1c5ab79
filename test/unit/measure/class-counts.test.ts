import {expect, it} from 'vitest';
import {ClassCounts} from '../../../source/measure/class-counts.js';

it('the worst classes first, and what is taken for what', () => {
	const counts = new ClassCounts();
	for (const [truths, answer] of [
		[[1], 1],
		[[1], 2],
		[[2], 2],
		[[3], 2],
		[[3], 2],
		[[4, 5], 5],
		[[], 7],
	] as const) {
		counts.record(truths, answer);
	}

	expect(counts.worst(3)).toEqual([
		{label: 3, images: 2, hits: 0},
		{label: 1, images: 2, hits: 1},
		{label: 2, images: 1, hits: 1},
	]);
	expect(counts.confusions(10)).toEqual([
		{truth: 3, answer: 2, count: 2},
		{truth: 1, answer: 2, count: 1},
	]);
});

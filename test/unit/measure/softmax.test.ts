import {describe, expect, it} from 'vitest';
import {softmax, topK} from '../../../source/measure/softmax.js';

const of = (...logits: number[]): number[] => [
	...softmax(Float32Array.from(logits), new Float32Array(logits.length)),
];

describe('softmax', () => {
	it('is the textbook softmax', () => {
		const [a, b, c] = of(1, 2, 3);
		expect(a).toBeCloseTo(0.0900306, 6);
		expect(b).toBeCloseTo(0.2447285, 6);
		expect(c).toBeCloseTo(0.6652409, 6);
	});

	it('does not overflow, and works in place', () => {
		const logits = Float32Array.from([1000, 1000, -1000]);
		expect([...softmax(logits, logits)]).toEqual([0.5, 0.5, 0]);
	});

	it('shares among infinite logits, and spreads NaN', () => {
		expect(of(Infinity, 3, Infinity)).toEqual([0.5, 0, 0.5]);
		expect(of(1, Number.NaN, 2)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
		expect(of(-Infinity, 0)).toEqual([0, 1]);
	});

	it('refuses an output of another length', () => {
		expect(() => softmax(new Float32Array(3), new Float32Array(2))).toThrow('room for 2');
	});
});

describe('topK', () => {
	it('gives the best first, ties to the lower index', () => {
		expect(topK([1, 5, 3, 5, 4], 3)).toEqual({indices: [1, 3, 4], values: [5, 5, 4]});
		expect(topK([2, 2, 2, 2], 2).indices).toEqual([0, 1]);
	});

	it('never lets NaN win', () => {
		expect(topK([Number.NaN, 1, Number.NaN, 2], 3)).toEqual({indices: [3, 1], values: [2, 1]});
		expect(topK([Number.NaN, Number.NaN], 5)).toEqual({indices: [], values: []});
	});

	it('agrees with a stable sort', () => {
		const values = Float32Array.from({length: 1000}, (_, index) => Math.sin(index * 91) * 50);
		const sorted = Array.from(values, (value, index) => ({value, index})).sort(
			(a, b) => b.value - a.value,
		);
		expect(topK(values, 5).indices).toEqual(sorted.slice(0, 5).map(({index}) => index));
	});
});

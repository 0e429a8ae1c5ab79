import {describe, expect, it} from 'vitest';
import {seededRandom} from '../../../source/measure/random.js';
import {balancedOrder} from '../../../source/measure/shuffle.js';

const isPermutation = (order: Uint32Array): boolean =>
	[...order].sort((a, b) => a - b).every((value, index) => value === index);

type Sizes = ReadonlyArray<readonly [label: number, images: number]>;

const classesOf = (sizes: Sizes): number[] =>
	sizes.flatMap(([label, images]) => Array.from({length: images}, () => label));

describe('seededRandom', () => {
	it('is uniform in [0, 1) and repeats for the same seed', () => {
		const random = seededRandom(42);
		const bins = new Uint32Array(20);
		for (let index = 0; index < 200_000; index++) {
			const value = random();
			expect(value >= 0 && value < 1).toBe(true);
			bins[Math.floor(value * 20)]!++;
		}

		const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
		// 99.9 % point of chi-squared with 19 degrees of freedom.
		expect(chiSquared).toBeLessThan(43.8);
		const again = seededRandom(42);
		const other = seededRandom(43);
		const first = seededRandom(42);
		expect(again()).toBe(first());
		expect(other()).not.toBe(seededRandom(42)());
		expect(seededRandom(2 ** 32)()).not.toBe(seededRandom(0)());
	});

	it('gives the numbers that seeded results rest on', () => {
		const random = seededRandom(1);
		expect([random(), random(), random()].map(value => value * 2 ** 32)).toMatchInlineSnapshot(`
			[
			  2442144158,
			  3238099751,
			  3819917871,
			]
		`);
	});
});

describe('balancedOrder', () => {
	it('keeps every prefix balanced among the classes that still have images', () => {
		const sizes: Sizes = [
			[-1, 4],
			[0, 10],
			[3, 1],
			[7, 25],
			[9, 10],
		];
		const classOf = classesOf(sizes);
		const order = balancedOrder(classOf, 11);
		expect(isPermutation(order)).toBe(true);
		const counts = new Map<number, number>();
		for (const image of order) {
			const label = classOf[image]!;
			counts.set(label, (counts.get(label) ?? 0) + 1);
			const open = sizes
				.map(([each, images]) => ({count: counts.get(each) ?? 0, images}))
				.filter(({count, images}) => count < images)
				.map(({count}) => count);
			const most = Math.max(...counts.values());
			expect(most - Math.min(most, ...open)).toBeLessThanOrEqual(1);
		}
	});

	it('depends on the seed and on nothing else', () => {
		const classOf = Int32Array.from({length: 5000}, (_, index) => Math.floor(index / 50));
		expect(balancedOrder(classOf, 3)).toEqual(balancedOrder([...classOf], 3));
		expect(balancedOrder(classOf, 3)).not.toEqual(balancedOrder(classOf, 4));
	});

	it('shuffles classes anew each round and images within a class', () => {
		const classOf = Array.from({length: 2000}, (_, index) => index % 100);
		const order = balancedOrder(classOf, 8);
		const rounds = [0, 1].map(round =>
			[...order.subarray(round * 100, (round + 1) * 100)].map(image => classOf[image]),
		);
		expect(rounds[0]).not.toEqual(rounds[1]);
		expect(new Set(rounds[0]).size).toBe(100);
		expect([...order.subarray(0, 100)].some(image => image >= 100)).toBe(true);
	});

	it('takes an empty set', () => {
		expect(balancedOrder([], 1)).toHaveLength(0);
	});
});

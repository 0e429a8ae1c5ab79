import {describe, expect, it} from 'vitest';
import {comparePairs} from '../../../../source/compare/statistics/comparison.js';
import {seededRandom} from '../../../../source/measure/random.js';
import {
	coin,
	spentAt,
	SequentialTest,
} from '../../../../source/compare/statistics/sequential-test.js';
import {seededNormal} from '../../throttling/detect/simulated.js';

type Machine = {
	/** Log latency of A at slice t; drift in all its forms. */
	readonly drift: (slice: number, normal: () => number) => number;
	readonly noise: number;
};

const mostRounds = 150;

/** One run on a simulated machine where B takes `ratio` times A's time: how it ended. */
const simulate = (seed: number, ratio: number, {drift, noise}: Machine, allowance = 0) => {
	const normal = seededNormal(seededRandom(seed));
	const toss = coin(seed + 1_000_000);
	const test = new SequentialTest(allowance);
	let slice = 0;
	const run = (system: string): number => {
		const at = drift(slice, normal);
		slice++;
		return 10 * Math.exp(at + noise * normal() + (system === 'B' ? Math.log(ratio) : 0));
	};

	for (let round = 0; round < mostRounds; round++) {
		const order = toss();
		const ms = [...order].map(system => run(system)) as [number, number, number, number];
		const outer = [ms[0], ms[3]] as const;
		const inner = [ms[1], ms[2]] as const;
		const isDecided = test.add(
			order === 'ABBA' ? {order, a: outer, b: inner} : {order, a: inner, b: outer},
		);
		if (isDecided) {
			break;
		}
	}

	return test.finish();
};

/** AR(1) of 2 % with memory 0.9. */
const wandering = () => {
	let state = 0;
	return (_slice: number, normal: () => number): number => {
		state = 0.9 * state + 0.02 * Math.sqrt(1 - 0.81) * normal();
		return state;
	};
};

const machines: Readonly<Record<string, () => Machine>> = {
	'that keeps its temperature': () => ({drift: () => 0, noise: 0.02}),
	'that warms evenly, 30 % slower in the end': () => ({
		drift: slice => (0.3 * slice) / (4 * mostRounds),
		noise: 0.02,
	}),
	'that warms fast and then levels off': () => ({
		drift: slice => 0.3 * (1 - Math.exp(-slice / 40)),
		noise: 0.02,
	}),
	'whose speed wanders': () => ({drift: wandering(), noise: 0.01}),
	'that throttles in steps every seven slices': () => ({
		drift: slice => (Math.floor(slice / 7) % 2 === 0 ? 0 : 0.2),
		noise: 0.01,
	}),
};

const runs = 300;

describe('looks at rounds in turns', () => {
	for (const [name, make] of Object.entries(machines)) {
		it(`find no difference between equals on a machine ${name}`, () => {
			let alarms = 0;
			for (let seed = 1; seed <= runs; seed++) {
				const {comparison} = simulate(seed, 1, make());
				alarms += comparison?.verdict === 'no difference' ? 0 : 1;
			}

			expect(alarms / runs).toBeLessThanOrEqual(0.05);
		});
	}

	it('find 5 % on a warming machine in 99 of 100 runs, most within 12 rounds, with an allowance of 1 %', () => {
		let found = 0;
		let early = 0;
		let covered = 0;
		for (let seed = 1; seed <= runs; seed++) {
			const {comparison, rounds} = simulate(
				seed,
				1.05,
				machines['that warms evenly, 30 % slower in the end']!(),
				0.01,
			);
			found += comparison?.verdict === 'slower' ? 1 : 0;
			early += rounds <= 12 ? 1 : 0;
			covered += comparison && comparison.low <= 0.05 && comparison.high >= 0.05 ? 1 : 0;
		}

		expect(found / runs).toBeGreaterThanOrEqual(0.99);
		expect(early / runs).toBeGreaterThan(0.5);
		expect(covered / runs).toBeGreaterThanOrEqual(0.95);
	});

	it('tell the sign', () => {
		const still = machines['that keeps its temperature']!();
		expect(simulate(1, 1.2, still).comparison!.verdict).toBe('slower');
		expect(simulate(1, 1 / 1.2, still).comparison!.verdict).toBe('faster');
	});

	it('spend 5 % in all', () => {
		const spent = Array.from({length: 10_000}, (_, look) => spentAt(look + 1));
		expect(spent.reduce((sum, part) => sum + part, 0)).toBeCloseTo(0.05, 4);
		expect(Math.max(...spent)).toBe(0.025);
	});

	it('say nothing on too few rounds', () => {
		const test = new SequentialTest();
		for (let round = 0; round < 5; round++) {
			expect(test.add({order: 'ABBA', a: [10, 10], b: [20, 20]})).toBe(false);
		}

		expect(test.finish()).toMatchObject({rounds: 5, looks: 1});
		expect(test.finish().comparison).toBeUndefined();
	});

	it('are needed: a plain 95 % interval after every round alarms far too often', () => {
		let alarms = 0;
		for (let seed = 1; seed <= 100; seed++) {
			const normal = seededNormal(seededRandom(seed));
			const pairs: Array<[number, number]> = [];
			for (let round = 0; round < 40; round++) {
				pairs.push([10 * Math.exp(0.02 * normal()), 10 * Math.exp(0.02 * normal())]);
				if ((comparePairs(pairs)?.verdict ?? 'no difference') !== 'no difference') {
					alarms++;
					break;
				}
			}
		}

		expect(alarms).toBeGreaterThan(15);
	});

	it('toss a fair coin for the order', () => {
		const orders = Array.from({length: 400}, coin(1));
		const straight = orders.filter(order => order === 'ABBA').length;
		expect(straight).toBeGreaterThan(160);
		expect(straight).toBeLessThan(240);
		expect(Array.from({length: 400}, coin(1))).toEqual(orders);
	});
});

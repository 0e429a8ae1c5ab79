import {seededRandom} from '../../measure/random.js';
import {comparePairs, type Comparison} from './comparison.js';

/*
Two systems that run in turns: a round is ABBA or BAAB, four slices, and a coin says which. The median latencies of its slices give one log ratio, in which a linear drift cancels. Which of the two orders a round has is chance alone, so for two equal systems its ratio is as likely one way as the other, whatever drifts (Fisher's randomisation): the signed-rank test holds without a model of the machine.

The rounds are looked at again and again, and the first look that shows a difference ends the run. To keep all looks together within 5 % the chance of error is spent in parts that sum to it (alpha spending, Lan and DeMets 1983; the union bound, so that no correlation between looks is assumed): look k has α/(k(k+1)).
*/

export type Order = 'ABBA' | 'BAAB';

/** Median latencies of the four slices of a round, ms. The two firsts ran the same frames, and so did the two seconds. */
export type Round = {
	readonly order: Order;
	readonly a: readonly [first: number, second: number];
	readonly b: readonly [first: number, second: number];
};

const alpha = 0.05;
/** Rounds at the first look; each later look has half as many more. */
const firstLook = 8;

/** The seeded coin of the rounds' orders. */
export const coin = (seed: number): (() => Order) => {
	const random = seededRandom(seed);
	return () => (random() < 0.5 ? 'ABBA' : 'BAAB');
};

/** Chance of error that look `k` = 1, 2, … may spend: 1/2, 1/6, 1/12 … of all. */
export const spentAt = (k: number): number => alpha / (k * (k + 1));

/** Latency of B against A in one round, as `comparePairs` takes it: the geometric means of the slices. */
const pairOf = ({a, b}: Round): readonly [number, number] => [
	Math.sqrt(a[0] * a[1]),
	Math.sqrt(b[0] * b[1]),
];

export type SequentialVerdict = {
	/** Change of B against A; absent: too few rounds for any interval. */
	readonly comparison?: Comparison;
	readonly rounds: number;
	readonly looks: number;
	/** Level of the last look's own interval; all looks together hold 95 %. */
	readonly level: number;
};

/** Gathers rounds and says when they show a difference. */
export class SequentialTest {
	readonly #pairs: Array<readonly [number, number]> = [];
	readonly #allowance: number;
	#looks = 0;
	#nextLook = firstLook;
	#verdict: SequentialVerdict | undefined;

	/**
	@param allowance Relative change that is never proved: what two starts of one program may differ by. @default 0
	*/
	constructor(allowance = 0) {
		this.#allowance = allowance;
	}

	get rounds(): number {
		return this.#pairs.length;
	}

	/** What the last look found; undefined before the first. */
	get latest(): SequentialVerdict | undefined {
		return this.#verdict;
	}

	/** @returns True where a difference is shown, and more rounds are needless. */
	add(round: Round): boolean {
		this.#pairs.push(pairOf(round));
		if (this.#pairs.length < this.#nextLook) {
			return false;
		}

		this.#nextLook = Math.ceil(this.#nextLook * 1.5);
		const {comparison} = this.#look();
		return comparison?.verdict === 'faster' || comparison?.verdict === 'slower';
	}

	/** The last look, when the time is up. Not after `add` has shown a difference. */
	finish(): SequentialVerdict {
		return this.#verdict?.rounds === this.rounds ? this.#verdict : this.#look();
	}

	#look(): SequentialVerdict {
		this.#looks++;
		const level = 1 - spentAt(this.#looks);
		const comparison = comparePairs(this.#pairs, {level, allowance: this.#allowance});
		this.#verdict = {
			comparison,
			rounds: this.rounds,
			looks: this.#looks,
			level,
		};
		return this.#verdict;
	}
}

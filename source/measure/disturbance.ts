import {RunningStatistics} from './running-statistics.js';

/** Blocks before an interval is told. */
const leastBlocks = 10;

/** How much longer inferences take that something ran beside than those that were alone. Times in ms. */
export type DisturbanceFigure = {
	/** Inferences of each kind. */
	readonly alone: number;
	readonly beside: number;
	/** Mean of those that were alone. */
	readonly aloneMs: number;
	/** Mean over blocks of (mean beside − mean alone), with its 95 % interval. */
	readonly differenceMs: number;
	readonly lowMs: number;
	readonly highMs: number;
};

export type DisturbanceFigures = {
	/** A decoder that runs ahead. */
	readonly decoder?: DisturbanceFigure;
	/** The screen, the sensors and the journal. */
	readonly monitor?: DisturbanceFigure;
};

/** Student's t at 97.5 %, within 1 % from nine degrees of freedom on. */
const tQuantile = (freedom: number): number => 1.96 + 2.6 / freedom;

/**
Inferences that were alone against those that were not, block by block: what drifts slowly (heat, clocks) is the same on both sides of a block's difference. Constant memory.
*/
export class Disturbance {
	readonly #alone = new RunningStatistics();
	#besideCount = 0;
	readonly #differences = new RunningStatistics();
	#block = {alone: 0, aloneMs: 0, beside: 0, besideMs: 0};

	record(isBeside: boolean, inferMs: number): void {
		if (isBeside) {
			this.#besideCount++;
			this.#block.beside++;
			this.#block.besideMs += inferMs;
		} else {
			this.#alone.add(inferMs);
			this.#block.alone++;
			this.#block.aloneMs += inferMs;
		}
	}

	/** Ends a block; one with inferences of one kind alone tells nothing. */
	closeBlock(): void {
		const {alone, aloneMs, beside, besideMs} = this.#block;
		if (alone > 0 && beside > 0) {
			this.#differences.add(besideMs / beside - aloneMs / alone);
		}

		this.#block = {alone: 0, aloneMs: 0, beside: 0, besideMs: 0};
	}

	/** Undefined where there is too little to tell. */
	figure(): DisturbanceFigure | undefined {
		const {count, mean, standardDeviation} = this.#differences;
		const aloneMs = this.#alone.mean;
		if (count < leastBlocks || mean === undefined || aloneMs === undefined) {
			return undefined;
		}

		const half = (tQuantile(count - 1) * standardDeviation!) / Math.sqrt(count - 1);
		return {
			alone: this.#alone.count,
			beside: this.#besideCount,
			aloneMs,
			differenceMs: mean,
			lowMs: mean - half,
			highMs: mean + half,
		};
	}
}

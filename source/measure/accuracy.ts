import {type Ties} from './ties.js';

/** A share with its interval, all 0…1. */
export type Proportion = {readonly value: number; readonly low: number; readonly high: number};

/** Frames of which the order of equal scores decides the hit, and the shares with all of them missed and all of them hit. */
export type TiedFrames = {
	readonly frames: number;
	readonly lowest: number;
	readonly highest: number;
};

/** Top-1 and top-5 over `n` labelled frames; absent while `n` is 0. */
export type AccuracyFigure = {
	readonly n: number;
	readonly top1?: Proportion;
	readonly top5?: Proportion;
	/** Absent where equal scores decide nothing. */
	readonly ties?: {readonly top1?: TiedFrames; readonly top5?: TiedFrames};
};

/**
Wilson's score interval for a proportion (Wilson 1927): it stays within 0…1 and holds at small `n`, where the textbook interval does not.

@param z Normal quantile; the default gives 95 %.
*/
export const wilson = (hits: number, n: number, z = 1.959964): Proportion => {
	const value = hits / n;
	const zSquared = z * z;
	const centre = (value + zSquared / (2 * n)) / (1 + zSquared / n);
	const half =
		(z / (1 + zSquared / n)) * Math.sqrt((value * (1 - value)) / n + zSquared / (4 * n * n));
	return {
		value,
		low: hits === 0 ? 0 : Math.max(0, centre - half),
		high: hits === n ? 1 : Math.min(1, centre + half),
	};
};

/** Of the tied frames those that the rule made hits, and misses. */
export type TiedHits = {readonly hits: number; readonly misses: number};

/** Frames with a tie, by what the rule made of them. */
class TieCount {
	hits = 0;
	misses = 0;

	add(isHit: boolean): void {
		if (isHit) {
			this.hits++;
		} else {
			this.misses++;
		}
	}

	restore(before: TiedHits | undefined): void {
		this.hits += before?.hits ?? 0;
		this.misses += before?.misses ?? 0;
	}

	/** @param hits Of all frames. */
	figure(n: number, hits: number): TiedFrames | undefined {
		const frames = this.hits + this.misses;
		return frames === 0
			? undefined
			: {frames, lowest: (hits - this.hits) / n, highest: (hits + this.misses) / n};
	}
}

const figure = (n: number, hits1: number, hits5: number): AccuracyFigure =>
	n === 0 ? {n} : {n, top1: wilson(hits1, n), top5: wilson(hits5, n)};

/** Bits of one frame in the rolling window. */
const hit1Bit = 1;
const hit5Bit = 2;

/**
Top-1 and top-5 of labelled frames: over the last `rollingSize` frames, and over all distinct images. Frames without a label are not recorded. Memory: one byte a rolling frame and one bit an image.
*/
export class Accuracy {
	readonly #rolling: Uint8Array;
	#recorded = 0;
	#rolling1 = 0;
	#rolling5 = 0;
	/** One bit an image id: has it been counted? */
	#seen = new Uint8Array(128);
	#distinct = 0;
	#total1 = 0;
	#total5 = 0;
	readonly #ties1 = new TieCount();
	readonly #ties5 = new TieCount();

	constructor(rollingSize = 1000) {
		this.#rolling = new Uint8Array(rollingSize);
	}

	/**
	@param imageId Index of the image, ≥ 0 and dense. An image seen again counts in the rolling figure only, so that a second pass cannot narrow the interval of the cumulative one.
	@param ties Whether the order of equal scores decides these hits.
	@returns Whether it is seen for the first time.
	*/
	record(imageId: number, hit1: boolean, hit5: boolean, ties?: Ties): boolean {
		const one = hit1 ? 1 : 0;
		const five = hit5 ? 1 : 0;
		this.#roll(one, five);
		const isNew = this.#markSeen(imageId);
		if (isNew) {
			this.#distinct++;
			this.#total1 += one;
			this.#total5 += five;
			if (ties?.first) {
				this.#ties1.add(hit1);
			}

			if (ties?.five) {
				this.#ties5.add(hit5);
			}
		}

		return isNew;
	}

	/**
	Goes on with what was counted elsewhere: these images do not count again. The rolling figure begins anew.

	@param before Different images and the hits among them.
	*/
	restore(
		before: {
			readonly images: number;
			readonly hits1: number;
			readonly hits5: number;
			readonly ties1?: TiedHits | undefined;
			readonly ties5?: TiedHits | undefined;
		},
		imageIds: Iterable<number>,
	): void {
		for (const id of imageIds) {
			this.#markSeen(id);
		}

		this.#distinct += before.images;
		this.#total1 += before.hits1;
		this.#total5 += before.hits5;
		this.#ties1.restore(before.ties1);
		this.#ties5.restore(before.ties5);
	}

	/** The last `rollingSize` frames, repeats included. */
	rolling(): AccuracyFigure {
		return figure(Math.min(this.#recorded, this.#rolling.length), this.#rolling1, this.#rolling5);
	}

	/** All distinct images, each as it was answered the first time. */
	cumulative(): AccuracyFigure {
		const top1 = this.#ties1.figure(this.#distinct, this.#total1);
		const top5 = this.#ties5.figure(this.#distinct, this.#total5);
		return {
			...figure(this.#distinct, this.#total1, this.#total5),
			...((top1 ?? top5) && {ties: {...(top1 && {top1}), ...(top5 && {top5})}}),
		};
	}

	#roll(one: number, five: number): void {
		const place = this.#recorded % this.#rolling.length;
		const leaving = this.#rolling[place]!;
		this.#rolling1 += one - (leaving & hit1Bit ? 1 : 0);
		this.#rolling5 += five - (leaving & hit5Bit ? 1 : 0);
		this.#rolling[place] = (one ? hit1Bit : 0) | (five ? hit5Bit : 0);
		this.#recorded++;
	}

	#markSeen(imageId: number): boolean {
		const byte = Math.floor(imageId / 8);
		if (!(byte >= 0) || !Number.isInteger(imageId)) {
			throw new RangeError(`image id ${imageId} is not a whole number ≥ 0`);
		}

		if (byte >= this.#seen.length) {
			const grown = new Uint8Array(Math.max(byte + 1, this.#seen.length * 2));
			grown.set(this.#seen);
			this.#seen = grown;
		}

		const mask = 1 << (imageId % 8);
		const isNew = (this.#seen[byte]! & mask) === 0;
		this.#seen[byte] = this.#seen[byte]! | mask;
		return isNew;
	}
}

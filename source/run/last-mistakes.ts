import {topCount} from '../engine/batch.js';
import {type FrameBatch} from '../engine/protocol.js';
import {type Thumbnail} from '../frames/thumbnail.js';

/** An image whose best answer was wrong. */
export type Mistake = {
	readonly entry: number;
	/** Class number of the best answer; −1: none of the labels. */
	readonly answer: number;
	/** Of that answer, 0…1. */
	readonly probability: number;
	/** Absent where none was made of this image. */
	readonly thumbnail?: Thumbnail;
};

/** More than these fit no screen; with their pictures they take 15 kB. */
const kept = 8;

/** The newest images that were answered wrong when they were answered first. */
export class LastMistakes {
	#mistakes: Mistake[] = [];

	/** The newest first. */
	newest(): readonly Mistake[] {
		return this.#mistakes.toReversed();
	}

	/** One that is new. */
	add({entries, top5, probabilities}: FrameBatch, row: number): void {
		this.#mistakes = [
			...this.#mistakes.slice(1 - kept),
			{
				entry: entries[row]!,
				answer: top5[row * topCount]!,
				probability: probabilities[row * topCount]!,
			},
		];
	}

	/** Pictures come with any pass over the images. */
	addPicture({entries, mistake}: FrameBatch): void {
		if (mistake) {
			const entry = entries[mistake.row]!;
			const place = this.#mistakes.findLastIndex(known => known.entry === entry);
			const known = this.#mistakes[place];
			if (known && !known.thumbnail) {
				this.#mistakes[place] = {...known, thumbnail: mistake.thumbnail};
			}
		}
	}
}

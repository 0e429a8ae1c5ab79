/** A class and how often its images were answered right. */
export type ClassFigure = {
	/** Class number. */
	readonly label: number;
	readonly images: number;
	/** Of them those whose best answer was right. */
	readonly hits: number;
};

/** Images of one class that were taken for another. */
export type Confusion = {readonly truth: number; readonly answer: number; readonly count: number};

/** More different mistakes than this are not told apart: a model that guesses would fill the memory. */
const mostConfusions = 20_000;

/** Right and wrong best answers by class. Memory grows with classes and kinds of mistakes, both bounded. */
export class ClassCounts {
	readonly #classes = new Map<number, {images: number; hits: number}>();
	readonly #confusions = new Map<string, number>();

	/**
	One image, the first time that it was answered.

	@param truths Right answers; the first one stands for the image.
	*/
	record(truths: readonly number[], answer: number): void {
		const truth = truths[0];
		if (truth === undefined) {
			return;
		}

		const isHit = truths.includes(answer);
		const counts = this.#classes.get(truth) ?? {images: 0, hits: 0};
		counts.images++;
		counts.hits += isHit ? 1 : 0;
		this.#classes.set(truth, counts);
		if (isHit) {
			return;
		}

		const key = `${truth} ${answer}`;
		const count = this.#confusions.get(key);
		if (count !== undefined || this.#confusions.size < mostConfusions) {
			this.#confusions.set(key, (count ?? 0) + 1);
		}
	}

	/** Classes with the smallest share of right answers first; among equals those with more images. */
	worst(count: number): ClassFigure[] {
		return Array.from(this.#classes, ([label, {images, hits}]) => ({label, images, hits}))
			.sort((a, b) => a.hits / a.images - b.hits / b.images || b.images - a.images)
			.slice(0, count);
	}

	/** The most frequent mistakes, most frequent first. */
	confusions(count: number): Confusion[] {
		return Array.from(this.#confusions, ([key, times]) => {
			const [truth, answer] = key.split(' ').map(Number);
			return {truth: truth!, answer: answer!, count: times};
		})
			.sort((a, b) => b.count - a.count)
			.slice(0, count);
	}
}

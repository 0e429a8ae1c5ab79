/** Boxes in columns: corners, score, class. */
export type Boxes = {
	/** x1, y1, x2, y2 of each, one after the other. */
	readonly corners: Float32Array;
	readonly scores: Float32Array;
	readonly classes: Float32Array;
	readonly count: number;
};

/** As the projects have it: no more boxes are looked at, none are kept. */
const limits = {candidates: 30_000, kept: 300} as const;

const overlap = (corners: Float32Array, a: number, b: number): number => {
	const [i, j] = [4 * a, 4 * b];
	const width = Math.min(corners[i + 2]!, corners[j + 2]!) - Math.max(corners[i]!, corners[j]!);
	const height =
		Math.min(corners[i + 3]!, corners[j + 3]!) - Math.max(corners[i + 1]!, corners[j + 1]!);
	if (width <= 0 || height <= 0) {
		return 0;
	}

	const area = (at: number): number =>
		(corners[at + 2]! - corners[at]!) * (corners[at + 3]! - corners[at + 1]!);
	const shared = width * height;
	return shared / (area(i) + area(j) - shared);
};

/**
How many boxes are left when of two of the same class that overlap by more than `threshold` (intersection ÷ union) only the one with the higher score stays.
*/
export const countAfterNonMaximum = (
	{corners, scores, classes, count}: Boxes,
	threshold: number,
): number => {
	const order = Array.from({length: count}, (_, place) => place)
		.sort((left, right) => scores[right]! - scores[left]! || left - right)
		.slice(0, limits.candidates);
	const kept: number[] = [];
	for (const place of order) {
		const isFree = kept.every(
			other => classes[other] !== classes[place] || overlap(corners, other, place) <= threshold,
		);
		if (isFree && kept.push(place) === limits.kept) {
			break;
		}
	}

	return kept.length;
};

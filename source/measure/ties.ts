/* Equal scores: quantised models have many, and then an order that means nothing decides who is among the best. */

/** Whether the order of equal scores decides a hit among the best one, and among the best five. */
export type Ties = {readonly first: boolean; readonly five: boolean};

/**
Whether a right class is among the best `k` by one order of equal scores and not by another.

@param least The `k`-th best score.
*/
const decides = (
	scores: Float32Array | readonly number[],
	least: number,
	k: number,
	right: ReadonlySet<number>,
): boolean => {
	for (const index of right) {
		if (scores[index]! > least) {
			return false;
		}
	}

	const rightTied = [...right].filter(index => scores[index] === least).length;
	if (rightTied === 0) {
		return false;
	}

	let better = 0;
	let tied = 0;
	for (const score of scores) {
		better += score > least ? 1 : 0;
		tied += score === least ? 1 : 0;
	}

	return tied - rightTied >= k - better;
};

/**
@param scores Of all classes.
@param best The best of them, best first, at least five where there are as many.
@param right Indices of the right classes.
*/
export const tiesOf = (
	scores: Float32Array | readonly number[],
	best: readonly number[],
	right: ReadonlySet<number>,
): Ties => {
	const at = (k: number): boolean => {
		const least = best[Math.min(k, best.length) - 1];
		return least !== undefined && right.size > 0 && decides(scores, least, k, right);
	};

	return {first: at(1), five: at(5)};
};

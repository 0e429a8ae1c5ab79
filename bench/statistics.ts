const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

export const median = (values: readonly number[]): number => {
	const list = sorted(values);
	const middle = Math.floor(list.length / 2);
	return list.length % 2 === 1 ? list[middle]! : (list[middle - 1]! + list[middle]!) / 2;
};

export const quantile = (values: readonly number[], p: number): number => {
	const list = sorted(values);
	return list[Math.min(list.length - 1, Math.floor(p * list.length))]!;
};

/** Median of the ratios of pairs, with the smallest and the largest: pairs run next to each other see the same machine. */
export const pairedRatio = (
	pairs: ReadonlyArray<{readonly ours: number; readonly theirs: number}>,
): {readonly median: number; readonly low: number; readonly high: number} => {
	const ratios = pairs.map(({ours, theirs}) => ours / theirs);
	return {median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios)};
};

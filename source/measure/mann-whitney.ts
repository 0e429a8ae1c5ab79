import {normalCdf} from './statistics.js';

/**
One-sided Mann–Whitney U test: how likely it would be that `lower` lies as low against `reference` as it does, were there no difference. Normal approximation with mid-ranks, tie and continuity correction (good from about 8 values a side).

@returns p; 1 where a side is empty or all values are equal.
*/
export const mannWhitneyLower = (
	lower: readonly number[],
	reference: readonly number[],
): number => {
	const n = lower.length;
	const m = reference.length;
	const pooled = [
		...lower.map(value => ({value, isLower: true})),
		...reference.map(value => ({value, isLower: false})),
	].sort((a, b) => a.value - b.value);
	let rankSum = 0;
	let tieTerm = 0;
	for (let first = 0; first < pooled.length;) {
		let end = first;
		let ofLower = 0;
		while (end < pooled.length && pooled[end]!.value === pooled[first]!.value) {
			ofLower += pooled[end]!.isLower ? 1 : 0;
			end++;
		}

		const ties = end - first;
		rankSum += ofLower * (first + (ties + 1) / 2);
		tieTerm += ties ** 3 - ties;
		first = end;
	}

	const all = n + m;
	const u = rankSum - (n * (n + 1)) / 2;
	const variance = ((n * m) / 12) * (all + 1 - tieTerm / (all * (all - 1)));
	return variance > 0 ? normalCdf((u + 0.5 - (n * m) / 2) / Math.sqrt(variance)) : 1;
};

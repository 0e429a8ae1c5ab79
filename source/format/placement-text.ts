import {type PlacedShare} from '../engine/protocol.js';

/** 0.5 → "50 %"; what is not all and not nothing is never rounded to it. */
const percentOf = (share: number): string => {
	const percent = 100 * share;
	if (percent > 99 && percent < 100) {
		return `${Math.min(99.9, Number(percent.toFixed(1)))} %`;
	}

	return percent > 0 && percent < 1 ? '< 1 %' : `${percent.toFixed(0)} %`;
};

/** What ran where, in words: "webgpu 129 of 131 operators, 99.2 % of the time; cpu 2 of 131 operators, < 1 % of the time". */
export const placementText = (placement: readonly PlacedShare[]): string => {
	const total = placement.reduce((sum, {operators = 0}) => sum + operators, 0);
	return placement
		.map(({on, operators, timeShare}) => {
			const figures = [
				operators === undefined ? undefined : `${operators} of ${total} operators`,
				timeShare === undefined
					? 'time not told by the runtime'
					: `${percentOf(timeShare)} of the time`,
			];
			return `${on} ${figures.filter(Boolean).join(', ')}`;
		})
		.join('; ');
};

/** A few words where only a part of the model runs on the first device; undefined where all of it does. */
export const partialText = (placement: readonly PlacedShare[] | undefined): string | undefined => {
	const [first, second] = placement ?? [];
	if (!first || !second) {
		return undefined;
	}

	const share = first.timeShare ?? first.operatorShare;
	const what = first.timeShare === undefined ? 'operators' : 'time';
	return share === undefined
		? undefined
		: `${percentOf(share)} of ${what} on ${first.on}, rest on ${second.on}`;
};

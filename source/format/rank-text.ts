import {type OtherRun, type Rank} from '../record/reference/rank.js';
import {milliseconds} from './numbers.js';

/** A run of a table in a few words: "Jetson Nano with PyTorch". */
const nameOf = ({device, framework}: OtherRun): string => `${device} with ${framework}`;

const timesText = (ratio: number): string => ratio.toFixed(ratio < 10 ? 1 : 0);

const ordinal = (rank: number): string => {
	const last = rank % 100 >= 11 && rank % 100 <= 13 ? 0 : rank % 10;
	return `${rank}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
};

/** Where a segment stands among the rows of its model, most telling first: the line is cut where the screen is narrow. */
export const rankText = ({
	model,
	inferMs,
	rank,
	of,
	title,
	faster,
	slower,
	slowestBoard,
}: Rank): {readonly own: string; readonly others: string} => ({
	own: `${model}: ${milliseconds(inferMs)} ms`,
	others: [
		slower && `faster than ${nameOf(slower)} (${milliseconds(slower.inferMs)})`,
		faster && `slower than ${nameOf(faster)} (${milliseconds(faster.inferMs)})`,
		slowestBoard &&
			slowestBoard.ratio > 1 &&
			`${timesText(slowestBoard.ratio)} × ${nameOf(slowestBoard)}`,
		`${ordinal(rank)} of ${of}`,
		title,
	]
		.filter(Boolean)
		.join(', '),
});

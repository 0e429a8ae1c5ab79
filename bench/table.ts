import process from 'node:process';
import {type pairedRatio} from './statistics.js';

/** A line of the table. `isKept` is absent where nothing could be measured. */
export type Row = {
	readonly what: string;
	readonly value: string;
	readonly bar: string;
	readonly isKept?: boolean;
};

export const fixed = (value: number, digits = 3): string => value.toFixed(digits);

export const range = ({median, low, high}: ReturnType<typeof pairedRatio>): string =>
	`${fixed(median)} × (${fixed(low)} to ${fixed(high)})`;

export const progress = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

/** What measures one of two that are held against each other. */
type Measure<T> = () => Promise<T>;

/** Runs pairs; the order alternates, so that a drift of the machine favours neither. */
export const runPairs = async <T>(
	name: string,
	pairs: number,
	ours: Measure<T>,
	theirs: Measure<T>,
): Promise<Array<{readonly ours: T; readonly theirs: T}>> => {
	const results = [];
	for (let pair = 0; pair < pairs; pair++) {
		progress(`${name}, pair ${pair + 1} of ${pairs}`);
		const isOursFirst = pair % 2 === 0;
		const first = await (isOursFirst ? ours : theirs)();
		const second = await (isOursFirst ? theirs : ours)();
		results.push(isOursFirst ? {ours: first, theirs: second} : {ours: second, theirs: first});
	}

	return results;
};

/** At least `bar`, or, for times, at most. */
export const ratioRow = (
	what: string,
	ratio: ReturnType<typeof pairedRatio>,
	bar: {readonly least: number} | {readonly most: number},
): Row =>
	'least' in bar
		? {
				what,
				value: range(ratio),
				bar: `≥ ${bar.least} ×`,
				isKept: ratio.median >= bar.least,
			}
		: {what, value: range(ratio), bar: `≤ ${bar.most} ×`, isKept: ratio.median <= bar.most};

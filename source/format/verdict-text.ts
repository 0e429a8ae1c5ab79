import {changeText} from './figure-text.js';

/* What a comparison showed, in words. */

/** Of the unit of a figure: of time more is slower, of FPS more is faster, of a share more is higher. */
export type ComparedUnit = 'ms' | 'FPS' | 'share';

const directions = {
	ms: ['faster', 'slower'],
	FPS: ['slower', 'faster'],
	share: ['lower', 'higher'],
} as const;

const suffixOf = (unit: ComparedUnit): string => (unit === 'share' ? 'points' : '%');

const endText = (change: number, unit: ComparedUnit): string => {
	const size = Math.abs(100 * change);
	const digits = size < 10 ? 1 : 0;
	return `${size.toFixed(digits)} ${suffixOf(unit)} ${directions[unit][change < 0 ? 0 : 1]}`;
};

/** "undecided: between 35 % faster and 20 % slower", "no difference within ± 5 %", or the verdict itself. */
export const verdictWords = ({
	verdict,
	low,
	high,
	margin,
	unit = 'ms',
}: {
	readonly verdict: string;
	readonly low?: number;
	readonly high?: number;
	readonly margin?: number;
	readonly unit?: ComparedUnit;
}): string => {
	if (verdict === 'undecided' && low !== undefined && high !== undefined) {
		return `undecided: between ${endText(low, unit)} and ${endText(high, unit)}`;
	}

	return verdict === 'no difference' && margin !== undefined
		? `no difference within ± ${Number((100 * margin).toFixed(1))} ${suffixOf(unit)}`
		: verdict;
};

/** "about 9 × the frames would decide", or that hardly any number would. */
export const moreNeeded = (times: number | undefined, what: string): string => {
	if (times === undefined) {
		return `more than 1000 × ${what} would be needed to decide`;
	}

	return `about ${times < 10 ? times.toFixed(1) : Math.ceil(times).toFixed(0)} × ${what} would decide`;
};

type Live = {
	readonly verdict?: string;
	readonly missing?: string;
	readonly change?: number;
	readonly low?: number;
	readonly high?: number;
	readonly margin?: number;
};

/** What the rounds of two that ran in turns showed: "slower: +12.3 % (95 %: +11.0 to +13.5 %)". */
export const liveVerdictText = ({verdict, missing, change, low, high, margin}: Live): string =>
	verdict === undefined || change === undefined || low === undefined || high === undefined
		? `no verdict (${missing ?? 'no round is done yet'})`
		: `${verdictWords({verdict, low, high, margin})}: ${changeText(change)} % (95 %: ${changeText(low)} to ${changeText(high)} %)`;

/** How the two took turns. */
export const roundsText = ({
	rounds,
	framesPerSlice,
}: {
	readonly rounds: readonly unknown[];
	readonly framesPerSlice: number;
}): string => `${rounds.length} rounds of ABBA or BAAB by a coin, ${framesPerSlice} frames a slice`;

/** What was waited for between the rounds. */
export const coolDownText = ({sensor}: {readonly sensor?: string}): string =>
	sensor === undefined
		? 'between rounds: no temperature sensor, a short pause'
		: `between rounds: ${sensor} back to within 2 °C of the round’s start`;

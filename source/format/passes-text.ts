/** A part of a pass in whole percent, never `0 %` of one that was begun, nor `100 %` of one that is not over. */
const partText = (part: number): string => {
	const whole = Math.round(100 * part);
	return whole === 0 && part > 0
		? 'under 1 %'
		: whole === 100 && part < 1
			? 'over 99 %'
			: `${whole} %`;
};

export type Passes = {
	readonly complete: number;
	/** Of the last one, 0…1. */
	readonly partial: number;
};

/** @param kind Before "pass". @param rest Behind the part of the last one. */
const textOf = ({complete, partial}: Passes, kind: string, rest: string): string =>
	complete === 0
		? `${partText(partial)} of the images`
		: [
				`${complete} ${kind}pass${complete === 1 ? '' : 'es'}`,
				...(partial > 0 ? [`${partText(partial)}${rest}`] : []),
			].join(' and ');

/** How often the images were gone through: `2 whole passes and 3 % of another`. */
export const passesText = (passes: Passes): string => textOf(passes, 'whole ', ' of another');

/** The same where there is little room: `2 passes and 3 %`. */
export const shortPassesText = (passes: Passes): string => textOf(passes, '', '');

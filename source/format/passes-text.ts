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

/** The same where there is little room: `2 passes and 3 %`. */
export const shortPassesText = ({complete, partial}: Passes): string =>
	complete === 0
		? `${partText(partial)} of the images`
		: [
				`${complete} pass${complete === 1 ? '' : 'es'}`,
				...(partial > 0 ? [partText(partial)] : []),
			].join(' and ');

/** How often the images were gone through: `2 whole passes and 3 % of another`. */
export const passesText = ({complete, partial}: Passes): string =>
	complete === 0
		? `${partText(partial)} of the images`
		: [
				`${complete} whole pass${complete === 1 ? '' : 'es'}`,
				...(partial > 0 ? [`${partText(partial)} of another`] : []),
			].join(' and ');

import {type AccuracyFigure, type TiedFrames} from '../measure/accuracy.js';

const percent = (value: number): string => (100 * value).toFixed(1);

const tieText = (name: string, {frames, lowest, highest}: TiedFrames): string =>
	`${name} ${percent(lowest)} to ${percent(highest)} % by their order (${frames} ${frames === 1 ? 'image' : 'images'})`;

/** What equal scores leave open of the accuracy; undefined: nothing. */
export const tiesText = ({ties}: Pick<AccuracyFigure, 'ties'>): string | undefined => {
	const parts = [
		...(ties?.top1 ? [tieText('top-1', ties.top1)] : []),
		...(ties?.top5 ? [tieText('top-5', ties.top5)] : []),
	];
	return parts.length === 0 ? undefined : `${parts.join(', ')}; counted: the lower class first`;
};

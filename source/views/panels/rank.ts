import {type OtherRun, type Rank} from '../../record/reference/rank.js';
import {type Line, line, span} from '../canvas/lines.js';

const ordinal = (rank: number): string => {
	const last = rank % 100 >= 11 && rank % 100 <= 13 ? 0 : rank % 10;
	return `${rank}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
};

const ratioText = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`;

const otherRunText = ({device, framework, ratio}: OtherRun): string =>
	`${ratioText(ratio)} ${device}, ${framework}`;

/** This board next to others: rank and ratios with the same model, the next slower and the next faster. */
export const rankLine = (standing: Rank | {readonly missing: string}): Line => {
	if ('missing' in standing) {
		return line(span(`next to other boards: n/a (${standing.missing})`, 'dim'));
	}

	const {title, model, rank, of, faster, slower} = standing;
	const neighbours = [slower, faster].flatMap(item => (item ? [otherRunText(item)] : []));
	return line(
		span(`${ordinal(rank)} of ${of}`, 'strong'),
		span(` with ${model}, ${title}: `, 'dim'),
		span(neighbours.join('; ')),
		span(neighbours.length > 0 ? ' (times as fast)' : '', 'dim'),
	);
};

import {rankText} from '../../format/rank-text.js';
import {type Rank} from '../../record/reference/rank.js';
import {type Line, line, span} from '../canvas/lines.js';

/** This board next to others. */
export const rankLine = (standing: Rank | {readonly missing: string}): Line => {
	if ('missing' in standing) {
		return line(span(`next to other boards: n/a (${standing.missing})`, 'dim'));
	}

	const {own, others} = rankText(standing);
	return line(span(own, 'strong'), span(`, ${others}`));
};

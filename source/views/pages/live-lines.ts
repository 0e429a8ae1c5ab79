import {coolDownText, liveVerdictText, roundsText} from '../../format/verdict-text.js';
import {type Snapshot} from '../../record/snapshot.js';
import {type Line, line, span} from '../canvas/lines.js';

const roles = {
	faster: 'good',
	slower: 'bad',
	'no difference': 'plain',
	undecided: 'warn',
} as const;

/** What the two that run in turns have shown so far, or how to start that; no lines where nothing can be said. */
export const liveLines = ({liveComparison: live, earlierSegments, phase}: Snapshot): Line[] => {
	if (!live) {
		const hint =
			earlierSegments.length > 0
				? 'C: run the last two in turns, until one is shown to be faster'
				: 'after a flip (m, b) C runs the two in turns and tells which is faster';
		return [line(span(phase === 'comparing' ? 'the first round is not done yet' : hint, 'dim'))];
	}

	const {first, second, looks, verdict, endedBy} = live;
	return [
		line(
			span(`${second} against ${first}, median of inference: `, 'dim'),
			span(liveVerdictText(live), verdict === undefined ? 'dim' : roles[verdict]),
		),
		line(
			span(
				`${endedBy === undefined ? 'in turns' : 'was in turns'}: ${roundsText(live)}, judged ${looks} ×`,
				'dim',
			),
		),
		line(span(coolDownText(live.coolDown), 'dim')),
	];
};

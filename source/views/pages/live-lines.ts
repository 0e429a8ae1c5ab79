import {type Snapshot} from '../../record/snapshot.js';
import {type Line, line, span} from '../canvas/lines.js';

const roles = {faster: 'good', slower: 'bad', 'no difference': 'plain'} as const;

const signed = (share: number): string => {
	const text = Math.abs(100 * share).toFixed(1);
	return `${share < 0 ? '−' : '+'}${text} %`;
};

/** What the two that run in turns have shown so far, or how to start that; no lines where nothing can be said. */
export const liveLines = ({liveComparison: live, earlierSegments, phase}: Snapshot): Line[] => {
	if (!live) {
		const hint =
			earlierSegments.length > 0
				? 'C: run the last two in turns, until one is shown to be faster'
				: 'after a flip (m, b) C runs the two in turns and tells which is faster';
		return [line(span(phase === 'comparing' ? 'the first round is not done yet' : hint, 'dim'))];
	}

	const {first, second, rounds, looks, change, low, high, verdict, missing, endedBy} = live;
	const isKnown =
		verdict !== undefined && change !== undefined && low !== undefined && high !== undefined;
	const found = isKnown
		? span(`${verdict} ${signed(change)} (95 %: ${signed(low)} to ${signed(high)})`, roles[verdict])
		: span(missing ?? 'no verdict', 'dim');
	const state = endedBy === undefined ? 'in turns' : 'was in turns';
	return [
		line(span(`${second} against ${first}, median of inference: `, 'dim'), found),
		line(
			span(
				`${state}: ${rounds.length} rounds of ABBA or BAAB, ${live.framesPerSlice} frames a slice, judged ${looks} ×`,
				'dim',
			),
		),
		line(
			span(
				live.coolDown.sensor === undefined
					? 'no temperature sensor: a short pause between rounds'
					: `between rounds: ${live.coolDown.sensor} back to within 2 °C`,
				'dim',
			),
		),
	];
};

import {type Snapshot} from '../../record/snapshot.js';
import {type Line, line, span} from '../canvas/lines.js';

/** Why it slowed down, in words: one line, only while there is something to say. */
export const notice = ({thermal}: Snapshot): Line | undefined => {
	const {current} = thermal.throttle;
	if (!current) {
		return undefined;
	}

	const isBad = current.verdict === 'throttled';
	return line(
		span(isBad ? '!! ' : '!  ', isBad ? 'bad' : 'warn'),
		span(current.text, isBad ? 'bad' : 'warn'),
		span('  (t: more)', 'dim'),
	);
};

/** That the sensors are a recording: a figure that was made slower on purpose is no measurement. */
export const recordedBoardText = ({thermal}: Snapshot): string | undefined => {
	const {replay} = thermal;
	if (!replay) {
		return undefined;
	}

	const pace = replay.scale === undefined ? '' : `: speed scaled ×${replay.scale.toFixed(2)}`;
	return `replayed board${pace}, clock ×${replay.speed}`;
};

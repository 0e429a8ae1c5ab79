import {millisecondsText} from '../../format/figure-text.js';
import {boundsOf} from './search.js';
import {type StreamTrial} from './trial.js';

/** How many streams a pair holds. */
export type StreamAnswer = {
	readonly framesPerSecond: number;
	/** Between two frames of a stream, ms: what p99 of the response must stay below. */
	readonly periodMs: number;
	readonly holdSeconds: number;
	/** Held for the whole time; absent: nothing was held or shown not to be yet. */
	readonly streams?: number;
	/** p99 of the response while they were held, ms. */
	readonly p99Ms?: number;
	/** One more was shown not to be held. */
	readonly isComplete: boolean;
	/** The whole in one line. */
	readonly text: string;
	readonly trials: readonly StreamTrial[];
};

const counted = (streams: number): string => `${streams} stream${streams === 1 ? '' : 's'}`;

const above = ({p99Ms}: StreamTrial, periodMs: number): string =>
	`p99 ${millisecondsText(p99Ms)} > ${Number(periodMs.toFixed(2))} ms`;

/** In whole seconds, or tenths where there are less than ten. */
const secondsText = (seconds: number): string =>
	`${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;

const fellText = (trial: StreamTrial, periodMs: number): string =>
	`${trial.streams} fell at ${secondsText(trial.fellAfterSeconds ?? 0)}: ${trial.causes.length > 0 ? trial.causes.join('; ') : above(trial, periodMs)}`;

const heldText = (trial: StreamTrial): string => {
	const notes = [
		...(trial.causes.length > 0 ? [`limited meanwhile: ${trial.causes.join('; ')}`] : []),
		...(trial.isShort ? [`p99 of ${trial.frames} frames alone`] : []),
	];
	return `${counted(trial.streams)} held ${secondsText(trial.seconds)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
};

/** The answer as far as the trials go. @param isOver Whether the search has ended by itself. */
export const answerOf = (
	trials: readonly StreamTrial[],
	{
		framesPerSecond,
		holdSeconds,
		isOver,
	}: {readonly framesPerSecond: number; readonly holdSeconds: number; readonly isOver: boolean},
): StreamAnswer => {
	const periodMs = 1000 / framesPerSecond;
	const holds = trials.filter(({seconds}) => seconds >= holdSeconds);
	const bounds = boundsOf(holds);
	const held = holds.find(({streams, isHeld}) => isHeld && streams === bounds.held);
	const fell = holds.find(({streams, isHeld}) => !isHeld && streams === bounds.fell);
	const isComplete = isOver && (held ?? fell) !== undefined;
	const none =
		fell?.streams === 1
			? `0 streams: ${above(fell, periodMs)}${fell.causes.length > 0 ? ` (${fell.causes.join('; ')})` : ''}; inference alone takes ${millisecondsText(fell.inferMs)} ms`
			: 'streams: none held yet';
	return {
		framesPerSecond,
		periodMs,
		holdSeconds,
		...(held
			? {streams: held.streams, p99Ms: held.p99Ms}
			: isComplete && {streams: 0, p99Ms: fell?.p99Ms}),
		isComplete,
		text: [
			held ? heldText(held) : none,
			...(fell && (held ?? fell.streams > 1) ? [fellText(fell, periodMs)] : []),
			...(isComplete ? [] : ['the search is not finished']),
		].join('; '),
		trials,
	};
};

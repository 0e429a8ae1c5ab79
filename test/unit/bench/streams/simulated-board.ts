import {Responses} from '../../../../source/run/responses.js';
import {nextTrial, type Tried} from '../../../../source/bench/streams/search.js';
import {answerOf, type StreamAnswer} from '../../../../source/bench/streams/answer.js';
import {type StreamTrial} from '../../../../source/bench/streams/trial.js';

/** A board that answers one frame after the other, and may be slower once it has worked for a while. */
export type SimulatedBoard = {
	readonly serviceMs: number;
	/** Seconds of work within one trial after which it is hot; each trial begins cool. */
	readonly hotAfterSeconds?: number;
	readonly hotServiceMs?: number;
};

/** Runs one trial on a clock of its own, as the engine's loop does. */
export const tryStreams = (
	board: SimulatedBoard,
	{streams, seconds, framesPerSecond}: {streams: number; seconds: number; framesPerSecond: number},
): StreamTrial => {
	const frames = Math.round(streams * framesPerSecond * seconds);
	const responses = new Responses({streams, framesPerSecond, frames});
	const gapMs = 1000 / (streams * framesPerSecond);
	let nowMs = 0;
	let workedMs = 0;
	for (let frame = 0; frame < frames && responses.lostAfterSeconds === undefined; frame++) {
		const isHot = workedMs > (board.hotAfterSeconds ?? Number.POSITIVE_INFINITY) * 1000;
		const serviceMs = isHot ? board.hotServiceMs! : board.serviceMs;
		nowMs = Math.max(nowMs, frame * gapMs) + serviceMs;
		workedMs += serviceMs;
		responses.record(
			{arrivedAtMs: Float64Array.of(frame * gapMs), endedAtMs: Float64Array.of(nowMs)},
			0,
		);
	}

	const {lostAfterSeconds} = responses;
	return {
		streams,
		seconds,
		framesPerSecond,
		isHeld: lostAfterSeconds === undefined,
		frames: responses.histogram.count,
		p99Ms: responses.figures().response?.p99,
		inferMs: board.serviceMs,
		...(lostAfterSeconds !== undefined && {fellAfterSeconds: lostAfterSeconds}),
		causes: lostAfterSeconds !== undefined && lostAfterSeconds > 5 ? ['thermal'] : [],
		isShort: frames < 662,
		file: '',
	};
};

/** The whole search on it. */
export const searchOn = (
	board: SimulatedBoard,
	{
		estimate,
		holdSeconds,
		framesPerSecond = 25,
	}: {
		estimate: number;
		holdSeconds: number;
		framesPerSecond?: number;
	},
): {answer: StreamAnswer; trials: readonly Tried[]} => {
	const trials: StreamTrial[] = [];
	for (;;) {
		const next = nextTrial(trials, {estimate, holdSeconds});
		if (!next) {
			return {answer: answerOf(trials, {framesPerSecond, holdSeconds, isOver: true}), trials};
		}

		if (trials.length > 60) {
			throw new Error('the search does not end');
		}

		trials.push(tryStreams(board, {...next, framesPerSecond}));
	}
};

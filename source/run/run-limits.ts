import {type SessionOptions} from './options.js';
import {type SessionState} from './session-state.js';

/** Whether an engine that stopped by itself had nothing left to run. */
export const isExhausted = (
	{frames, endPosition}: SessionOptions,
	state: SessionState,
	nextPosition: number,
): boolean =>
	(frames !== undefined && state.frames >= frames) ||
	(endPosition !== undefined && nextPosition >= endPosition);

/** Whether a run has what it was asked for: its time, its part of a matrix, or a valid result. */
export const isDone = (
	{durationMs, endsWithPreset, preset, part, arrivals}: SessionOptions,
	{firstStartMs, segment, frames}: SessionState,
	nowMs: number,
): boolean => {
	const isTimeUp =
		durationMs !== undefined && firstStartMs !== undefined && nowMs - firstStartMs >= durationMs;
	const isPartDone =
		part !== undefined && frames >= part.rule.queries && segment.seconds >= part.rule.seconds;
	// An engine that was lost begins its times anew: what it missed would be forgotten.
	const isLost = arrivals !== undefined && (segment.isResponseLost || segment.restarts > 0);
	return isTimeUp || isPartDone || isLost || (endsWithPreset && segment.isLongEnough(preset));
};

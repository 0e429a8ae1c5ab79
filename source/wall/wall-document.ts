import {isHeard, silenceMs, type BoardState} from './board-state.js';
import {type WallSnapshot} from './wall.js';

/** Of the form of the document, not of the boards' words. */
const documentVersion = 1;

export type BoardStatus = 'connecting' | 'running' | 'idle' | 'silent' | 'lost' | 'refused';

export const statusOf = (board: BoardState, nowMs: number): BoardStatus => {
	if (board.phase !== 'open') {
		return board.phase;
	}

	return isHeard(board, nowMs) ? (board.word?.run ? 'running' : 'idle') : 'silent';
};

/** A wall for scripts: one JSON value; times in ms, shares as fractions of 1. A figure that is not known is absent, or has `missing` with the reason. */
export const wallDocument = ({boards, nowMs}: WallSnapshot, now: Date) => ({
	kind: 'edgetop-wall-snapshot',
	v: documentVersion,
	at: now.toISOString(),
	boards: boards.map(board => {
		const {name, greeting, clockOffSeconds, word, reason, roundTripMs, strangeLines} = board;
		const silence = silenceMs(board, nowMs);
		return {
			name,
			status: statusOf(board, nowMs),
			reason: reason ?? word?.missing,
			edgetop: greeting?.edgetop,
			host: greeting?.host,
			clockOffSeconds: clockOffSeconds === undefined ? undefined : Math.round(clockOffSeconds),
			wordAgeMs: silence === undefined ? undefined : Math.round(silence),
			roundTripMs: roundTripMs === undefined ? undefined : Math.round(roundTripMs),
			strangeLines: strangeLines > 0 ? strangeLines : undefined,
			runs: word?.runs,
			run: word?.run,
		};
	}),
});

/** Whether each board has told of its runs, or has failed to: a snapshot is worth its name. */
export const isSettled = ({boards}: WallSnapshot): boolean =>
	boards.every(({phase, word}) => (phase === 'open' ? word !== undefined : phase !== 'connecting'));

/** Whether all of them are heard. */
export const isWhole = ({boards, nowMs}: WallSnapshot): boolean =>
	boards.every(board => isHeard(board, nowMs));

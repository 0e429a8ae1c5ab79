import {sshBoard} from '../text/ssh-board.js';

/** Programs that run their command on another machine. */
const carriers = /(?:^|[\s/'"=])(?:ssh|autossh|sshpass|adb|mosh|kubectl)(?=['"\s]|$)/;

/**
Whether a backend computes on another machine than this one, as `exec:ssh board …` does: what the sensors of this machine read is not of the board then. A program that reaches another machine by its own means cannot be told.
*/
export const runsElsewhere = (backendId: string): boolean =>
	backendId.startsWith('exec:') && carriers.test(backendId.slice('exec:'.length));

/**
Whether the sensors are another machine's than the one that computes.

@param sensorsBoard Whose sensors are read; undefined: this machine's.
*/
export const sensorsAreElsewhere = (
	backendId: string,
	sensorsBoard: string | undefined,
): boolean =>
	sensorsBoard === undefined
		? runsElsewhere(backendId)
		: sshBoard(backendId)?.board !== sensorsBoard;

/** Why a figure of the board is missing there. */
export const ofAnotherMachine = 'the model runs on another machine, whose sensors are not read';

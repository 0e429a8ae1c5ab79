/** Programs that run their command on another machine. */
const carriers = /(?:^|[\s/'"=])(?:ssh|autossh|sshpass|adb|mosh|kubectl)(?=['"\s]|$)/;

/**
Whether a backend computes on another machine than this one, as `exec:ssh board …` does: what the sensors of this machine read is not of the board then. A program that reaches another machine by its own means cannot be told.
*/
export const runsElsewhere = (backendId: string): boolean =>
	backendId.startsWith('exec:') && carriers.test(backendId.slice('exec:'.length));

/** Why a figure of the board is missing there. */
export const ofAnotherMachine = 'the model runs on another machine, whose sensors are not read';

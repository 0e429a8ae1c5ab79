import process from 'node:process';
import {processStart} from './process-start.js';

/** Whether a child that is started `detached` gets a group of its own, which its own children join. */
export const hasGroups = process.platform !== 'win32';

/** A process that leads a group, told from a later one with its number by when it began. */
export type GroupLeader = {readonly pid: number; readonly start?: string | undefined};

/** Ends a process and all that it started, at once; nothing where they have ended, or the number is another's by now. */
export const killGroup = ({pid, start}: GroupLeader): void => {
	const now = start === undefined ? undefined : processStart(pid);
	if (now !== undefined && now !== start) {
		return;
	}

	try {
		process.kill(hasGroups ? -pid : pid, 'SIGKILL');
	} catch {
		// It ended in the meantime.
	}
};

import {createHash} from 'node:crypto';
import os from 'node:os';
import process from 'node:process';
import {isRunning, processStart} from './process-start.js';

/*
Which process a file belongs to. A home may be shared by several machines, and a number of a process is given again: the machine and the start of the process belong to its name.
*/

export type Owner = {
	readonly pid: number;
	/** See `processStart`. */
	readonly start?: string | undefined;
	/** See `hostTag`. */
	readonly host?: string | undefined;
};

/** A short name of this machine, for comparing. */
export const hostTag = (): string =>
	createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);

export const thisOwner = (): Owner => ({
	pid: process.pid,
	start: processStart(process.pid),
	host: hostTag(),
});

/** Whether the owner is a process of another machine: nothing can be said of it here. */
export const isElsewhere = ({host}: Owner): boolean => host !== undefined && host !== hostTag();

/** Whether the owner is known to run no more. */
export const isGone = (owner: Owner): boolean =>
	!isElsewhere(owner) && !isRunning(owner.pid, owner.start);

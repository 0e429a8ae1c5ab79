import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';

const isInSession = (pid: string, leader: number): boolean => {
	try {
		// "pid (name, which may hold anything) state ppid pgrp session …"
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		// A zombie has ended: it only waits to be counted by its parent.
		return fields[0] !== 'Z' && Number(fields[3]) === leader;
	} catch {
		return false;
	}
};

/** Every living process of the session that `leader` leads, children that changed their process group included. Empty where there is no /proc. */
export const processesOfSession = (leader: number): readonly number[] => {
	try {
		return readdirSync('/proc')
			.filter(name => /^\d+$/.test(name) && isInSession(name, leader))
			.map(Number);
	} catch {
		return [];
	}
};

/** Ends, for good, the process group and session that `leader` leads. */
export const killSession = (leader: number): void => {
	for (const target of [-leader, ...processesOfSession(leader)]) {
		try {
			process.kill(target, 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
	}
};

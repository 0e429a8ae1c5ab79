import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {procStatFields} from '../../source/text/proc-stat.js';
import {processStart} from '../../source/system/process-start.js';
import {childrenOf} from '../../test/unit/engine/processes.js';

/** What a process of a run does. */
export type Role = 'main' | 'engine' | 'sensors' | 'worker';

export type RunProcess = {
	readonly pid: number;
	readonly role: Role;
	/** See `processStart`. */
	readonly start: string | undefined;
};

const roleOf = (commandLine: string, parent: Role): Role => {
	if (parent === 'main') {
		if (commandLine.includes('engine.js')) {
			return 'engine';
		}

		return commandLine.includes('helper.js') ? 'sensors' : 'worker';
	}

	return parent === 'engine' ? 'worker' : parent;
};

/** A run's main process and all that it started, and what these started. */
export const processesOf = (pid: number, role: Role = 'main'): RunProcess[] => [
	{pid, role, start: processStart(pid)},
	...childrenOf(pid).flatMap(({pid: child, commandLine}) =>
		processesOf(child, roleOf(commandLine, role)),
	),
];

/** Those that still run: a later process of that number is another. */
export const alive = (processes: readonly RunProcess[]): RunProcess[] =>
	processes.filter(({pid, start}) => {
		try {
			const [state] = procStatFields(readFileSync(`/proc/${pid}/stat`, 'utf8'));
			return state !== 'Z' && processStart(pid) === start;
		} catch {
			return false;
		}
	});

/** Resident bytes of a process; undefined where it is gone. */
export const residentBytes = (pid: number): number | undefined => {
	try {
		const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
	} catch {
		return undefined;
	}
};

/** Open descriptors of a process; undefined where it is gone. */
export const descriptors = (pid: number): number | undefined => {
	try {
		return readdirSync(`/proc/${pid}/fd`).length;
	} catch {
		return undefined;
	}
};

/** Sends a signal; one that is gone needs none. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
	try {
		process.kill(pid, name);
	} catch {
		// Gone.
	}
};

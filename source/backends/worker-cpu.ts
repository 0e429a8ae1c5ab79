import {readFileSync} from 'node:fs';

/** Clock ticks of /proc are 10 ms on every Linux that Node supports. */
const ticksPerSecond = 100;

/** CPU seconds of a process and all its threads since it began; undefined where the system has no /proc, or the process is gone. */
export const cpuSecondsOf = (pid: number): number | undefined => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name, in brackets, may hold blanks; `utime` and `stime` are the 14th and 15th fields.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const ticks = Number(fields[11]) + Number(fields[12]);
		return Number.isFinite(ticks) ? ticks / ticksPerSecond : undefined;
	} catch {
		return undefined;
	}
};

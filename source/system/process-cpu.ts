import {readFileSync} from 'node:fs';
import {procStatFields} from '../text/proc-stat.js';

/** Clock ticks of /proc are 10 ms on every Linux that Node supports. */
const ticksPerSecond = 100;

/** CPU seconds of a process and all its threads since it began; undefined where the system has no /proc, or the process is gone. */
export const cpuSecondsOf = (pid: number): number | undefined => {
	try {
		// `utime` and `stime` are the 14th and 15th fields.
		const fields = procStatFields(readFileSync(`/proc/${pid}/stat`, 'utf8'));
		const ticks = Number(fields[11]) + Number(fields[12]);
		return Number.isFinite(ticks) ? ticks / ticksPerSecond : undefined;
	} catch {
		return undefined;
	}
};

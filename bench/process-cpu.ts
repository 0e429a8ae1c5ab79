import {readFileSync} from 'node:fs';

/** USER_HZ: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds of a process so far, all its threads; with those of its children that have ended, where asked for (Linux). */
export const cpuSeconds = (
	pid: number,
	options: {readonly isWithChildren?: boolean} = {},
): number => {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticks = fields.slice(11, options.isWithChildren ? 15 : 13).map(Number);
	return ticks.reduce((sum, value) => sum + value, 0) / ticksPerSecond;
};

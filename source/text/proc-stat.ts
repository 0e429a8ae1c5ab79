/**
Fields of a /proc/PID/stat from the third on (`state`): the name before them, in brackets, may hold blanks. So `utime`, the 14th by proc(5), is at 11.
*/
export const procStatFields = (stat: string): string[] =>
	stat.slice(stat.lastIndexOf(')') + 2).split(' ');

import {readFileSync} from 'node:fs';
import {procStatFields} from '../text/proc-stat.js';

/** Of the kernel: the same as long as this process lives. */
let boot: string | undefined;

/** When a process began, in the kernel's ticks since boot, with the boot's own id: tells it from a later process with its number. Undefined where it is gone, or the system has no /proc. */
export const processStart = (pid: number): string | undefined => {
	try {
		boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		// `starttime` is the 22nd field.
		const ticks = procStatFields(readFileSync(`/proc/${pid}/stat`, 'utf8')).at(19);
		return ticks === undefined ? undefined : `${boot.slice(0, 8)}-${ticks}`;
	} catch {
		return undefined;
	}
};

/** Whether the process of a journal still runs. Without /proc a process of that number is taken for it. */
export const isRunning = (pid: number, startedAs: string | undefined): boolean => {
	if (startedAs !== undefined) {
		return processStart(pid) === startedAs;
	}

	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

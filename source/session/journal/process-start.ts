import {readFileSync} from 'node:fs';

/** When a process began, in the kernel's ticks since boot, with the boot's own id: tells it from a later process with its number. Undefined where it is gone, or the system has no /proc. */
export const processStart = (pid: number): string | undefined => {
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name, in brackets, may hold blanks; `starttime` is the 22nd field.
		const ticks = stat
			.slice(stat.lastIndexOf(')') + 2)
			.split(' ')
			.at(19);
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

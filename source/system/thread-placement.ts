import {readdirSync, readFileSync} from 'node:fs';
import {procStatFields} from '../text/proc-stat.js';

/*
Where the threads of a process and of its children run (proc(5)): /proc/PID/task/TID/stat tells the CPU on which a thread last ran, /proc/PID/status on which it may run.
*/

export type Placement = {
	/** Part of the threads' CPU time since the reading before, by the CPU on which each was last; absent with the first reading. */
	readonly shares?: ReadonlyMap<number, number>;
	/** CPUs on which the process may run, as the kernel lists them: `0-3,6`. */
	readonly affinity?: string;
};

/** Of a process, its children and theirs. */
const mostDepth = 3;

/** Synchronous: some small files of the kernel, tens of microseconds. */
export class ThreadPlacement {
	readonly #proc: string;
	#ticks = new Map<string, number>();

	/** @param proc For tests. */
	constructor(proc = '/proc') {
		this.#proc = proc;
	}

	/**
	@param hasShares Without them one file is read.
	@returns Undefined where the system has no /proc, or the process is gone.
	*/
	read(pid: number, hasShares: boolean): Placement | undefined {
		const status = this.#text(`${pid}/status`);
		if (status === undefined) {
			return undefined;
		}

		const affinity = /^Cpus_allowed_list:\s*(?<list>[\d,-]+)$/m.exec(status)?.groups?.['list'];
		const shares = hasShares ? this.#shares(pid) : undefined;
		return {...(affinity !== undefined && {affinity}), ...(shares && {shares})};
	}

	#shares(pid: number): ReadonlyMap<number, number> | undefined {
		const before = this.#ticks;
		this.#ticks = new Map();
		const byCpu = new Map<number, number>();
		this.#addProcess(pid, before, byCpu, mostDepth);
		const all = [...byCpu.values()].reduce((sum, ticks) => sum + ticks, 0);
		return before.size > 0 && all > 0
			? new Map([...byCpu].map(([cpu, ticks]) => [cpu, ticks / all]))
			: undefined;
	}

	#addProcess(
		pid: number,
		before: ReadonlyMap<string, number>,
		byCpu: Map<number, number>,
		depth: number,
	): void {
		for (const thread of this.#list(`${pid}/task`)) {
			// `utime`, `stime` and `processor` are the 14th, 15th and 39th fields.
			const fields = procStatFields(this.#text(`${pid}/task/${thread}/stat`) ?? '');
			const ticks = Number(fields[11]) + Number(fields[12]);
			const cpu = Number(fields[36]);
			if (!Number.isFinite(ticks) || !Number.isInteger(cpu)) {
				continue;
			}

			const key = `${pid}/${thread}`;
			this.#ticks.set(key, ticks);
			const gain = ticks - (before.get(key) ?? ticks);
			if (gain > 0) {
				byCpu.set(cpu, (byCpu.get(cpu) ?? 0) + gain);
			}
		}

		const children = (this.#text(`${pid}/task/${pid}/children`) ?? '').split(' ');
		for (const child of depth > 1 ? children.filter(name => /^\d+$/.test(name)) : []) {
			this.#addProcess(Number(child), before, byCpu, depth - 1);
		}
	}

	#text(path: string): string | undefined {
		try {
			return readFileSync(`${this.#proc}/${path}`, 'utf8');
		} catch {
			return undefined;
		}
	}

	#list(path: string): string[] {
		try {
			return readdirSync(`${this.#proc}/${path}`);
		} catch {
			return [];
		}
	}
}

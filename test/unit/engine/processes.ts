import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

/** The reason to skip where there is no /proc to look processes up in; undefined on Linux. */
export const withoutProc =
	process.platform === 'linux' ? undefined : 'processes are looked up in /proc: Linux only';

type Listed = {readonly pid: number; readonly parent: number; readonly commandLine: string};

const describe = (pid: number): Listed | undefined => {
	try {
		// "pid (name, which may hold anything) state ppid …"
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		// A zombie has ended: it only waits to be counted by its parent.
		return state === 'Z'
			? undefined
			: {
					pid,
					parent: Number(parent),
					commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
				};
	} catch {
		return undefined;
	}
};

export const isAlive = (pid: number): boolean => {
	if (withoutProc === undefined) {
		return describe(pid) !== undefined;
	}

	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

/** Living children of `parent`. */
export const childrenOf = (parent: number): readonly Listed[] =>
	readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.map(name => describe(Number(name)))
		.filter(listed => listed?.parent === parent) as readonly Listed[];

/** Engine processes of the program `parent`. */
export const enginesOf = (parent: number): readonly number[] =>
	childrenOf(parent)
		.filter(({commandLine}) => commandLine.includes('engine.js'))
		.map(({pid}) => pid);

/** @throws Error when `get` has given nothing for `limitMs`. */
export const waitFor = async <T>(
	what: string,
	get: () => T | undefined | false,
	limitMs = 20_000,
): Promise<T> => {
	const endMs = performance.now() + limitMs;
	while (performance.now() < endMs) {
		const value = get();
		if (value !== undefined && value !== false) {
			return value;
		}

		await sleep(25);
	}

	throw new Error(`waited ${limitMs / 1000} s for ${what}`);
};

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ThreadPlacement} from '../../../source/system/thread-placement.js';

let proc = '';
beforeEach(() => {
	proc = mkdtempSync(path.join(tmpdir(), 'edgetop-proc-'));
});
afterEach(() => {
	rmSync(proc, {recursive: true, force: true});
});

const write = (name: string, content: string): void => {
	const file = path.join(proc, name);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, content);
};

/** Of proc(5): utime is the 14th field, stime the 15th, processor the 39th. */
const stat = (ticks: number, cpu: number): string =>
	[
		'7 (node (x) y) R',
		...Array.from({length: 10}, () => '0'),
		ticks,
		0,
		...Array.from({length: 23}, () => '0'),
		cpu,
		0,
	].join(' ');

test('shares of CPU time by CPU, of a process and of its child, and where it may run', () => {
	write('7/status', 'Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,6\n');
	write('7/task/7/children', '9 ');
	write('7/task/7/stat', stat(100, 0));
	write('7/task/8/stat', stat(50, 4));
	write('9/task/9/stat', stat(10, 5));
	const placement = new ThreadPlacement(proc);
	expect(placement.read(7, true)).toEqual({affinity: '0-3,6'});
	write('7/task/7/stat', stat(100, 0));
	write('7/task/8/stat', stat(150, 4));
	write('9/task/9/stat', stat(310, 6));
	expect(placement.read(7, true)).toEqual({
		affinity: '0-3,6',
		shares: new Map([
			[4, 0.25],
			[6, 0.75],
		]),
	});
});

test('without clusters one file is read; a process that is gone is none', () => {
	write('7/status', 'Cpus_allowed_list:\t0\n');
	const placement = new ThreadPlacement(proc);
	expect(placement.read(7, false)).toEqual({affinity: '0'});
	expect(placement.read(8, true)).toBeUndefined();
});

import {readFileSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Summary} from '../source/record/summary.js';
import {childrenOf} from '../test/unit/engine/processes.js';
import {open, type Terminal} from '../test/e2e/terminal/terminal.js';
import {cli} from './edgetop-run.js';
import {cpuSeconds} from './process-cpu.js';
import {quantile} from './statistics.js';

/** The first quarter of a minute is start: modules are loaded and code is compiled. */
const settleMs = 15_000;

/** Memory of a process, MiB: all that is resident, and what other processes map, too (the program of Node, above all). */
type Resident = {readonly all: number; readonly shared: number};

const residentOf = (pid: number | undefined): Resident => {
	if (pid === undefined) {
		return {all: Number.NaN, shared: Number.NaN};
	}

	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const megabytes = (name: string): number =>
		Number(new RegExp(String.raw`^${name}:\s+(\d+)`, 'm').exec(text)?.[1]) / 1024;
	return {all: megabytes('Rss'), shared: megabytes('Shared_Clean') + megabytes('Shared_Dirty')};
};

const childOf = (parent: number, program: string): number | undefined =>
	childrenOf(parent).find(({commandLine}) => commandLine.includes(program))?.pid;

/** Of two processes together: what both map is there once. */
const together = (a: Resident, b: Resident): number =>
	a.all - a.shared + (b.all - b.shared) + Math.max(a.shared, b.shared);

export type ScreenCost = {
	readonly cpuPercent: number;
	/** Resident memory of the screen, the sensors and the engine, MiB. */
	readonly rssMegabytes: number;
	readonly sensorsMegabytes: number;
	/** Screen and sensors, with what both map counted once, MiB. */
	readonly togetherMegabytes: number;
	readonly engineMegabytes: number;
	readonly bytesPerSecond: number;
	/** Key to changed screen, p95 over the presses. */
	readonly keyMs: number;
	readonly summary: Summary;
};

const press = async (terminal: Terminal): Promise<number> => {
	const began = performance.now();
	terminal.write('?');
	await terminal.waitFor(/any key closes/);
	const opened = performance.now() - began;
	terminal.write('x');
	await terminal.waitFor(rows => !rows.join('\n').includes('any key closes'));
	return opened;
};

/** Runs the built program in a 120×40 pseudo-terminal at the default refresh and watches its screen process. */
export const runScreen = async (
	seconds: number,
	presses: number,
	...args: readonly string[]
): Promise<ScreenCost> => {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'edgetop-bench-'));
	const output = path.join(folder, 'run.json');
	const terminal = open(process.execPath, [cli, '--output', output, ...args], {
		columns: 120,
		rows: 40,
	});
	try {
		const {pid} = terminal;
		await terminal.waitFor(/running/, 60_000);
		await sleep(settleMs);
		const before = {cpu: cpuSeconds(pid), bytes: terminal.bytes, at: performance.now()};
		await sleep(seconds * 1000);
		const elapsed = (performance.now() - before.at) / 1000;
		const [screen, sensors] = [residentOf(pid), residentOf(childOf(pid, 'helper.js'))];
		const cost = {
			cpuPercent: (100 * (cpuSeconds(pid) - before.cpu)) / elapsed,
			bytesPerSecond: (terminal.bytes - before.bytes) / elapsed,
			rssMegabytes: screen.all,
			sensorsMegabytes: sensors.all,
			togetherMegabytes: together(screen, sensors),
			engineMegabytes: residentOf(childOf(pid, 'engine.js')).all,
		};
		const times: number[] = [];
		for (let count = 0; count < presses; count++) {
			times.push(await press(terminal));
			await sleep(130);
		}

		terminal.write('q');
		await terminal.exit;
		const summary = JSON.parse(await readFile(output, 'utf8')) as Summary;
		return {...cost, keyMs: times.length > 0 ? quantile(times, 0.95) : Number.NaN, summary};
	} finally {
		await terminal.close();
		await rm(folder, {recursive: true, force: true});
	}
};

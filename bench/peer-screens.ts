import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {open} from '../test/e2e/terminal/terminal.js';
import {cpuSeconds} from './process-cpu.js';
import {runScreen} from './screen-run.js';
import {pairedRatio} from './statistics.js';
import {ratioRow, runPairs, type Row} from './table.js';

/** A monitor that people leave open, painting as often as edgetop does where it can. */
type Monitor = {
	readonly program: string;
	readonly args: readonly string[];
	/** Times a second. */
	readonly paints: number;
};

const monitors: readonly Monitor[] = [
	{program: 'btop', args: [], paints: 2},
	{program: 'htop', args: ['--delay=5'], paints: 2},
	{program: 'glances', args: ['--time', '1'], paints: 1},
];

/** It loads and draws everything once. */
const settleMs = 8000;

type Cost = {readonly cpuPercent: number; readonly bytesPerSecond: number};

const isInstalled = (program: string): boolean => {
	try {
		execFileSync('which', [program], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
};

const runMonitor = async ({program, args}: Monitor, seconds: number): Promise<Cost> => {
	const config = mkdtempSync(path.join(os.tmpdir(), 'edgetop-bench-'));
	// The only place where btop is told how often.
	mkdirSync(path.join(config, 'btop'));
	writeFileSync(path.join(config, 'btop', 'btop.conf'), 'update_ms = 500\n');
	const terminal = open(program, args, {
		columns: 120,
		rows: 40,
		env: {XDG_CONFIG_HOME: config, LANG: 'C.UTF-8'},
	});
	try {
		await sleep(settleMs);
		const {pid} = terminal;
		const before = {
			cpu: cpuSeconds(pid, {isWithChildren: true}),
			bytes: terminal.bytes,
			at: performance.now(),
		};
		await sleep(seconds * 1000);
		const elapsed = (performance.now() - before.at) / 1000;
		return {
			cpuPercent: (100 * (cpuSeconds(pid, {isWithChildren: true}) - before.cpu)) / elapsed,
			bytesPerSecond: (terminal.bytes - before.bytes) / elapsed,
		};
	} finally {
		await terminal.close();
		rmSync(config, {recursive: true, force: true});
	}
};

const compareMonitor = async (monitor: Monitor, seconds: number, pairs: number): Promise<Row[]> => {
	const {program, paints} = monitor;
	if (!isInstalled(program)) {
		return [{what: `(s) screen ÷ ${program}`, value: `skipped: no ${program} here`, bar: '—'}];
	}

	const results = await runPairs(
		`screens of edgetop and ${program}`,
		pairs,
		async (): Promise<Cost> => runScreen(seconds, 0),
		async () => runMonitor(monitor, seconds),
	);
	const ratioOf = (pick: (cost: Cost) => number) =>
		pairedRatio(results.map(({ours, theirs}) => ({ours: pick(ours), theirs: pick(theirs)})));
	const often = paints === 2 ? '' : ` (which paints ${paints} × a second, edgetop 2 ×)`;
	return [
		ratioRow(
			`(s) screen process, CPU ÷ ${program}'s${often}`,
			ratioOf(({cpuPercent}) => cpuPercent),
			{most: 1},
		),
		ratioRow(
			`(s) bytes to the terminal ÷ ${program}'s${often}`,
			ratioOf(({bytesPerSecond}) => bytesPerSecond),
			{most: 1},
		),
	];
};

/** The screen, with statistics and journal in the same process, beside monitors of one machine in the same terminal (120×40). */
export const compareScreens = async (seconds: number, pairs: number): Promise<Row[]> => {
	const rows: Row[] = [];
	for (const monitor of monitors) {
		rows.push(...(await compareMonitor(monitor, seconds, pairs)));
	}

	return rows;
};

import {readFileSync} from 'node:fs';
import process from 'node:process';
import {open} from '../test/e2e/terminal/terminal.js';
import {cli} from './edgetop-run.js';
import {progress, type Row, fixed} from './table.js';
import {median} from './statistics.js';

/** What the screen draws first, and the first picker. */
export type FirstPaint = {
	/** From the start of the process until the screen is drawn. */
	readonly paintMs: number;
	/** From the key until the first picker is drawn. */
	readonly pickerMs: number;
	/** Memory of the screen's process that the first picker adds for good. */
	readonly pickerMegabytes: number;
};

const rssMegabytes = (pid: number): number =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Starts the built program in a 120×40 pseudo-terminal, opens the first picker, and leaves. */
const watchStart = async (): Promise<FirstPaint> => {
	const beganAt = performance.now();
	const terminal = open(process.execPath, [cli], {columns: 120, rows: 40});
	try {
		// The key line is the last row of a paint.
		await terminal.waitFor(/q quit/, 60_000);
		const paintMs = performance.now() - beganAt;
		// What is loaded in the background is not the picker's.
		await terminal.waitFor(/● running/, 60_000);
		const before = rssMegabytes(terminal.pid);
		const pressedAt = performance.now();
		terminal.write('m');
		await terminal.waitFor(/arrows choose/);
		const pickerMs = performance.now() - pressedAt;
		const pickerMegabytes = rssMegabytes(terminal.pid) - before;
		terminal.write('q');
		await terminal.waitFor(/Throughput/);
		terminal.write('q');
		await terminal.exit;
		return {paintMs, pickerMs, pickerMegabytes};
	} finally {
		await terminal.close();
	}
};

/** (g) How soon something is seen, and what the first picker costs. */
export const measureFirstPaint = async (starts: number): Promise<Row[]> => {
	const seen: FirstPaint[] = [];
	for (let count = 0; count < starts; count++) {
		progress(`first paint, ${count + 1} of ${starts}`);
		seen.push(await watchStart());
	}

	const of = (pick: (start: FirstPaint) => number): number => median(seen.map(item => pick(item)));
	return [
		{
			what: '(g) start to the first paint of the screen',
			value: `${fixed(
				of(({paintMs}) => paintMs),
				0,
			)} ms`,
			bar: '–',
		},
		{
			what: '(g) key to the first picker, and the memory that it adds',
			value: `${fixed(
				of(({pickerMs}) => pickerMs),
				0,
			)} ms, ${fixed(
				of(({pickerMegabytes}) => pickerMegabytes),
				1,
			)} MiB`,
			bar: '–',
		},
	];
};

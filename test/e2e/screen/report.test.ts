import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, it} from 'vitest';
import {cli} from '../cli/run-cli.js';
import {keys} from '../terminal/terminal.js';
import {isMeasuring, pageMs, runsOfFile, startMs, waitForWhole} from './screen-run.js';

const runs = runsOfFile();
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-report-screen-'));
afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

it(
	'this run next to other boards, a saved run and a table: a line, and the page R',
	{timeout: 3 * startMs},
	async () => {
		const env = {XDG_STATE_HOME: folder, XDG_DATA_HOME: folder};
		// A run before, which is saved; and a file beside it that is none.
		execFileSync(process.execPath, [cli, '--headless', '--frames', '30'], {
			env: {...process.env, ...env},
			stdio: 'ignore',
		});
		writeFileSync(path.join(folder, 'edgetop', 'sessions', '2026-torn.json'), '{"kind": ');
		mkdirSync(path.join(folder, 'edgetop', 'reference'));
		writeFileSync(
			path.join(folder, 'edgetop', 'reference', 'boards.csv'),
			'Device,Framework,Model,Inference time (ms),Top-1 %\nSlow Board,A,EfficientNet-B0,90000,70\nFast Board,B,EfficientNet-B0,0.001,71\n',
		);
		const {terminal} = runs.start([], {columns: 120, rows: 40, env});
		await waitForWhole(
			terminal,
			text =>
				isMeasuring.test(text) &&
				/: \S+ ms, faster than .+ with .+, slower than .+ with /.test(text.replaceAll('\n', ' ')),
			startMs,
		);
		terminal.write('R');
		const page = await waitForWhole(terminal, text => text.includes('mean ms'), pageMs);
		const text = page.join('\n');
		// This run, and the saved one.
		expect(text).toMatch(/│ 1 .*efficientnet-b0 float16/);
		expect(text).toMatch(/│ 2 .*efficientnet-b0 float16/);
		terminal.write('\u001B[4~');
		const end = await waitForWhole(terminal, shown => shown.includes('Left out: '), pageMs);
		// Backwards over all of it: the tables of others stand among the rows.
		let whole = end.join('\n');
		await expect
			.poll(
				() => {
					terminal.write('\u001B[5~');
					whole += terminal.screen().join('\n');
					return [/│ \w+ {2}Slow Board/, /│ \w+ {2}Fast Board/].every(row => row.test(whole));
				},
				{timeout: startMs, interval: 300},
			)
			.toBe(true);
		expect(end.join('\n')).toContain('boards: 2 rows.');
		expect(end.join('\n')).toMatch(/Left out: .*2026-torn\.json: no JSON document/);
		terminal.write(keys.escape);
		await waitForWhole(terminal, shown => shown.includes('Throughput'), pageMs);
		terminal.write('q');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
	},
);

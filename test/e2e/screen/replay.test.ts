import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, it} from 'vitest';
import {milliseconds} from '../../../source/format/numbers.js';
import {type Summary} from '../../../source/record/summary.js';
import {keys} from '../terminal/terminal.js';
import {pageMs, runsOfFile, startMs, waitForWhole} from './screen-run.js';

const runs = runsOfFile();
const cli = fileURLToPath(new URL('../../../dist/bundle/cli.js', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-replay-'));
const env = {...process.env, XDG_STATE_HOME: folder};
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

it(
	'a real run again: its last figures, its start, its keys, and nothing left behind',
	{timeout: 4 * startMs},
	async () => {
		const journal = path.join(folder, 'run.ndjson');
		const summary = JSON.parse(
			execFileSync(
				process.execPath,
				[cli, '--headless', '--json', '--duration', '5s', '--journal', journal],
				{env, stdio: ['ignore', 'pipe', 'ignore']},
			).toString(),
		) as Summary;
		const {frames} = summary.segments[0]!;
		const {terminal, saved} = runs.start(['replay', journal], {columns: 120, rows: 40});
		const first = await waitForWhole(terminal, text => text.includes('REPLAY ×1'), startMs);
		expect(first.at(-2)).toMatch(/^q quit {2}space pause {2}left\/right 10 s/);
		terminal.write('\u001B[4~');
		const last = await waitForWhole(
			terminal,
			text => text.includes('REPLAY PAUSED completed'),
			pageMs,
		);
		expect(last.join('\n')).toContain(`${frames}`);
		expect(last.join('\n')).toContain(milliseconds(summary.segments[0]!.stages.infer!.max));
		// Keys that measure do nothing here.
		terminal.write('mbrs');
		terminal.write('+');
		terminal.write('\u001B[1~');
		await waitForWhole(terminal, text => /REPLAY PAUSED (?!completed)/.test(text), pageMs);
		terminal.write(' ');
		await waitForWhole(terminal, text => text.includes('REPLAY ×2'), pageMs);
		terminal.write('?');
		const help = await waitForWhole(terminal, text => text.includes('any key closes'), pageMs);
		expect(help.join('\n')).toMatch(/PgUp shift-left +back by 1 min/);
		terminal.write(keys.escape);
		await waitForWhole(terminal, text => text.includes('Throughput'), pageMs);
		terminal.write('q');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
		expect(terminal.isAlternateScreen()).toBe(false);
		expect(saved()).toBeUndefined();

		const piped = spawnSync(process.execPath, [cli, 'replay', journal], {env, encoding: 'utf8'});
		expect(piped.status).toBe(2);
		expect(piped.stderr).toMatch(/^edgetop: replay: this is no terminal .*edgetop report/);
		expect(piped.stderr.trimEnd()).not.toContain('\n');
	},
);

it.each([
	[[], /no journal in .* yet: edgetop replay JOURNAL/],
	[['/nowhere/run.ndjson'], /cannot read \/nowhere\/run\.ndjson/],
	[[cli], /no journal of edgetop: a replay needs one/],
])('replay %j is refused in one line', (args, message) => {
	const {status, stderr} = spawnSync(process.execPath, [cli, 'replay', ...args], {
		env,
		encoding: 'utf8',
	});
	expect(status).toBe(2);
	expect(stderr).toMatch(message);
	expect(stderr.trimEnd()).not.toContain('\n');
});

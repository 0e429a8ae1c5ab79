import {mkdtemp, readFile, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as pty from '@lydell/node-pty';
import {type Summary} from '../source/record/summary.js';
import {cli} from './edgetop-run.js';

/** Runs the built program in a 120×40 pseudo-terminal whose output is thrown away: a terminal emulator on this machine would take the processor from the model. */
export const runWatched = async (...args: readonly string[]): Promise<Summary> => {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'edgetop-bench-'));
	const output = path.join(folder, 'run.json');
	try {
		const terminal = pty.spawn(process.execPath, [cli, '--output', output, ...args], {
			cols: 120,
			rows: 40,
			env: {...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8'},
		});
		terminal.onData(() => undefined);
		await new Promise(resolve => {
			terminal.onExit(resolve);
		});
		return JSON.parse(await readFile(output, 'utf8')) as Summary;
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
};

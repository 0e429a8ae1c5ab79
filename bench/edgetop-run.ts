import {execFile} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {type Summary} from '../source/record/summary.js';

const run = promisify(execFile);

export const cli = fileURLToPath(new URL('../dist/bundle/cli.js', import.meta.url));
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the built program without a screen and returns its summary. */
export const runHeadless = async (...args: readonly string[]): Promise<Summary> => {
	const {stdout} = await run(process.execPath, [cli, '--headless', '--json', ...args], {
		maxBuffer: 64 * 2 ** 20,
	});
	return JSON.parse(stdout) as Summary;
};

/** Runs a script in a process of its own and parses its one line of JSON. */
export const runScript = async <T>(file: URL, ...args: readonly string[]): Promise<T> => {
	const path = fileURLToPath(file);
	const loader = path.endsWith('.ts') ? ['--import', 'tsx'] : [];
	const {stdout} = await run(process.execPath, [...loader, path, ...args]);
	return JSON.parse(stdout) as T;
};

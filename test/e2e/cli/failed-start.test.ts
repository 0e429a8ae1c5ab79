import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const kept = (): string[] =>
	['sessions', 'journals'].flatMap(name => readdirSync(path.join(home.folder, 'edgetop', name)));

/** The one line beside those of progress, which a slow machine may come to. */
const onlyError = (stderr: string): string => {
	const lines = stderr.split('\n').filter(line => line !== '' && !/^ *\d+ s {2}/.test(line));
	expect(lines).toHaveLength(1);
	return lines[0]!;
};

const noisy = `exec:sh -c 'echo "native/file.cc:12 the driver is too old" >&2; exit 3'`;

describe('a run that does not start', () => {
	it.each([
		['a program that ends at once', ['--backend', 'exec:false'], /on exec:false did not start: /],
		['a device that is none', ['--device', 'gpu:3'], /onnxruntime:cpu did not start: .*use cpu/],
		['an option that is none', ['--backend-option', 'x=1', '--json'], /takes graph/],
	])('%s: one line, exit code 1, nothing saved', async (_name, words, message) => {
		const {code, stdout, stderr} = await home.run('--headless', '--frames', '3', ...words);
		expect(onlyError(stderr)).toMatch(message);
		expect(stdout).toBe('');
		expect(code).toBe(1);
		expect(kept()).toEqual([]);
	});

	it('native text is in the log, and shown under --debug', async () => {
		const words = ['--headless', '--frames', '3', '--backend', noisy];
		const log = path.join(home.folder, 'edgetop', 'engine.log');
		const plain = await home.run(...words);
		expect(onlyError(plain.stderr)).toContain(`what the runtime wrote: --debug, or ${log}`);
		expect(readFileSync(log, 'utf8')).toContain('the driver is too old');
		const debugged = await home.run(...words, '--debug');
		expect(debugged.stderr.split('\n')).toContain('  native/file.cc:12 the driver is too old');
		expect([plain.code, debugged.code]).toEqual([1, 1]);
	});
});

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {describe, expect, it} from 'vitest';
import {type Terminal} from '../terminal/terminal.js';
import {isGivenBack, isMeasuring, pageMs, startMs, runsOfFile} from './screen-run.js';

const runs = runsOfFile();

/** Codes of colours, as parameters of one SGR sequence; attributes such as bold are none. */
const colourCodes = (output: string): string[] =>
	[...output.matchAll(/\u001B\[([\d;:]*)m/g)]
		.map(([, codes]) => codes!)
		.filter(codes => codes.split(/[;:]/).some(code => /^(?:[34]\d|9\d|10\d)$/.test(code)));

const noColour = ({output}: Terminal): void => {
	expect(colourCodes(output)).toEqual([]);
};

const basicColours = ({output}: Terminal): void => {
	expect(colourCodes(output).length).toBeGreaterThan(0);
	expect(output).not.toMatch(/\u001B\[[\d;:]*[34]8[;:][25]/);
};

const asciiOnly = ({output}: Terminal): void => {
	expect(output).toMatch(/^[\u0000-\u007E]*$/);
};

type Case = {
	readonly name: string;
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly look: (terminal: Terminal) => void;
	readonly end: (terminal: Terminal) => void;
	readonly code: number;
	readonly saved: {readonly reason: string; readonly detail: string};
};

const cases: readonly Case[] = [
	{
		name: 'NO_COLOR=1, ended by Ctrl-C',
		env: {NO_COLOR: '1'},
		look: noColour,
		end(terminal) {
			terminal.write('\u0003');
		},
		code: 130,
		saved: {reason: 'interrupted', detail: 'interrupted by Ctrl-C'},
	},
	{
		name: 'TERM=xterm, ended by SIGTERM',
		env: {TERM: 'xterm'},
		look: basicColours,
		end(terminal) {
			terminal.kill('SIGTERM');
		},
		code: 143,
		saved: {reason: 'signal', detail: 'terminated (SIGTERM)'},
	},
	{
		name: '--ascii --no-color, ended by SIGHUP',
		args: ['--ascii', '--no-color'],
		look(terminal) {
			asciiOnly(terminal);
			noColour(terminal);
		},
		end(terminal) {
			terminal.kill('SIGHUP');
		},
		code: 129,
		saved: {reason: 'signal', detail: 'connection lost (SIGHUP)'},
	},
];

describe('every look and every end', () => {
	it.each(cases)(
		'$name',
		async ({args, env, look, end, code, saved: expected}) => {
			const {terminal, saved} = runs.start(args, {...(env && {env})});
			await terminal.waitFor(isMeasuring, startMs);
			terminal.write('m');
			await terminal.waitFor(/efficientnet-b0 \(running\)/, pageMs);
			terminal.write('m');
			await terminal.waitFor(/Throughput/, pageMs);
			end(terminal);
			expect(await terminal.exit).toEqual({code, signal: undefined});
			expect(isGivenBack(terminal)).toBe(true);
			look(terminal);
			const summary = saved()!;
			expect(summary.end).toEqual(expected);
			expect(summary.segments[0]!.frames).toBeGreaterThan(0);
			expect(terminal.history().join('')).toMatch(/saved to .*\.json/);
		},
		startMs + 3 * pageMs,
	);

	it(
		'LC_ALL=C and NO_COLOR, ended by a crash: the screen is given back and the session is saved',
		async () => {
			const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-crash-'));
			try {
				// The engine's processes inherit the preload: only the front end may fail.
				const preload = path.join(folder, 'crash.mjs');
				writeFileSync(
					preload,
					String.raw`import {isMainThread} from 'node:worker_threads';
if (isMainThread && process.stdout.isTTY && /cli\.js$/.test(process.argv[1])) {
	process.stdin.on('data', key => {
		if (String(key) === 'X') {
			setTimeout(() => { throw new Error('thrown by the test'); });
		}
	});
}`,
				);
				const {terminal, saved} = runs.start(
					[],
					{env: {LC_ALL: 'C', TERM: 'vt100', NO_COLOR: '1'}},
					['--import', pathToFileURL(preload).href],
				);
				await terminal.waitFor(isMeasuring, startMs);
				expect(terminal.isAlternateScreen()).toBe(true);
				terminal.write('X');
				expect(await terminal.exit).toEqual({code: 1, signal: undefined});
				expect(isGivenBack(terminal)).toBe(true);
				asciiOnly(terminal);
				noColour(terminal);
				const after = terminal.history().join('\n');
				expect(after).toMatch(/edgetop: internal error, the session is saved/);
				expect(after).toMatch(/Error: thrown by the test/);
				expect(saved()!.end).toEqual({
					reason: 'failed',
					detail: 'edgetop failed: thrown by the test',
				});
				expect(saved()!.segments[0]!.frames).toBeGreaterThan(0);
			} finally {
				rmSync(folder, {recursive: true});
			}
		},
		startMs + pageMs,
	);
});

import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, describe, expect, it} from 'vitest';
import {processesOfSession} from './process-tree.js';
import {keys, open, type Terminal, type TerminalOptions} from './terminal.js';

const opened: Terminal[] = [];

const runScript = (script: string, options?: TerminalOptions): Terminal => {
	const terminal = open(process.execPath, ['-e', script], options);
	opened.push(terminal);
	return terminal;
};

afterEach(async () => {
	await Promise.all(opened.splice(0).map(async terminal => terminal.close()));
});

const stayAlive = 'setInterval(() => {}, 1000);';

describe('the screen', () => {
	it('shows what was written where, and nothing in the other rows', async () => {
		const terminal = runScript(
			String.raw`process.stdout.write('one\x1b[3;5Hthree'); ${stayAlive}`,
			{columns: 20, rows: 4},
		);
		await terminal.waitFor(/three/);
		expect(terminal.screen()).toEqual(['one', '', '    three', '']);
		expect(terminal.cursor()).toEqual({column: 9, row: 2});
	});

	it('puts characters together that arrive in two halves', async () => {
		const terminal = runScript(
			`const bytes = Buffer.from('▁▂▃ ok'); process.stdout.write(bytes.subarray(0, 4)); setTimeout(() => process.stdout.write(bytes.subarray(4)), 50); ${stayAlive}`,
		);
		await terminal.waitFor(/ok/);
		expect(terminal.screen()[0]).toBe('▁▂▃ ok');
		expect(terminal.bytes).toBe(Buffer.byteLength('▁▂▃ ok'));
	});

	it('knows colours and attributes of each cell', async () => {
		const terminal = runScript(
			String.raw`process.stdout.write('\x1b[1;31mA\x1b[0m\x1b[2;38;5;208mB\x1b[0m\x1b[7;48;2;1;2;3mC\x1b[0m\x1b[92;4mD\x1b[0mE!'); ${stayAlive}`,
		);
		await terminal.waitFor(/E!/);
		const [a, b, c, d, e] = terminal.cells()[0]!;
		expect(a).toMatchObject({text: 'A', isBold: true, foreground: {kind: 'palette', index: 1}});
		expect(b).toMatchObject({isDim: true, foreground: {kind: 'palette', index: 208}});
		expect(c).toMatchObject({isInverse: true, background: {kind: 'rgb', value: 0x01_02_03}});
		expect(d).toMatchObject({isUnderlined: true, foreground: {kind: 'palette', index: 10}});
		expect(e).toMatchObject({
			text: 'E',
			width: 1,
			isBold: false,
			foreground: {kind: 'default'},
			background: {kind: 'default'},
		});
		expect(terminal.cells()).toHaveLength(24);
		expect(terminal.cells().every(row => row.length === 80)).toBe(true);
	});

	it('keeps what scrolled off', async () => {
		const terminal = runScript(
			`for (let n = 1; n <= 10; n++) console.log('line ' + n); ${stayAlive}`,
			{rows: 4},
		);
		await terminal.waitFor(/line 10/);
		expect(terminal.screen()[0]).toBe('line 8');
		expect(terminal.history()[0]).toBe('line 1');
		expect(terminal.output).toContain('line 1\r\n');
	});
});

describe('modes', () => {
	it('tells the alternate screen and the cursor on from off', async () => {
		const terminal = runScript(
			String.raw`process.stdout.write('before\x1b[?1049h\x1b[?25lINSIDE'); process.stdin.once('data', () => process.stdout.write('\x1b[?25h\x1b[?1049lAFTER')); process.stdin.setRawMode(true);`,
		);
		await terminal.waitFor(/INSIDE/);
		expect(terminal.isAlternateScreen()).toBe(true);
		expect(terminal.cursorVisible()).toBe(false);
		expect(terminal.screen().join('')).not.toContain('before');
		terminal.write('x');
		await terminal.waitFor(/AFTER/);
		expect(terminal.isAlternateScreen()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
		expect(terminal.screen()[0]).toBe('beforeAFTER');
	});

	it('answers a program that asks where the cursor is', async () => {
		const terminal = runScript(
			String.raw`process.stdin.setRawMode(true); process.stdin.once('data', answer => { console.log(JSON.stringify(String(answer))); process.exit(0); }); process.stdout.write('\x1b[5;7H\x1b[6n');`,
		);
		await terminal.exit;
		expect(terminal.screen().join('\n')).toContain(String.raw`"\u001b[5;7R"`);
	});
});

describe('input', () => {
	it('sends keys as a terminal does', async () => {
		const terminal = runScript(
			`process.stdin.setRawMode(true); process.stdin.on('data', key => console.log(JSON.stringify(String(key)))); console.log('ready');`,
		);
		await terminal.waitFor(/ready/);
		terminal.write('q');
		await terminal.waitFor(/"q"/);
		terminal.write(keys.down);
		await terminal.waitFor(/"\\u001b\[B"/);
		terminal.write(keys.ctrlC);
		await terminal.waitFor(/"\\u0003"/);
	});

	it('makes Ctrl-C an interrupt where the program did not ask for raw keys', async () => {
		const terminal = runScript(
			`process.on('SIGINT', () => process.exit(130)); console.log('ready'); ${stayAlive}`,
		);
		await terminal.waitFor(/ready/);
		terminal.write(keys.ctrlC);
		expect(await terminal.exit).toEqual({code: 130, signal: undefined});
	});

	it('tells the program of a new size', async () => {
		const terminal = runScript(
			`process.stdout.on('resize', () => console.log(process.stdout.columns + 'x' + process.stdout.rows)); console.log('ready ' + process.stdout.columns); ${stayAlive}`,
			{columns: 100, rows: 30},
		);
		await terminal.waitFor(/ready 100/);
		terminal.resize(132, 43);
		await terminal.waitFor(/132x43/);
		expect(terminal.screen()).toHaveLength(43);
		expect(terminal.cells()[0]).toHaveLength(132);
	});
});

describe('environment and folder', () => {
	it('starts from a small environment, not the test runner’s', async () => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'terminal-'));
		try {
			const terminal = runScript(
				`console.log([process.env.TERM, process.env.CI, process.env.VITEST, process.env.EXTRA, process.cwd(), process.stdout.isTTY].join(' '))`,
				{env: {EXTRA: 'here'}, cwd: folder, columns: 200},
			);
			await terminal.exit;
			expect(terminal.screen()[0]).toBe(`xterm-256color   here ${realpathSync(folder)} true`);
		} finally {
			rmSync(folder, {recursive: true});
		}
	});
});

describe('the end', () => {
	it('says the exit code, with the last words on the screen', async () => {
		const terminal = runScript(`console.log('bye'); process.exitCode = 7;`);
		expect(await terminal.exit).toEqual({code: 7, signal: undefined});
		expect(terminal.screen()[0]).toBe('bye');
	});

	it('says the signal that killed the command', async () => {
		const terminal = runScript(`console.log('ready'); ${stayAlive}`);
		await terminal.waitFor(/ready/);
		terminal.kill('SIGTERM');
		expect(await terminal.exit).toEqual({code: undefined, signal: 'SIGTERM'});
	});

	it('stops waiting when the time is up or the command has ended, and shows the screen', async () => {
		const terminal = runScript(
			`console.log('something else'); process.stdin.once('data', () => process.exit(0));`,
		);
		await terminal.waitFor(/else/);
		await expect(terminal.waitFor(/never/, 50)).rejects.toThrow(
			/never.*50 ms have passed[^]*something else/,
		);
		const waiting = terminal.waitFor(rows => rows.includes('never'), 10_000);
		terminal.write('\r');
		await expect(waiting).rejects.toThrow(/the command has ended/);
	});

	it.runIf(process.platform === 'linux')(
		'leaves no process behind, not even one in a group of its own that ignores signals',
		async () => {
			// Job control (set -m) puts each job into a process group of its own.
			const terminal = open('bash', ['-c', `set -m; trap '' TERM HUP; sleep 1000 & sleep 1001`]);
			opened.push(terminal);
			for (let tries = 0; tries < 250 && processesOfSession(terminal.pid).length < 3; tries++) {
				await sleep(20);
			}

			expect(processesOfSession(terminal.pid)).toHaveLength(3);
			await terminal.close();
			await terminal.close();
			for (let tries = 0; tries < 50 && processesOfSession(terminal.pid).length > 0; tries++) {
				await sleep(20);
			}

			expect(processesOfSession(terminal.pid)).toEqual([]);
		},
	);
});

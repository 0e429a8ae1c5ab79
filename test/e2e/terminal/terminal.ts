/**
A real pseudo-terminal for tests: runs a command in it as a person's terminal emulator would, and keeps the screen that the person would see.
*/
import {Buffer} from 'node:buffer';
import {createRequire} from 'node:module';
import os from 'node:os';
import process from 'node:process';
import * as pty from '@lydell/node-pty';
import type * as xterm from '@xterm/headless';
import {cellsOf, type Cell} from './cells.js';
import {killSession} from './process-tree.js';

const {Terminal: Emulator} = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;

export type TerminalOptions = {
	/** @default 80 */
	readonly columns?: number;
	/** @default 24 */
	readonly rows?: number;
	/** Added to the small environment that every terminal starts with (see `baseEnvironment`); `undefined` takes a variable away. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** @default The current folder */
	readonly cwd?: string;
};

/** How the command ended: a code, or the signal that killed it. */
export type TerminalExit = {
	readonly code: number | undefined;
	readonly signal: NodeJS.Signals | undefined;
};

export type Terminal = {
	readonly pid: number;
	/** Bytes that the command has written so far. */
	readonly bytes: number;
	/** All that the command has written so far, escape sequences included; the newest 4 MiB of it. */
	readonly output: string;
	/** Settles when the command has ended and all its output is on the screen. */
	readonly exit: Promise<TerminalExit>;
	/** The visible rows, top first, without trailing blanks. */
	screen(): readonly string[];
	/** The rows that scrolled off the top, then the visible ones. */
	history(): readonly string[];
	/** The visible rows as cells with their colours. */
	cells(): ReadonlyArray<readonly Cell[]>;
	/** Where the next character would go, from 0. */
	cursor(): {readonly column: number; readonly row: number};
	cursorVisible(): boolean;
	isAlternateScreen(): boolean;
	/**
	Resolves with the screen as soon as it matches, and is no half page: a RegExp against the rows joined by newlines, or a function of the rows.

	@throws When the time is up, or when the command has ended without it; the message shows the screen.
	*/
	waitFor(
		wanted: RegExp | ((screen: readonly string[]) => boolean),
		timeoutMs?: number,
	): Promise<readonly string[]>;
	/** Types: text as it is, keys as the bytes a terminal sends for them (`keys`). */
	write(keys: string): void;
	resize(columns: number, rows: number): void;
	/** As a link that stalls: what the command writes stays with it. */
	stopReading(): void;
	readOn(): void;
	/** Sends a signal to the command itself, not to its children. */
	kill(signal?: NodeJS.Signals): void;
	/** Ends whatever still runs in the terminal and frees it. Safe to call twice. */
	close(): Promise<void>;
};

/** Bytes that a terminal sends for the keys that are no characters. */
export const keys = {
	ctrlC: '\u0003',
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	backspace: '\u007F',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	pageUp: '\u001B[5~',
	pageDown: '\u001B[6~',
} as const;

const keptOutputBytes = 4 * 1024 * 1024;

/** What each terminal starts with, so that a test does not depend on where it runs: nothing of CI, NO_COLOR, or the test runner. */
const baseEnvironment = (): Record<string, string | undefined> => ({
	PATH: process.env['PATH'],
	HOME: process.env['HOME'] ?? os.homedir(),
	TMPDIR: process.env['TMPDIR'],
	LANG: 'C.UTF-8',
	TERM: 'xterm-256color',
});

const withoutUndefined = (env: Readonly<Record<string, string | undefined>>) =>
	Object.fromEntries(Object.entries(env).filter(entry => entry[1] !== undefined));

const signalNames = new Map(
	Object.entries(os.constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
);

const running = new Set<number>();

// A test runner that is stopped in the middle leaves nothing behind either.
process.once('exit', () => {
	for (const pid of running) {
		killSession(pid);
	}
});

/** Runs `command` in a new pseudo-terminal. Close it when done. */
export const open = (
	command: string,
	args: readonly string[] = [],
	options: TerminalOptions = {},
): Terminal => {
	const {columns: cols = 80, rows = 24, cwd = process.cwd()} = options;
	const emulator = new Emulator({cols, rows, scrollback: 5000, allowProposedApi: true});
	const child = pty.spawn(command, [...args], {
		// It sets TERM, whatever the environment says.
		name: options.env?.['TERM'] ?? 'xterm-256color',
		cols,
		rows,
		cwd,
		env: withoutUndefined({...baseEnvironment(), ...options.env}),
		// Raw bytes: the emulator puts characters together that were cut in two.
		encoding: null,
	});
	running.add(child.pid);

	let bytes = 0;
	let chunks: Buffer[] = [];
	let keptBytes = 0;
	let isCursorVisible = true;
	/** A page is half drawn (synchronized output): no terminal would show it. */
	let isInUpdate = false;
	let hasEnded = false;
	let isClosed = false;
	const watchers = new Set<() => void>();
	const notify = () => {
		for (const watcher of watchers) {
			watcher();
		}
	};

	const watchModes = (final: string, isSet: boolean) => {
		emulator.parser.registerCsiHandler({prefix: '?', final}, parameters => {
			if (parameters.includes(25)) {
				isCursorVisible = isSet;
			}

			if (parameters.includes(2026)) {
				isInUpdate = isSet;
			}

			// Not ours alone: the emulator's own handler goes on with it.
			return false;
		});
	};

	watchModes('h', true);
	watchModes('l', false);

	// The emulator's answers to questions such as "where is the cursor?".
	emulator.onData(answer => {
		if (!hasEnded) {
			child.write(answer);
		}
	});

	child.onData(data => {
		const chunk = Buffer.from(data);
		bytes += chunk.length;
		chunks.push(chunk);
		keptBytes += chunk.length;
		while (keptBytes > keptOutputBytes && chunks.length > 1) {
			keptBytes -= chunks.shift()!.length;
		}

		if (!isClosed) {
			emulator.write(chunk, notify);
		}
	});

	const exit = new Promise<TerminalExit>(resolve => {
		child.onExit(({exitCode, signal}) => {
			// What the command wrote last may still wait to be drawn.
			emulator.write('', () => {
				hasEnded = true;
				const name = signal ? signalNames.get(signal) : undefined;
				resolve({code: name ? undefined : exitCode, signal: name});
				notify();
			});
		});
	});

	const rowsFrom = (start: number) =>
		Array.from(
			{length: emulator.buffer.active.baseY + emulator.rows - start},
			(_, row) => emulator.buffer.active.getLine(start + row)?.translateToString(true) ?? '',
		);
	const screen = () => rowsFrom(emulator.buffer.active.baseY);

	return {
		pid: child.pid,
		get bytes() {
			return bytes;
		},
		get output() {
			return Buffer.concat(chunks).toString('utf8');
		},
		exit,
		screen,
		history: () => rowsFrom(0),
		cells: () =>
			Array.from({length: emulator.rows}, (_, row) =>
				cellsOf(emulator.buffer.active.getLine(emulator.buffer.active.baseY + row), emulator.cols),
			),
		cursor: () => ({
			column: emulator.buffer.active.cursorX,
			row: emulator.buffer.active.cursorY,
		}),
		cursorVisible: () => isCursorVisible,
		isAlternateScreen: () => emulator.buffer.active.type === 'alternate',
		waitFor: async (wanted, timeoutMs = 10_000) =>
			new Promise((resolve, reject) => {
				const settle = (done: () => void) => {
					clearTimeout(timer);
					watchers.delete(look);
					done();
				};

				const fail = (why: string) => {
					settle(() => {
						const what = wanted instanceof RegExp ? String(wanted) : wanted.toString();
						reject(
							new Error(`${what} was not seen: ${why}. The screen was:\n${screen().join('\n')}`),
						);
					});
				};

				const look = () => {
					if (isInUpdate && !hasEnded) {
						return;
					}

					const rows = screen();
					const isSeen =
						wanted instanceof RegExp ? new RegExp(wanted).test(rows.join('\n')) : wanted(rows);
					if (isSeen) {
						settle(() => {
							resolve(rows);
						});
					} else if (hasEnded) {
						fail('the command has ended');
					}
				};

				const timer = setTimeout(() => {
					fail(`${timeoutMs} ms have passed`);
				}, timeoutMs);
				watchers.add(look);
				look();
			}),
		write(text) {
			child.write(text);
		},
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		stopReading() {
			child.pause();
		},
		readOn() {
			child.resume();
		},
		kill(signal = 'SIGTERM') {
			if (!hasEnded) {
				process.kill(child.pid, signal);
			}
		},
		async close() {
			if (isClosed) {
				return;
			}

			killSession(child.pid);
			await exit;
			isClosed = true;
			running.delete(child.pid);
			emulator.dispose();
			chunks = [];
		},
	};
};

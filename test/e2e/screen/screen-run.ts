/*
The compiled program in a pseudo-terminal, as a person starts it, with a state folder of its own.
*/
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeAll} from 'vitest';
import {type Summary, summarySchema} from '../../../source/record/summary.js';
import {shortWarmup} from '../cli/run-cli.js';
import {open, type Terminal, type TerminalOptions} from '../terminal/terminal.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cli = path.join(root, 'dist/bundle/cli.js');

/** A start on a machine with other work. */
export const startMs = 40_000;
/** A page after a key, on a machine with other work. */
export const pageMs = 15_000;

/** The screen with figures of counted frames. */
export const isMeasuring = /all +\d/;

export type Run = {
	readonly terminal: Terminal;
	/** The one summary that the run saved, checked against the schema; undefined while there is none. */
	saved(): Summary | undefined;
};

const makeRuns = () => {
	const opened: Terminal[] = [];
	const folders: string[] = [];
	return {
		/** Compiles what changed, as the documented start does. */
		build() {
			execFileSync(process.execPath, [path.join(root, 'scripts/setup.mjs')], {stdio: 'pipe'});
		},
		start(
			args: readonly string[] = [],
			{env, ...options}: TerminalOptions = {},
			nodeArgs: readonly string[] = [],
		): Run {
			const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-screen-'));
			folders.push(folder);
			const terminal = open(process.execPath, [...nodeArgs, cli, ...args], {
				...options,
				cwd: root,
				env: {XDG_STATE_HOME: folder, ...shortWarmup, ...env},
			});
			opened.push(terminal);
			return {
				terminal,
				saved() {
					const file = readdirSync(folder, {recursive: true})
						.map(String)
						.find(name => /sessions\/[^/]+\.json$/.test(name));
					return file === undefined
						? undefined
						: summarySchema.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
				},
			};
		},
		async close() {
			await Promise.all(opened.splice(0).map(async terminal => terminal.close()));
			for (const folder of folders.splice(0)) {
				rmSync(folder, {recursive: true, force: true});
			}
		},
	};
};

/** The runs of one test file: compiled before the first, ended after each test. */
export const runsOfFile = (): Pick<ReturnType<typeof makeRuns>, 'start'> => {
	const runs = makeRuns();
	beforeAll(() => {
		runs.build();
	});
	afterEach(async () => runs.close());
	return runs;
};

/** The clock in the header, s; NaN where the first row has none. */
export const clockOf = ([header = '']: readonly string[]): number => {
	const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)$/.exec(header) ?? [];
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
};

/**
What is wrong with the boxes on the screen: every corner must belong to one, and its sides must stand in one column each.
*/
export const brokenBoxes = (terminal: Terminal): string[] => {
	const rows = terminal.cells().map(row => row.map(({text}) => text));
	const problems: string[] = [];
	const corners = rows.flatMap((row, y) =>
		row.flatMap((text, x) => ('╭╮╰╯'.includes(text) ? [`${y}:${x}`] : [])),
	);
	const used = new Set<string>();
	for (const [y, row] of rows.entries()) {
		for (const [x, text] of row.entries()) {
			if (text !== '╭') {
				continue;
			}

			const right = row.indexOf('╮', x);
			const bottom = rows.findIndex((below, index) => index > y && below[x] === '╰');
			for (let side = y + 1; side < bottom; side++) {
				if (rows[side]![x] !== '│' || rows[side]![right] !== '│') {
					problems.push(`row ${side} of the box at ${y}:${x} has no sides`);
				}
			}

			for (const corner of [`${y}:${x}`, `${y}:${right}`, `${bottom}:${x}`, `${bottom}:${right}`]) {
				used.add(corner);
			}
		}
	}

	return [
		...problems,
		...corners.filter(corner => !used.has(corner)).map(corner => `stray corner at ${corner}`),
		...[...used]
			.filter(corner => !corners.includes(corner))
			.map(corner => `no corner at ${corner}`),
	];
};

/** The screen once it shows what is wanted in whole boxes: output arrives in pieces, and a piece may end in the middle of a page. */
export const waitForWhole = async (
	terminal: Terminal,
	wanted: (text: string, rows: readonly string[]) => boolean,
	timeoutMs = pageMs,
): Promise<readonly string[]> => {
	try {
		return await terminal.waitFor(
			rows => wanted(rows.join('\n'), rows) && brokenBoxes(terminal).length === 0,
			timeoutMs,
		);
	} catch (error) {
		throw new Error(`boxes: ${brokenBoxes(terminal).join(', ') || 'whole'}`, {cause: error});
	}
};

/** What must hold after every end: the terminal is as it was, with the run's result on it. */
export const isGivenBack = (terminal: Terminal): boolean =>
	!terminal.isAlternateScreen() &&
	terminal.cursorVisible() &&
	!terminal.history().join('\n').includes('Throughput');

import {readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, it} from 'vitest';
import {makeHome} from '../cli/run-cli.js';
import {isAlive, waitFor} from '../../unit/engine/processes.js';
import {type Terminal} from '../terminal/terminal.js';
import {clockOf, isMeasuring, runsOfFile, startMs} from './screen-run.js';

const runs = runsOfFile();
const home = makeHome();
afterEach(() => {
	home.remove();
});

type Line = {readonly atMs?: number; readonly patch?: unknown; readonly end?: unknown};

const linesOf = (journal: string): Line[] =>
	readFileSync(journal, 'utf8')
		.split('\n')
		.slice(0, -1)
		.map(line => JSON.parse(line) as Line);

const secondsOf = (journal: string): number[] =>
	linesOf(journal).flatMap(({atMs, patch}) => (atMs !== undefined && patch ? [atMs] : []));

/** Pages that are drawn whole, more of them than any pipe holds. */
const turnPages = async (terminal: Terminal, isEnough: () => boolean): Promise<void> => {
	await waitFor(
		'it to go on',
		() => {
			terminal.write('?');
			return isEnough();
		},
		3 * startMs,
	);
};

it(
	'a terminal that does not read: the run and its journal go on, then the present is drawn; SIGTERM ends it',
	{timeout: 6 * startMs},
	async context => {
		if (process.platform === 'win32') {
			context.skip('Windows has no pseudo-terminal that stops reading');
		}

		const journal = path.join(home.folder, 'run.ndjson');
		const {terminal, saved} = runs.start(['--journal', journal, '--picture', 'on'], {
			columns: 160,
			rows: 50,
		});
		await terminal.waitFor(isMeasuring, startMs);
		terminal.stopReading();
		const before = secondsOf(journal).length;
		const clockBefore = clockOf(terminal.screen());
		await turnPages(terminal, () => secondsOf(journal).length >= before + 8);
		const stalled = secondsOf(journal).slice(before);
		const gaps = stalled.slice(1).map((atMs, index) => atMs - stalled[index]!);
		// The middle one: a busy machine may be late once.
		expect(gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]).toBeLessThan(1500);

		const bytesBefore = terminal.bytes;
		terminal.readOn();
		await terminal.waitFor(rows => clockOf(rows) >= clockBefore + 6, startMs);
		// What the pipes held, and one page.
		expect(terminal.bytes - bytesBefore).toBeLessThan(600_000);
		terminal.write('\u001B');
		await terminal.waitFor(/Throughput/, startMs);

		terminal.stopReading();
		const again = secondsOf(journal).length;
		await turnPages(terminal, () => secondsOf(journal).length >= again + 2);
		terminal.kill('SIGTERM');
		await waitFor('it to end', () => !isAlive(terminal.pid), startMs);
		expect(saved()!.end).toEqual({reason: 'signal', detail: 'terminated (SIGTERM)'});
		expect(linesOf(journal).at(-1)).toHaveProperty('end');
	},
);

it('a replay on such a terminal answers SIGTERM too', {timeout: 4 * startMs}, async context => {
	if (process.platform === 'win32') {
		context.skip('Windows has no pseudo-terminal that stops reading');
	}

	const journal = path.join(home.folder, 'short.ndjson');
	const {code} = await home.run('--headless', '--frames', '30', '--journal', journal);
	expect(code).toBe(0);
	const {terminal} = runs.start(['replay', journal], {columns: 160, rows: 50});
	await terminal.waitFor(/REPLAY/, startMs);
	terminal.stopReading();
	let turns = 0;
	await turnPages(terminal, () => ++turns > 60);
	terminal.kill('SIGTERM');
	await waitFor('it to end', () => !isAlive(terminal.pid), startMs);
});

import {existsSync} from 'node:fs';
import {readSummary} from '../../source/journal/read/read-summary.js';
import {waitFor} from '../../test/unit/engine/processes.js';
import {alive, signal, type RunProcess} from './processes.js';
import {patienceMs, type Run} from './run.js';
import {type Tally} from './trial.js';

/** What a stack trace of Node looks like: no user is to see one. */
const trace = /\n\s+at .+:\d+:\d+/;

export const short = (text: string): string => text.trim().slice(-300).replaceAll(/\s+/g, ' ');

/** Processes of a run that has ended may take this long to follow it. */
const followMs = 30_000;

/** Counts what still runs of a run that has ended, and ends it. */
export const demandNoOrphans = async (
	tally: Tally,
	processes: readonly RunProcess[],
	where: string,
): Promise<void> => {
	try {
		await waitFor('its processes to end', () => alive(processes).length === 0, followMs);
	} catch {
		const left = alive(processes);
		tally.leak(left.length, `${where}: ${left.map(({role}) => role).join(', ')} still there`);
		for (const {pid} of left) {
			signal(pid, 'SIGKILL');
		}
	}
};

/** What a run must leave that was ended by a signal which it could answer: its exit code, a summary, no process, no file. */
export const endBySignal = async (
	tally: Tally,
	run: Run,
	where: string,
	{
		name = 'SIGTERM',
		code = 143,
		withinMs = patienceMs,
	}: {readonly name?: NodeJS.Signals; readonly code?: number; readonly withinMs?: number} = {},
): Promise<void> => {
	const processes = run.processes();
	signal(run.main, name);
	try {
		const ended = await run.within(withinMs);
		if (ended.code !== code || trace.test(ended.stderr)) {
			tally.crash(`${where}: ended with ${ended.code ?? ended.signal}: ${short(ended.stderr)}`);
		}
	} catch (error) {
		tally.crash(`${where}: ${name} is not answered: ${(error as Error).message}`);
		await run.kill();
		return;
	}

	await demandNoOrphans(tally, processes, where);
	tally.leak(run.home.leftovers().length, `${where}: left ${run.home.leftovers().join(', ')}`);
	demandReadable(tally, run, where);
};

/** The summary, or where there is none the journal, can be read and has frames. */
export const demandReadable = (tally: Tally, run: Run, where: string): void => {
	try {
		const saved = run.home.files('sessions', '.json').find(file => file.includes(`-${run.main}.`));
		const summary = readSummary(saved ?? run.journal);
		if (summary.segments.reduce((sum, {frames}) => sum + frames, 0) === 0) {
			tally.fault(`${where}: no frames are left`);
		}

		if (existsSync(run.journal)) {
			readSummary(run.journal);
		}
	} catch (error) {
		tally.crash(`${where}: unreadable: ${(error as Error).message}`);
	}
};

/** Whether this text holds what no user is to see. */
export const hasTrace = (text: string): boolean => trace.test(text);

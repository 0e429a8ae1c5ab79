import {statSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from '../../../test/unit/engine/processes.js';
import {demandNoOrphans, demandReadable, endBySignal} from '../endings.js';
import {signal, type Role} from '../processes.js';
import {Home} from '../home.js';
import {gapsOf} from '../journal-lines.js';
import {ProcessorWait} from '../processor-wait.js';
import {light, patienceMs, startHeadless, type Run} from '../run.js';
import {type Setting, type Tally, type TrialKind} from '../trial.js';

/** Trials that run at the same time, each in a home of its own. */
const sideBySide = 3;

/** A journal has a record a second: with what a busy machine adds. */
const mostLostMs = 1500;

const inSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);

/** Kills the main process: nothing else of it may stay, and its journal has all but the last second. */
const killMain = async (tally: Tally, run: Run): Promise<void> => {
	const processes = run.processes();
	const {journal} = run;
	signal(run.main, 'SIGKILL');
	const killedAtMs = Date.now();
	await run.within(patienceMs);
	tally.lose(killedAtMs - statSync(journal).mtimeMs, mostLostMs, 'kill -9 of main');
	await demandNoOrphans(tally, processes, 'kill -9 of main');
	demandReadable(tally, run, 'kill -9 of main');
	// What it left is taken away by the next one.
	const next = startHeadless(run.home, light);
	await next.measures();
	await endBySignal(tally, next, 'the run after a kill -9 of main');
};

/** The longest stretch that the journals of a kind lack, and how much of it the main process had no processor. */
type Longest = {lostMs: number; waitedMs: number};

/** Counts what the journal lacks. What the machine kept from the main process is told, and no fault of it. */
const countLost = (
	tally: Tally,
	run: Run,
	{
		beganMs,
		wait,
		where,
		longest,
	}: {
		readonly beganMs: number;
		readonly wait: ProcessorWait;
		readonly where: string;
		readonly longest: Longest;
	},
): void => {
	const lines = run.lines();
	const startMs = Date.parse(lines.find(({startedAt}) => startedAt)?.startedAt ?? '');
	for (const {fromMs, toMs} of gapsOf(lines, beganMs)) {
		const lostMs = toMs - fromMs;
		const waitedMs = Math.min(lostMs, wait.between(startMs + fromMs, startMs + toMs));
		if (lostMs > longest.lostMs) {
			Object.assign(longest, {lostMs, waitedMs});
		}

		tally.lose(lostMs, mostLostMs + waitedMs, where);
	}
};

const killChild = async (
	tally: Tally,
	run: Run,
	{role, longest}: {readonly role: Role; readonly longest: Longest},
): Promise<void> => {
	const wait = new ProcessorWait(run.main);
	const victim = run.process(role)!;
	const where = `kill -9 of ${role}`;
	const beganMs = run.lastMs();
	signal(victim.pid, 'SIGKILL');
	await waitFor(
		`another ${role}`,
		() => {
			const next = run.process(role);
			return next !== undefined && next.pid !== victim.pid;
		},
		patienceMs,
	);
	await run.goesOn(`frames after a ${where}`);
	wait.end();
	countLost(tally, run, {beganMs, wait, where, longest});
	await endBySignal(tally, run, where);
};

const killOnce = async ({tally, random}: Setting, role: Role, longest: Longest): Promise<void> => {
	const home = new Home();
	const run = startHeadless(home, light);
	try {
		await run.measures();
		await sleep(random() * 2000);
		await (role === 'main' ? killMain(tally, run) : killChild(tally, run, {role, longest}));
	} catch (error) {
		tally.crash(`kill -9 of ${role}: ${(error as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
	}
};

const kind = (role: Role): TrialKind => {
	const longest: Longest = {lostMs: 0, waitedMs: 0};
	return {
		name: `kill -9 of ${role}, at a random moment`,
		sideBySide,
		trial: async setting => killOnce(setting, role, longest),
		remark: () =>
			role === 'main'
				? 'the next run cleans up'
				: `the run goes on; ${inSeconds(longest.waitedMs)} of the ${inSeconds(longest.lostMs)} s the main process had no processor`,
	};
};

export const kills: readonly TrialKind[] = (['main', 'engine', 'sensors', 'worker'] as const).map(
	role => kind(role),
);

import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {open} from '../../../test/e2e/terminal/terminal.js';
import {demandNoOrphans, endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {processesOf, signal} from '../processes.js';
import {cli, light, patienceMs, startHeadless} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

const mostGapMs = 2000;

/** Three viewers: one stands still, one is not read, one is killed. What they watch never waits for them. */
const watchOnce = async ({tally, seconds}: Setting): Promise<void> => {
	const home = new Home();
	const where = 'three viewers';
	const run = startHeadless(home, light);
	const terminals: Array<ReturnType<typeof open>> = [];
	try {
		await run.measures();
		for (let count = 0; count < 3; count++) {
			terminals.push(
				open(process.execPath, [cli, 'attach', String(run.main)], {
					columns: 120,
					rows: 40,
					env: {XDG_STATE_HOME: home.folder, XDG_CACHE_HOME: home.folder},
				}),
			);
		}

		for (const terminal of terminals) {
			await terminal.waitFor(/ATTACHED/, patienceMs);
		}

		const beganMs = run.lastMs();
		const [stopped, unread, killed] = terminals;
		const started = terminals.flatMap(({pid}) => processesOf(pid));
		signal(stopped!.pid, 'SIGSTOP');
		unread!.stopReading();
		signal(killed!.pid, 'SIGKILL');
		await sleep(Math.max(4000, seconds * 500));
		await run.goesOn('the run behind its viewers');
		signal(stopped!.pid, 'SIGCONT');
		unread!.readOn();
		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, where);
		for (const terminal of [stopped!, unread!]) {
			terminal.write('q');
			const {code} = await terminal.exit;
			if (code !== 0) {
				tally.crash(`${where}: one ended with ${code}`);
			}
		}

		await demandNoOrphans(tally, started, where);
		await endBySignal(tally, run, where);
	} finally {
		await Promise.all(terminals.map(async terminal => terminal.close()));
		await run.kill();
		home.remove();
	}
};

export const viewers: readonly TrialKind[] = [
	{
		name: 'three viewers (attach)',
		trial: watchOnce,
		remark: 'one stands still, one is not read, one is killed',
	},
];

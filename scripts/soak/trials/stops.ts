import {setTimeout as sleep} from 'node:timers/promises';
import {endBySignal} from '../endings.js';
import {signal, type Role} from '../processes.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {light, startHeadless} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

/** A process that stands still for a while, or for good. */
const stopOnce = async ({tally, random}: Setting, role: Role): Promise<void> => {
	const home = new Home();
	const run = startHeadless(home, light);
	const where = `SIGSTOP of ${role}`;
	try {
		await run.measures();
		await sleep(random() * 2000);
		const victim = run.process(role)!.pid;
		const stillMs = 2000 + random() * 3000;
		const beganMs = run.lastMs();
		signal(victim, 'SIGSTOP');
		await sleep(stillMs);
		// While main itself stands still there are no records.
		const mostMs = role === 'main' ? stillMs + 1500 : 2000;
		const isContinued = random() < 0.5 || role === 'main';
		if (isContinued) {
			signal(victim, 'SIGCONT');
			await run.goesOn(`frames after a ${where}`);
		}

		const gapMs = longestGapMs(run.lines(), beganMs);
		tally.lose(Math.max(0, role === 'main' ? gapMs - stillMs : gapMs), mostMs, where);
		// A child that stands still is no reason not to end.
		await endBySignal(tally, run, `${where}${isContinued ? '' : ' for good'}`);
	} catch (error) {
		tally.crash(`${where}: ${(error as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
	}
};

export const stops: readonly TrialKind[] = (['main', 'engine', 'sensors', 'worker'] as const).map(
	(role): TrialKind => ({
		name: `SIGSTOP of ${role}`,
		trial: async setting => stopOnce(setting, role),
		remark:
			role === 'main'
				? '2 to 5 s, beside them nothing is lost'
				: '2 to 5 s, or for good: SIGTERM is answered',
	}),
);

import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {light, startHeadless} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

const yearMs = 365 * 24 * 3600 * 1000;
const preload = new URL('../shifted-clock.mjs', import.meta.url);

/** The wall clock jumps by a year, there and back: as on a board without a battery that finds its time server. */
const jumpOnce = async ({tally, random}: Setting): Promise<void> => {
	const home = new Home();
	const file = path.join(home.folder, 'shift');
	writeFileSync(file, String(random() < 0.5 ? -yearMs : 0));
	const run = startHeadless(home, light, {
		env: {CLOCK_SHIFT: file, NODE_OPTIONS: `--import ${preload.href}`},
	});
	try {
		await run.measures();
		for (const shift of [yearMs, -yearMs, 0]) {
			writeFileSync(file, String(shift));
			await sleep(500 + random() * 1000);
			await run.goesOn('frames after a jump of the clock');
		}

		tally.lose(longestGapMs(run.lines()), 2000, 'a jump of the clock');
		await endBySignal(tally, run, 'a jump of the clock');
		const {elapsedSeconds, segments} = run.summary();
		if (!(elapsedSeconds > 0 && elapsedSeconds < 600)) {
			tally.fault(`a jump of the clock: ${elapsedSeconds} s have passed`);
		}

		for (const {seconds, fps} of segments) {
			const {session = Number.NaN} = fps;
			if (!(seconds > 0 && seconds < 600 && session > 1 && session < 100)) {
				tally.fault(`a jump of the clock: ${seconds} s, ${session} FPS`);
			}
		}
	} catch (error) {
		tally.crash(`a jump of the clock: ${(error as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
	}
};

export const clock: readonly TrialKind[] = [
	{
		name: 'jumps of the wall clock by ± 1 year',
		trial: jumpOnce,
		remark: 'in all processes at once; figures stay those of the monotonic clock',
	},
];

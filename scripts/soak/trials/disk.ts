import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {waitFor} from '../../../test/unit/engine/processes.js';
import {demandNoOrphans, endBySignal, hasTrace, short} from '../endings.js';
import {Home} from '../home.js';
import {framesOf, linesOf} from '../journal-lines.js';
import {light, patienceMs, startHeadless} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';
import {canMount, fill, has, mount} from './small-disk.js';

/** A small disk that is full for a while in the middle, or from then on. */
const fillOnce = async ({tally, random}: Setting): Promise<void> => {
	const home = new Home();
	mount(home.folder);
	const run = startHeadless(home, light);
	const isForGood = random() < 0.5;
	const where = `a full disk${isForGood ? '' : ' for a while'}`;
	try {
		await run.measures();
		await sleep(random() * 3000);
		const ballast = fill(home.folder);
		await sleep(1000 + random() * 3000);
		if (isForGood) {
			const processes = run.processes();
			process.kill(run.main, 'SIGTERM');
			const {code, stderr} = await run.within(patienceMs);
			// The summary has no room: it is said, and the journal has what was written before.
			if (hasTrace(stderr) || !/No space|disk is full|no space/i.test(stderr)) {
				tally.crash(`${where}: ended with ${code}: ${short(stderr)}`);
			}

			await demandNoOrphans(tally, processes, where);
			readSummary(run.journal);
		} else {
			const before = run.frames();
			rmSync(ballast);
			// It is tried again every ten seconds, and what was left out is in the next record.
			await waitFor('the journal to go on', () => run.frames() > before, patienceMs);
			await endBySignal(tally, run, where);
			const written = framesOf(linesOf(run.journal));
			const counted = run.summary().segments.reduce((sum, {frames}) => sum + frames, 0);
			if (written > counted) {
				tally.fault(`${where}: the journal has ${written} frames, the summary ${counted}`);
			}
		}
	} catch (error) {
		tally.crash(`${where}: ${(error as Error).message}`);
	} finally {
		await run.kill();
		spawnSync('umount', ['-l', home.folder]);
		home.remove();
	}
};

const calls = ['pwrite64', 'write', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'openat'];
const errors = ['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'];

/** The `when`-th of a system call to the journal or summary fails, or all from it on. */
const failOnce = async (
	{tally, random}: Setting,
	[call, error, when]: readonly [call: string, error: string, when: string],
): Promise<void> => {
	const home = new Home();
	const folder = path.join(home.folder, 'out');
	mkdirSync(folder);
	const [journal, output] = ['run.ndjson', 'run.json'].map(name => path.join(folder, name));
	const where = `${call} ${when} fails with ${error}`;
	const run = startHeadless(
		home,
		[
			...light,
			'--duration',
			`${1 + Math.round(random() * 2)}s`,
			'--journal',
			journal!,
			'--output',
			output!,
		],
		{
			launcher: [
				'strace',
				'-f',
				'-qq',
				'-o',
				'/dev/null',
				'--seccomp-bpf',
				'-P',
				journal!,
				'-P',
				output!,
				'-e',
				`trace=${call}`,
				'-e',
				`inject=${call}:error=${error}:when=${when}`,
			],
		},
	);
	try {
		const {code, signal, stderr} = await run.within(patienceMs);
		if (code === undefined || code > 2 || hasTrace(stderr)) {
			tally.crash(`${where}: ended with ${code ?? signal}: ${short(stderr)}`);
		} else if (code !== 0 && short(stderr) === '') {
			tally.fault(`${where}: ended with ${code} without a word`);
		} else if (code === 0 && readSummary(output!).segments[0]!.frames === 0) {
			tally.fault(`${where}: nothing was counted`);
		}

		if (existsSync(journal!) && linesOf(journal!).length > 0) {
			readSummary(journal!);
		}
	} catch (error_) {
		tally.crash(`${where}: ${(error_ as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
	}
};

/** Which call fails in a trial, and how: the first of each call, once and for good, with each error in turn; then the second of each, and so on. */
const failureOf = (place: number): readonly [call: string, error: string, when: string] => {
	const turn = Math.floor(place / (2 * calls.length));
	return [
		calls[Math.floor(place / 2) % calls.length]!,
		errors[turn % errors.length]!,
		`${1 + Math.floor(turn / errors.length)}${place % 2 === 0 ? '' : '+'}`,
	];
};

export const disk: readonly TrialKind[] = [
	{
		name: 'a full disk',
		lacks: () => (canMount() ? undefined : 'needs root, to mount a small disk'),
		trial: fillOnce,
		remark: 'for a while: what was left out is written later; for good: it is said',
	},
	{
		name: 'each write to journal and summary fails (full, read-only, broken)',
		lacks: () => (has('strace', '--version') ? undefined : 'needs strace'),
		trial: async setting => failOnce(setting, failureOf(setting.place)),
		remark: 'once, or from then on; open, write, sync, truncate, rename',
	},
];

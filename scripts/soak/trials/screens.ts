import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from '../../../test/unit/engine/processes.js';
import {open} from '../../../test/e2e/terminal/terminal.js';
import {endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {residentBytes, signal} from '../processes.js';
import {cli, light, patienceMs, Run, startOnScreen} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

const mostGapMs = 2000;
const mostGrowthBytes = 48 * 2 ** 20;
const size = {columns: 160, rows: 50};
const onScreen = [...light, '--picture', 'on', '--refresh', '100ms'];

/** One trial with a run on a screen, to its end by a signal. */
const onOne = async (
	{tally}: Setting,
	where: string,
	trial: (run: Run) => Promise<void>,
	args: readonly string[] = onScreen,
): Promise<void> => {
	const home = new Home();
	const run = startOnScreen(home, args, {size});
	try {
		await run.measures();
		await run.terminal!.waitFor(/all +\d|\d FPS/, patienceMs);
		const beganMs = run.lastMs();
		const bytes = residentBytes(run.main)!;
		await trial(run);
		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, where);
		const grown = residentBytes(run.main)! - bytes;
		if (grown > mostGrowthBytes) {
			tally.fault(`${where}: main grew by ${Math.round(grown / 2 ** 20)} MiB`);
		}

		await endBySignal(tally, run, where);
	} catch (error) {
		tally.crash(`${where}: ${(error as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
	}
};

/** The screen again shows what is now. */
const demandPresent = async (run: Run): Promise<void> => {
	const wanted = run.lastMs() / 1000;
	await run.terminal!.waitFor(rows => {
		const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec(rows[0] ?? '') ?? [];
		return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) >= wanted - 2;
	}, patienceMs);
};

/** How long a terminal stands still, ms: most of the trial's time. */
const stallMs = (seconds: number): number => Math.max(5000, seconds * 800);

const stall = async (setting: Setting): Promise<void> =>
	onOne(setting, 'a reader that stops', async run => {
		run.terminal!.stopReading();
		await sleep(stallMs(setting.seconds));
		run.terminal!.readOn();
		await demandPresent(run);
	});

/** Ctrl-S and Ctrl-Q are the terminal's own where its modes let them be: a screen asks for raw keys, a run without one does not. */
const flowControl = async (setting: Setting): Promise<void> =>
	onOne(
		setting,
		'Ctrl-S, Ctrl-Q',
		async run => {
			for (let turn = 0; turn < 3; turn++) {
				run.terminal!.write('\u0013');
				await sleep(2000 + setting.random() * 3000);
				run.terminal!.write('\u0011');
				await run.goesOn();
			}
		},
		['--headless', ...light],
	);

const resize = async (setting: Setting): Promise<void> =>
	onOne(setting, 'resizes', async run => {
		for (let turn = 0; turn < 200; turn++) {
			run.terminal!.resize(
				1 + Math.floor(setting.random() * 500),
				1 + Math.floor(setting.random() * 200),
			);
			await sleep(20);
		}

		run.terminal!.resize(1, 1);
		await sleep(300);
		run.terminal!.resize(500, 200);
		await sleep(300);
		run.terminal!.resize(size.columns, size.rows);
		await demandPresent(run);
	});

/** Characters that are no key of the screen, brackets of a paste and broken sequences among them; no `q` that would rightly end it. */
const pasted = (random: () => number): string => {
	const pieces = [
		'\u001B[200~',
		'\u001B[',
		'\u001B',
		'\u0000',
		'ü',
		'漢',
		'\u001B[201~',
		'zzzz',
		'\r',
	];
	let text = '';
	while (text.length < 100_000) {
		text += pieces[Math.floor(random() * pieces.length)];
	}

	return text;
};

const paste = async (setting: Setting): Promise<void> =>
	onOne(setting, 'a paste', async run => {
		run.terminal!.write(pasted(setting.random));
		await run.goesOn();
		// Out of whatever page that led to.
		for (let turn = 0; turn < 5; turn++) {
			run.terminal!.write('\u001B');
			await sleep(300);
		}

		await demandPresent(run);
	});

/** tmux in tmux, each with a server of its own; its client is stopped as with Ctrl-Z, and then killed. */
const nested = async (setting: Setting): Promise<void> => {
	const {tally} = setting;
	const home = new Home();
	const where = 'tmux in tmux';
	const command = [process.execPath, cli, ...onScreen, '--on-hangup', 'continue']
		.map(text => `'${text}'`)
		.join(' ');
	const servers = ['outer', 'inner'].map(name => `edgetop-soak-${process.pid}-${name}`);
	const client = open(
		'tmux',
		[
			'-L',
			servers[0]!,
			'-f',
			'/dev/null',
			'new-session',
			`env -u TMUX tmux -L ${servers[1]} -f /dev/null new-session "${command}"`,
		],
		{
			...size,
			env: {XDG_STATE_HOME: home.folder},
		},
	);
	const run = new Run(home, {
		earlier: [],
		pid: client.pid,
		ended: client.exit.then(exit => ({...exit, stdout: '', stderr: ''})),
	});
	try {
		await run.measures();
		await client.waitFor(/all +\d/, patienceMs);
		const beganMs = run.lastMs();
		signal(client.pid, 'SIGSTOP');
		await sleep(Math.max(4000, setting.seconds * 500));
		signal(client.pid, 'SIGCONT');
		await run.goesOn('the run behind a stopped client');
		signal(client.pid, 'SIGKILL');
		await sleep(1000);
		await run.goesOn('the run without its client');
		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, where);
		const {main} = run;
		signal(main, 'SIGTERM');
		await waitFor('the run to save', () => run.lines().at(-1)?.end !== undefined, patienceMs);
		await waitFor(
			'it to end',
			() => run.processes().every(({start}) => start === undefined),
			patienceMs,
		);
	} catch (error) {
		tally.crash(`${where}: ${(error as Error).message}`);
	} finally {
		for (const server of servers) {
			spawnSync('tmux', ['-L', server, 'kill-server']);
		}

		await client.close();
		home.remove();
	}
};

export const screens: readonly TrialKind[] = [
	{
		name: 'a terminal that does not read',
		trial: stall,
		remark: ({seconds}) =>
			`for ${Math.round(stallMs(seconds) / 1000)} s; then it shows the present`,
	},
	{name: 'Ctrl-S, Ctrl-Q', trial: flowControl},
	{name: '200 resizes from 1 × 1 to 500 × 200', trial: resize},
	{name: '100 kB pasted', trial: paste},
	{
		name: 'tmux in tmux, its client stopped, then killed',
		trial: nested,
		remark: ({seconds}) => `stopped for ${Math.round(Math.max(4, seconds * 0.5))} s`,
		lacks: () => (spawnSync('tmux', ['-V']).status === 0 ? undefined : 'needs tmux'),
	},
];

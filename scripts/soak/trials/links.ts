import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from '../../../test/unit/engine/processes.js';
import {open} from '../../../test/e2e/terminal/terminal.js';
import {demandNoOrphans, demandReadable, endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {framesOf, longestGapMs} from '../journal-lines.js';
import {openNetLab, withoutNetLab, type LabBoard, type NetLab, type Weather} from '../net-lab.js';
import {alive, residentBytes, signal} from '../processes.js';
import {cli, light, patienceMs, Run, startHeadless} from '../run.js';
import {serveSsh, withoutSsh, type SshServer} from '../ssh-server.js';
import {type Setting, type TrialKind} from '../trial.js';

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A board behind a link of its own, with its sshd. */
type Far = {readonly board: LabBoard; readonly server: SshServer};

const openFar = async (lab: NetLab, place: number): Promise<Far> => {
	const board = lab.boards[place]!;
	const {address, launcher} = board;
	return {board, server: await serveSsh({address, launcher})};
};

/** A person's terminal whose ssh goes over the link; the command runs beyond it. */
const overLink = (lab: NetLab, {server}: Far, home: Home, args: readonly string[]) => {
	const remote = [
		`PATH=${quote(process.env['PATH'] ?? '')}`,
		`XDG_STATE_HOME=${quote(home.folder)}`,
		...[process.execPath, cli, ...args].map(text => quote(text)),
	].join(' ');
	const [command, ...words] = [...lab.launcher, 'ssh', ...server.clientArgs(server.port)];
	return open(command!, [...words, `env ${remote}`], {columns: 160, rows: 50});
};

/** A journal with a record a second, whatever the link does. */
const mostGapMs = 1500;
/** A signal is answered within this time: the summary is saved. */
const mostAnswerMs = 1000;
/** FPS may change by this share beside those of a run that nobody looks at, and by twice what they did over a good link. */
const mostFpsChange = 0.01;
/** What the main process may grow by while nobody reads. */
const mostGrowthBytes = 48 * 2 ** 20;

type Stretch = {
	readonly name: string;
	readonly weather: Weather;
};

const stretches: readonly Stretch[] = [
	{name: 'delayed by 5 s', weather: {delayMs: 5000}},
	{name: 'throttled to 300 B/s', weather: {bytesPerSecond: 300}},
	{name: 'a black hole', weather: {isBlackHole: true}},
	{name: 'down', weather: {isDown: true}},
];

/** Time over a good link, and then with such a one: long enough to fill every buffer on the way. */
const stretchMs = ({seconds}: Setting): number => Math.max(10_000, (seconds * 1000) / 2);

type Look = {readonly frames: number; readonly atMs: number};

const lookAt = (run: Run): Look => {
	const lines = run.lines();
	return {
		frames: framesOf(lines),
		atMs: lines.findLast(({atMs, patch}) => atMs !== undefined && patch)?.atMs ?? 0,
	};
};

/** Frames a second of the run's own clock. */
const fpsBetween = (from: Look, to: Look): number =>
	(1000 * (to.frames - from.frames)) / (to.atMs - from.atMs);

type LookPair = readonly [run: Look, control: Look];

/** Of the FPS of the control. */
const shareBetween = ([from, controlFrom]: LookPair, [to, controlTo]: LookPair): number =>
	fpsBetween(from, to) / fpsBetween(controlFrom, controlTo);

const inPercent = (share: number): string =>
	`${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(1)} %`;

/** What holds while links are so: no gap, FPS as before, memory bounded. @returns How FPS changed, and by how much they did before. */
const watch = async (
	setting: Setting,
	run: Run,
	{where, change}: {readonly where: string; readonly change: () => void},
): Promise<string> => {
	const {tally} = setting;
	const half = stretchMs(setting) / 2;
	// What the machine does besides slows both.
	const home = new Home();
	const control = startHeadless(home, light);
	const looks: LookPair[] = [];
	const look = (): void => {
		looks.push([lookAt(run), lookAt(control)]);
	};

	try {
		await control.measures();
		look();
		await sleep(half);
		look();
		await sleep(half);
		look();
		const bytes = residentBytes(run.main)!;
		change();
		await sleep(2 * half);
		look();
		const [first, middle, before, after] = looks as [LookPair, LookPair, LookPair, LookPair];
		tally.lose(longestGapMs(run.lines(), before[0].atMs), mostGapMs, where);
		const changed = shareBetween(before, after) / shareBetween(first, before) - 1;
		const noise = Math.abs(shareBetween(middle, before) / shareBetween(first, middle) - 1);
		if (Math.abs(changed) > mostFpsChange + 2 * noise) {
			tally.fault(`${where}: FPS changed by ${inPercent(changed)} (${inPercent(noise)} before)`);
		}

		const grown = residentBytes(run.main)! - bytes;
		if (grown > mostGrowthBytes) {
			tally.fault(`${where}: main grew by ${Math.round(grown / 2 ** 20)} MiB`);
		}

		return `FPS ${inPercent(changed)} beside a run without a screen (over a good link, from one half to the other: ${inPercent(noise)}), main ${(grown / 2 ** 20).toFixed(1)} MiB more`;
	} finally {
		await control.kill();
		home.remove();
	}
};

/** The run saves within a second of a signal. */
const endOver = async ({tally, place}: Setting, run: Run, where: string): Promise<string> => {
	// By turns the two signals that an end comes by.
	const name = place % 2 === 0 ? 'SIGHUP' : 'SIGTERM';
	const sentMs = performance.now();
	signal(run.main, name);
	await waitFor('it to save', () => run.lines().at(-1)?.end !== undefined, patienceMs);
	const savedMs = Math.round(performance.now() - sentMs);
	if (savedMs > mostAnswerMs) {
		tally.fault(`${where}: ${name} was answered after ${savedMs} ms`);
	}

	return `${name} answered in ${savedMs} ms`;
};

/** A run on a screen over ssh, while `trial` goes on. */
const overSsh = async (
	{tally}: Setting,
	where: string,
	trial: (run: Run, far: Far, client: number) => Promise<string>,
): Promise<string> => {
	const home = new Home();
	const lab = await openNetLab(1);
	const far = await openFar(lab, 0);
	const screen = ['--picture', 'on', '--refresh', '100ms'];
	const terminal = overLink(lab, far, home, [...light, ...screen]);
	const run = new Run(home, {
		earlier: [],
		pid: terminal.pid,
		ended: terminal.exit.then(exit => ({...exit, stdout: '', stderr: ''})),
	});
	try {
		await run.measures();
		await terminal.waitFor(/all +\d/, patienceMs);
		const processes = run.processes();
		const said = await trial(run, far, terminal.pid);
		await demandNoOrphans(tally, processes, where);
		demandReadable(tally, run, where);
		return said;
	} finally {
		for (const {pid} of alive(run.processes())) {
			signal(pid, 'SIGKILL');
		}

		await terminal.close();
		far.server.close();
		await lab.close();
		home.remove();
	}
};

const runOver = async (setting: Setting, {name, weather}: Stretch): Promise<string> => {
	const where = `a link ${name}`;
	return overSsh(setting, where, async (run, far) => {
		const told = await watch(setting, run, {
			where,
			change() {
				far.board.set(weather);
			},
		});
		const seconds = Math.round(stretchMs(setting) / 1000);
		return `${seconds} s of it: ${told}; ${await endOver(setting, run, where)}`;
	});
};

/** The connection is gone from one moment to the next: sshd hangs up, the run is saved and ends. */
const cutOff = async (setting: Setting): Promise<string> =>
	overSsh(setting, 'a link that is cut', async (run, _far, client) => {
		const [beganMs, fromMs] = [performance.now(), run.lastMs()];
		const processes = run.processes();
		signal(client, 'SIGKILL');
		await waitFor('the run to end', () => alive(processes).length === 0, patienceMs);
		setting.tally.lose(longestGapMs(run.lines(), fromMs), mostGapMs, 'a link that is cut');
		return `the run is saved and ends, after ${Math.round(performance.now() - beganMs)} ms`;
	});

/** A viewer beyond each bad link: what they watch never waits for them. */
const attachOver = async (setting: Setting): Promise<string> => {
	const {tally} = setting;
	const where = 'viewers';
	const home = new Home();
	const lab = await openNetLab(stretches.length);
	const fars = await Promise.all(stretches.map(async (_, place) => openFar(lab, place)));
	const run = startHeadless(home, light);
	const terminals: Array<ReturnType<typeof open>> = [];
	try {
		await run.measures();
		for (const far of fars) {
			terminals.push(overLink(lab, far, home, ['attach', String(run.main)]));
		}

		for (const terminal of terminals) {
			await terminal.waitFor(/ATTACHED/, patienceMs);
		}

		const told = await watch(setting, run, {
			where,
			change() {
				for (const [place, {board}] of fars.entries()) {
					board.set(stretches[place]!.weather);
				}
			},
		});
		await endBySignal(tally, run, where);
		return `${Math.round(stretchMs(setting) / 1000)} s of it: ${told}`;
	} finally {
		await Promise.all(terminals.map(async terminal => terminal.close()));
		await run.kill();
		for (const {server} of fars) {
			server.close();
		}

		await lab.close();
		home.remove();
	}
};

const lacks = (): string | undefined => withoutSsh() ?? withoutNetLab();

/** sshd in network namespaces, at the ends of links whose packets are delayed, held to a rate or dropped. */
export const links: readonly TrialKind[] = [
	...stretches.map((stretch): TrialKind => ({
		name: `ssh whose link is ${stretch.name}`,
		lacks,
		trial: async setting => runOver(setting, stretch),
	})),
	{name: 'ssh whose connection is cut', lacks, trial: cutOff},
	{
		name: 'four viewers (attach) over links that are delayed, throttled, a black hole, down',
		lacks,
		trial: attachOver,
	},
];

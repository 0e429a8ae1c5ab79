import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {waitFor} from '../../../test/unit/engine/processes.js';
import {open} from '../../../test/e2e/terminal/terminal.js';
import {demandNoOrphans, demandReadable, endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {openLink, type Link} from '../proxy.js';
import {alive, residentBytes, signal} from '../processes.js';
import {cli, light, patienceMs, Run, startHeadless} from '../run.js';
import {serveSsh, withoutSsh, type SshServer} from '../ssh-server.js';
import {type Setting, type TrialKind} from '../trial.js';

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A person's terminal whose ssh goes over the link; the command runs beyond it. */
const overLink = (server: SshServer, link: Link, home: Home, args: readonly string[]) => {
	const remote = [
		`PATH=${quote(process.env['PATH'] ?? '')}`,
		`XDG_STATE_HOME=${quote(home.folder)}`,
		...[process.execPath, cli, ...args].map(text => quote(text)),
	].join(' ');
	return open('ssh', [...server.clientArgs(link.port), `env ${remote}`], {columns: 160, rows: 50});
};

/** A journal with a record a second, whatever the link does. */
const mostGapMs = 2000;
/** What the main process may grow by while nobody reads. */
const mostGrowthBytes = 48 * 2 ** 20;

type Weather = {
	readonly name: string;
	readonly change: (link: Link) => void;
	/** The run is to end by itself: its terminal is gone. */
	readonly isLost?: boolean;
};

const weathers: readonly Weather[] = [
	{
		name: 'delayed by 5 s',
		change(link) {
			link.set({delayMs: 5000});
		},
	},
	{
		name: 'throttled to 300 B/s',
		change(link) {
			link.set({bytesPerSecond: 300});
		},
	},
	{
		name: 'a black hole',
		change(link) {
			link.set({isBlackHole: true});
		},
	},
	{
		name: 'cut',
		isLost: true,
		change(link) {
			link.cut();
		},
	},
];

/** Time with such a link: long enough to fill every buffer on the way. */
const stretchMs = ({seconds}: Setting): number => Math.max(10_000, (seconds * 1000) / 2);

/** A run on a screen over ssh. */
const runOver = async (setting: Setting, {name, change, isLost}: Weather): Promise<void> => {
	const {tally} = setting;
	const home = new Home();
	const server = await serveSsh();
	const link = await openLink(server.port);
	const where = `a link ${name}`;
	const terminal = overLink(server, link, home, [
		...light,
		'--picture',
		'on',
		'--refresh',
		'100ms',
	]);
	const run = new Run(home, {
		earlier: [],
		pid: terminal.pid,
		ended: terminal.exit.then(exit => ({...exit, stdout: '', stderr: ''})),
	});
	try {
		await run.measures();
		await terminal.waitFor(/all +\d/, patienceMs);
		const processes = run.processes();
		const beganMs = run.lastMs();
		const bytes = residentBytes(run.main)!;
		change(link);
		if (isLost) {
			await waitFor('the run to end', () => alive(processes).length === 0, patienceMs);
			demandReadable(tally, run, where);
			return;
		}

		await sleep(stretchMs(setting));
		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, where);
		const grown = residentBytes(run.main)! - bytes;
		if (grown > mostGrowthBytes) {
			tally.fault(`${where}: main grew by ${Math.round(grown / 2 ** 20)} MiB`);
		}

		// By turns the two signals that an end comes by.
		const name = setting.place % 2 === 0 ? 'SIGHUP' : 'SIGTERM';
		const sentMs = performance.now();
		signal(run.main, name);
		await waitFor('it to save', () => run.lines().at(-1)?.end !== undefined, patienceMs);
		const savedMs = performance.now() - sentMs;
		if (savedMs > 2000) {
			tally.fault(`${where}: ${name} was answered after ${Math.round(savedMs)} ms`);
		}

		await demandNoOrphans(tally, processes, where);
		demandReadable(tally, run, where);
	} catch (error) {
		tally.crash(`${where}: ${(error as Error).message}`);
	} finally {
		for (const {pid} of alive(run.processes())) {
			signal(pid, 'SIGKILL');
		}

		await terminal.close();
		link.close();
		server.close();
		home.remove();
	}
};

/** Three viewers beyond bad links: what they watch never waits for them. */
const attachOver = async (setting: Setting): Promise<void> => {
	const {tally} = setting;
	const home = new Home();
	const server = await serveSsh();
	const links = await Promise.all([1, 2, 3].map(async () => openLink(server.port)));
	const run = startHeadless(home, light);
	const terminals: Array<ReturnType<typeof open>> = [];
	try {
		await run.measures();
		for (const link of links) {
			terminals.push(overLink(server, link, home, ['attach', String(run.main)]));
		}

		for (const terminal of terminals) {
			await terminal.waitFor(/ATTACHED/, patienceMs);
		}

		const beganMs = run.lastMs();
		for (const [place, link] of links.entries()) {
			weathers[place]!.change(link);
		}

		await sleep(stretchMs(setting));
		tally.lose(longestGapMs(run.lines(), beganMs), mostGapMs, 'three viewers');
		for (const link of links) {
			link.cut();
		}

		await run.goesOn('the run without its viewers');
		await endBySignal(tally, run, 'three viewers');
	} catch (error) {
		tally.crash(`three viewers: ${(error as Error).message}`);
	} finally {
		await Promise.all(terminals.map(async terminal => terminal.close()));
		await run.kill();
		for (const link of links) {
			link.close();
		}

		server.close();
		home.remove();
	}
};

export const links: readonly TrialKind[] = [
	...weathers.map((weather): TrialKind => ({
		name: `ssh whose link is ${weather.name}`,
		lacks: withoutSsh,
		trial: async setting => runOver(setting, weather),
		remark: setting =>
			weather.isLost
				? 'the run is saved and ends'
				: `${Math.round(stretchMs(setting) / 1000)} s of it; then SIGTERM or SIGHUP`,
	})),
	{
		name: 'three viewers (attach) over links that are delayed, throttled, a black hole, then cut',
		lacks: withoutSsh,
		trial: attachOver,
		remark: setting => `${Math.round(stretchMs(setting) / 1000)} s of it`,
	},
];

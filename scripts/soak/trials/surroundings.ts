import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {demandReadable, endBySignal, hasTrace, short} from '../endings.js';
import {Home} from '../home.js';
import {cli, light, patienceMs, startHeadless, type Run, type StartOptions} from '../run.js';
import {type Setting, type Tally, type TrialKind} from '../trial.js';

type Surrounding = {
	readonly name: string;
	readonly lacks?: () => string | undefined;
	readonly options: StartOptions;
	readonly args?: readonly string[];
	readonly remark?: string;
	/** How it must end by itself; undefined: it runs until it is ended. */
	readonly end?: (tally: Tally, run: Run) => Promise<void>;
	/** What is done to it while it runs. */
	readonly meanwhile?: (run: Run) => Promise<void>;
};

/** A shell that starts the run as `"$@"`. */
const inShell = (script: string): readonly string[] => ['sh', '-c', script, 'sh'];

const memoryFolder = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find(
	folder =>
		existsSync(path.join(folder, 'memory.limit_in_bytes')) ||
		existsSync(path.join(folder, 'cgroup.subtree_control')),
);

/** Bytes that a run with a worker of no arithmetic is given: enough for its start, not for its frames at their widest. */
const memoryBytes = 400 * 2 ** 20;

const makeGroup = (): string => {
	const group = path.join(memoryFolder!, `edgetop-soak-${process.pid}`);
	mkdirSync(group, {recursive: true});
	const isOld = existsSync(path.join(group, 'memory.limit_in_bytes'));
	writeFileSync(
		path.join(group, isOld ? 'memory.limit_in_bytes' : 'memory.max'),
		String(memoryBytes),
	);
	return group;
};

const surroundings: readonly Surrounding[] = [
	{
		name: 'no HOME, no XDG folders, no TMPDIR',
		options: {
			launcher: [
				'env',
				'-u',
				'HOME',
				'-u',
				'XDG_CACHE_HOME',
				'-u',
				'XDG_CONFIG_HOME',
				'-u',
				'TMPDIR',
			],
		},
	},
	{
		name: 'a HOME that cannot be written',
		options: {env: {HOME: '/proc/nowhere', XDG_CACHE_HOME: undefined, XDG_DATA_HOME: undefined}},
	},
	{
		name: 'ulimit -n 64',
		options: {launcher: inShell('ulimit -n 64; exec "$@"')},
		remark: 'too few to load the program: it is said in one line',
		async end(tally, run) {
			const {code, stderr} = await run.within(patienceMs);
			if (code !== 1 || !/^edgetop: too many files are open; .*\n$/.test(stderr)) {
				tally.crash(`ulimit -n 64: ended with ${code}: ${short(stderr)}`);
			}
		},
	},
	{name: 'ulimit -n 128', options: {launcher: inShell('ulimit -n 128; exec "$@"')}},
	{name: 'stdin closed', options: {launcher: inShell('exec "$@" <&-')}},
	{
		name: 'stdin, stdout and stderr closed',
		options: {launcher: inShell('exec "$@" <&- >&- 2>&-')},
	},
	{
		name: '| head -1',
		options: {launcher: inShell('"$@" | head -1')},
		args: ['--format', 'ndjson', '--loop'],
		remark: 'the reader goes away: the run ends and is saved',
		async end(tally, run) {
			const {stdout, stderr} = await run.within(patienceMs);
			if (stdout.trim().split('\n').length !== 1 || hasTrace(stderr)) {
				tally.crash(`| head -1: ${short(stdout)} ${short(stderr)}`);
			}

			const {reason, detail} = run.summary().end;
			if (reason !== 'signal') {
				tally.fault(`| head -1: ${reason}: ${detail}`);
			}
		},
	},
	{
		name: 'nohup, its terminal gone (SIGHUP)',
		options: {launcher: ['nohup']},
		args: ['--on-hangup', 'continue'],
		async meanwhile(run) {
			process.kill(run.main, 'SIGHUP');
		},
	},
	{
		name: 'a transient unit of systemd',
		lacks: () =>
			existsSync('/run/systemd/system') && process.getuid?.() === 0
				? undefined
				: 'needs root, and systemd as the first process',
		options: {
			launcher: [
				'systemd-run',
				'--quiet',
				'--pipe',
				'--wait',
				'--collect',
				'--property=KillMode=mixed',
			],
		},
	},
	{
		name: 'an environment of nothing but PATH (as a unit of systemd has)',
		options: {launcher: ['env', '-i', `PATH=${process.env['PATH']}`]},
	},
	{
		name: `a memory limit of ${memoryBytes / 2 ** 20} MiB (cgroup)`,
		lacks: () =>
			memoryFolder !== undefined && process.getuid?.() === 0 ? undefined : 'needs root and cgroups',
		options: {},
		remark: 'the run goes on, or the killed process is started again, or it is said in one line',
	},
];

const tryOne = async ({tally}: Setting, surrounding: Surrounding): Promise<void> => {
	const {name, args = [], options, end, meanwhile} = surrounding;
	const home = new Home();
	const isLimited = name.startsWith('a memory limit');
	const group = isLimited ? makeGroup() : undefined;
	const launcher =
		group === undefined
			? options.launcher
			: inShell(`echo $$ > ${path.join(group, 'cgroup.procs')}; exec "$@"`);
	// An empty environment has no state folder either: it is given as a home.
	const fixed =
		options.launcher?.[1] === '-i'
			? [`HOME=${home.folder}`, `XDG_STATE_HOME=${home.folder}`]
			: options.launcher?.[0] === 'systemd-run'
				? ['HOME', 'XDG_STATE_HOME'].map(variable => `--setenv=${variable}=${home.folder}`)
				: [];
	const run = startHeadless(home, [...light, ...args], {
		...options,
		launcher: [...(launcher ?? []), ...fixed],
	});
	try {
		if (end) {
			await end(tally, run);
			tally.leak(home.leftovers().length, `${name}: left ${home.leftovers().join(', ')}`);
		} else {
			await run.measures();
			await meanwhile?.(run);
			await run.goesOn();
			await endBySignal(tally, run, name);
		}
	} catch (error) {
		tally.crash(`${name}: ${(error as Error).message}`);
	} finally {
		await run.kill();
		home.remove();
		if (group !== undefined) {
			try {
				rmdirSync(group);
			} catch {
				// Its processes are counted as leaks already.
			}
		}
	}
};

const several = async (setting: Setting, count: number): Promise<void> => {
	const {tally} = setting;
	const home = new Home();
	const runs = Array.from({length: count}, () => startHeadless(home, light));
	try {
		await Promise.all(runs.map(async run => run.measures()));
		await Promise.all(runs.map(async run => run.goesOn()));
		const listed = spawnSync(process.execPath, [cli, 'sessions', '--json'], {
			env: home.env(),
			encoding: 'utf8',
		});
		const {sessions} = JSON.parse(listed.stdout) as {sessions: ReadonlyArray<{state: string}>};
		const running = sessions.filter(({state}) => state === 'running').length;
		if (running !== count) {
			tally.fault(`${count} runs: ${running} are listed as running`);
		}

		for (const run of runs) {
			process.kill(run.main, 'SIGTERM');
		}

		for (const run of runs) {
			const {code} = await run.within(patienceMs);
			if (code !== 143) {
				tally.crash(`${count} runs: one ended with ${code}`);
			}

			demandReadable(tally, run, `${count} runs`);
		}

		tally.leak(home.leftovers().length, `${count} runs left ${home.leftovers().join(', ')}`);
	} catch (error) {
		tally.crash(`${count} runs: ${(error as Error).message}`);
	} finally {
		await Promise.all(runs.map(async run => run.kill()));
		home.remove();
	}
};

export const surroundingKinds: readonly TrialKind[] = [
	...surroundings.map((surrounding): TrialKind => ({
		name: surrounding.name,
		lacks: surrounding.lacks,
		remark: surrounding.remark,
		trial: async setting => tryOne(setting, surrounding),
	})),
	{name: 'two runs on one device', trial: async setting => several(setting, 2)},
	{name: 'three runs on one device', trial: async setting => several(setting, 3)},
];

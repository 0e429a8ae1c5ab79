import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {errnoText} from '../../../source/system/errno-text.js';
import {type Failure} from '../failing-disk.mjs';
import {latencies, segmentOf, summaryOf} from '../../../test/unit/report/summaries.js';
import {hasTrace, short} from '../endings.js';
import {Home} from '../home.js';
import {cli, light, patienceMs} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';
import {canMount, fill, has, mount} from './small-disk.js';

/* Every command that writes, on a disk that refuses. */

type Place = {
	/** Where it writes, on the disk that refuses. */
	readonly out: string;
	/** A saved session, on a good disk. */
	readonly session: string;
};

type Command = {
	readonly name: string;
	readonly args: (place: Place) => readonly string[];
	/** What it measured is printed, also where it cannot be saved. */
	readonly isRun?: boolean;
	/** What it writes there is a convenience alone: it does what it was asked for. */
	readonly isSpare?: boolean;
};

const commands: readonly Command[] = [
	{
		name: 'a run with --output and --journal',
		args: ({out}) => [
			'--headless',
			...light,
			'--duration',
			'1s',
			'--output',
			path.join(out, 'run.json'),
			'--journal',
			path.join(out, 'run.ndjson'),
		],
		isRun: true,
	},
	{name: 'a run', args: () => ['--headless', ...light, '--duration', '1s'], isRun: true},
	...['html', 'md', 'csv', 'json', 'text'].map((format): Command => ({
		name: `report --format ${format}`,
		args: ({out, session}) => [
			'report',
			session,
			'--format',
			format,
			'--output',
			path.join(out, `a.${format}`),
		],
	})),
	{
		name: 'report --share',
		args: ({out, session}) => [
			'report',
			session,
			'--share',
			'--output',
			path.join(out, 'share.json'),
		],
	},
	{name: 'doctor --record', args: ({out}) => ['doctor', '--record', path.join(out, 'board')]},
	{
		name: 'bench',
		args: ({out}) => [
			'bench',
			'--backends',
			'null',
			'--models',
			'efficientnet-b0',
			'--slices',
			'1',
			'--preset',
			'rapid',
			'--cool-down',
			'off',
			'--output',
			path.join(out, 'bench'),
		],
	},
	{
		name: 'models verify (checksums are remembered)',
		args: () => ['models', 'verify'],
		isSpare: true,
	},
];

type Refusal = {
	readonly code: string;
	/** Made for real: how the disk comes to refuse, and what puts another account before the command. */
	readonly prepare?: (folder: string) => readonly string[];
	/** Else injected at node:fs. */
	readonly calls?: Failure['calls'];
};

/** An account that owns nothing: root may write anywhere. */
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const refusals: readonly Refusal[] = [
	{
		code: 'ENOSPC',
		prepare(folder) {
			fill(folder);
			return [];
		},
	},
	{
		code: 'EROFS',
		prepare(folder) {
			spawnSync('mount', ['-o', 'remount,ro', folder]);
			return [];
		},
	},
	{
		code: 'EACCES',
		prepare(folder) {
			chmodSync(folder, 0o755);
			return nobody;
		},
	},
	...(['EDQUOT', 'EIO'] as const).flatMap((code): Refusal[] =>
		(['open', 'write', 'sync', 'rename', 'mkdir'] as const).map(call => ({code, calls: [call]})),
	),
];

const preload = new URL('../failing-disk.mjs', import.meta.url).href;

/** A session to report on, of a run that counts. */
const savedSession = (): string => JSON.stringify(summaryOf([segmentOf(latencies(400, 10, 1))]));

/** Files that are no whole ones: temporary, locks, empty, or cut off. */
const halves = (folder: string): string[] =>
	readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile() && entry.name !== 'ballast')
		.map(entry => path.join(entry.parentPath, entry.name))
		.filter(file => {
			if (/\.(?:tmp|lock)$|\/lock$/.test(file)) {
				return true;
			}

			if (file.endsWith('.json')) {
				try {
					JSON.parse(readFileSync(file, 'utf8'));
				} catch {
					return true;
				}
			}

			return false;
		});

type End = {
	/** Undefined: it was killed. */
	readonly status: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
};

const endOf = async (
	command: string,
	words: readonly string[],
	options: {readonly cwd: string; readonly env: NodeJS.ProcessEnv},
): Promise<End> => {
	const child = spawn(command, words, {...options, stdio: ['ignore', 'pipe', 'pipe']});
	const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
	const closed = new Promise<number | undefined>(resolve => {
		child.once('close', status => {
			resolve(status ?? undefined);
		});
	});
	const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
	const status = await closed;
	clearTimeout(timer);
	return {status, stdout, stderr};
};

/** What is wrong with how a command ended; undefined where nothing is. */
const faultOf = (
	{status, stdout, stderr}: End,
	{isRun, isSpare}: Command,
	{code, prepare}: Refusal,
): string | undefined => {
	if (status === undefined || status > 2 || hasTrace(stderr) || stderr.includes('this is a bug')) {
		return `ended with ${status ?? 'no end'}: ${short(stderr)}`;
	}

	if (status === 0) {
		return prepare && !isSpare ? 'ended with 0 though nothing can be written' : undefined;
	}

	if (!stderr.includes(errnoText({code}))) {
		return `ended with ${status}, and why is not said: ${short(stderr)}`;
	}

	return isRun && status === 1 && !/completed[\s\S]*FPS/.test(stdout)
		? `what was measured is not printed: ${short(stdout)}`
		: undefined;
};

const tryOnce = async ({tally}: Setting, one: Command, refusal: Refusal): Promise<void> => {
	const {name, args} = one;
	const {code, prepare, calls} = refusal;
	const home = new Home();
	const good = new Home();
	const where = `${name}, ${calls ? `${calls.join(',')} fails with` : 'really'} ${code}`;
	try {
		mount(home.folder);
		const out = path.join(home.folder, 'out');
		mkdirSync(out);
		const earlier = path.join(out, 'run.json');
		writeFileSync(earlier, '"earlier"');
		const session = path.join(good.folder, 'session.json');
		writeFileSync(session, savedSession());
		chmodSync(good.folder, 0o755);
		const launcher = prepare?.(home.folder) ?? [];
		const [command, ...words] = [...launcher, process.execPath, cli, ...args({out, session})];
		const failure: Failure | undefined = calls && {under: home.folder, calls, code};
		const ended = await endOf(command!, words, {
			cwd: good.folder,
			env: home.env({
				HOME: good.folder,
				XDG_CONFIG_HOME: good.folder,
				...(failure && {
					FAILING_DISK: JSON.stringify(failure),
					NODE_OPTIONS: `--import ${preload}`,
				}),
			}),
		});
		const {status} = ended;
		const fault = faultOf(ended, one, refusal);
		if (fault !== undefined) {
			tally.crash(`${where}: ${fault}`);
		}

		if (existsSync(path.join(out, 'run.ndjson')) && status === 0) {
			readSummary(path.join(out, 'run.ndjson'));
		}

		const half = halves(home.folder);
		tally.leak(half.length, `${where}: left ${half.join(', ')}`);
		if (status !== 0 && readFileSync(earlier, 'utf8') !== '"earlier"') {
			tally.fault(`${where}: what was saved before is gone`);
		}
	} finally {
		spawnSync('umount', ['-l', home.folder]);
		home.remove();
		good.remove();
	}
};

export const writes: readonly TrialKind[] = [
	{
		name: 'every command that writes, on a disk that refuses',
		lacks: () =>
			canMount() && has('setpriv', '--version')
				? undefined
				: 'needs root, to mount a small disk, and setpriv',
		async trial(setting) {
			// Every command with one refusal, then with the next.
			const {place} = setting;
			const command = commands[place % commands.length]!;
			const refusal = refusals[Math.floor(place / commands.length) % refusals.length]!;
			await tryOnce(setting, command, refusal);
		},
		remark: `${commands.length} commands; really full, read-only, another account’s; over quota and broken by injection, at open, write, sync, rename and mkdir: ${commands.length * refusals.length} trials are all of them`,
	},
];

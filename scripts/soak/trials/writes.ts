import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {errnoText} from '../../../source/system/errno-text.js';
import {type Failure} from '../failing-disk.mjs';
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
	},
	{name: 'a run', args: () => ['--headless', ...light, '--duration', '1s']},
	...['html', 'md', 'csv', 'json', 'text'].map((format): Command => ({
		name: `report --format ${format}`,
		args: ({out, session}) => ['report', session, '--format', format, '--output', path.join(out, `a.${format}`)],
	})),
	{
		name: 'report --share',
		args: ({out, session}) => ['report', session, '--share', '--output', path.join(out, 'share.json')],
	},
	{name: 'doctor --record', args: ({out}) => ['doctor', '--record', path.join(out, 'board')]},
	{
		name: 'bench',
		args: ({out}) => [
			...['bench', '--backends', 'null', '--models', 'efficientnet-b0', '--slices', '1', '--preset', 'rapid'],
			...['--cool-down', 'off', '--output', path.join(out, 'bench')],
		],
	},
	{name: 'models list (checksums remembered)', args: () => ['models', 'verify'], isSpare: true},
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

/** A session to report on, made once. */
let saved: string | undefined;

const savedSession = (): string => {
	if (saved === undefined) {
		const home = new Home();
		const {stdout, stderr} = spawnSync(
			process.execPath,
			[cli, '--headless', ...light, '--frames', '40', '--format', 'json'],
			{env: home.env(), encoding: 'utf8'},
		);
		home.remove();
		if (!stdout.startsWith('{')) {
			throw new Error(`no session to report on: ${stderr}`);
		}

		saved = stdout;
	}

	return saved;
};

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

const tryOnce = async (
	{tally}: Setting,
	{name, args, isSpare}: Command,
	{code, prepare, calls}: Refusal,
): Promise<void> => {
	const home = new Home();
	const good = new Home();
	const where = `${name}, ${calls ? `${calls.join()} fails with` : 'really'} ${code}`;
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
		const child = spawn(command!, words, {
			cwd: good.folder,
			env: home.env(
				failure && {FAILING_DISK: JSON.stringify(failure), NODE_OPTIONS: `--import ${preload}`},
			),
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
		const ended = new Promise<number | undefined>(resolve => {
			child.once('close', status => {
				resolve(status ?? undefined);
			});
		});
		const stderr = await text(child.stderr);
		const status = await ended;
		clearTimeout(timer);
		const isTold = stderr.includes(errnoText({code}));
		if (status === undefined || status > 2 || hasTrace(stderr) || /this is a bug/.test(stderr)) {
			tally.crash(`${where}: ended with ${status ?? 'no end'}: ${short(stderr)}`);
		} else if (status !== 0 && !isTold) {
			tally.fault(`${where}: ended with ${status}, and why is not said: ${short(stderr)}`);
		} else if (status === 0 && prepare && !isSpare) {
			tally.fault(`${where}: ended with 0 though nothing can be written`);
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

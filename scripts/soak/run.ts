/*
One run of the built program with a state folder of its own, and what its journal says. Linux only: processes are looked up in /proc.
*/
import {spawn} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {findPython} from '../../source/backends/find-python.js';
import {readSummary} from '../../source/journal/read/read-summary.js';
import {type Summary} from '../../source/record/summary.js';
import {waitFor} from '../../test/unit/engine/processes.js';
import {shortWarmup} from '../../test/e2e/cli/run-cli.js';
import {open, type Terminal, type TerminalOptions} from '../../test/e2e/terminal/terminal.js';
import {type Home} from './home.js';
import {framesOf, linesOf, type Line} from './journal-lines.js';
import {alive, processesOf, signal, type Role, type RunProcess} from './processes.js';

export const cli = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));

const worker = fileURLToPath(new URL('paced_worker.py', import.meta.url));
/** A run with all its processes, and little work in them: what is tried is the program around the model. */
export const light = ['--backend', `exec:${findPython()} ${worker}`, '--limit', '4', '--loop'];

/** A start, or an end, on a machine with other work; SOAK_PATIENCE has other seconds, for one with much of it. */
export const patienceMs = 1000 * Number(process.env['SOAK_PATIENCE'] ?? 60);

export type Ended = {
	readonly code: number | undefined;
	readonly signal: string | undefined;
	readonly stdout: string;
	readonly stderr: string;
};

/** How a run is started. */
export type StartOptions = {
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Command that starts it in its own surroundings: `['prlimit', '--nofile=64']`. */
	readonly launcher?: readonly string[];
	readonly nodeArgs?: readonly string[];
};

type Started = {
	readonly earlier: readonly string[];
	readonly pid: number;
	readonly ended: Promise<Ended>;
	readonly terminal?: Terminal;
};

export class Run {
	readonly home: Home;
	/** The process that was started: the run's own, or its launcher. */
	readonly pid: number;
	readonly ended: Promise<Ended>;
	readonly terminal: Terminal | undefined;
	/** Journals of earlier runs. */
	readonly #earlier: ReadonlySet<string>;
	#main: number | undefined;

	constructor(home: Home, {earlier, pid, ended, terminal}: Started) {
		this.#earlier = new Set(earlier);
		this.home = home;
		this.pid = pid;
		this.ended = ended;
		this.terminal = terminal;
	}

	/** The main process, behind a launcher too; known once its journal is there. */
	get main(): number {
		return this.#main ?? this.pid;
	}

	/** Its journal: of a home with several runs, the one of its process. */
	get journal(): string {
		const files = this.home.files('journals', '.ndjson').filter(file => !this.#earlier.has(file));
		const own = files.find(file => file.endsWith(`-${this.main}.ndjson`));
		return own ?? files.at(-1) ?? '';
	}

	lines(): Line[] {
		try {
			return linesOf(this.journal);
		} catch {
			return [];
		}
	}

	frames(): number {
		return framesOf(this.lines());
	}

	/** Milliseconds of the run until the last record. */
	lastMs(): number {
		return this.lines().findLast(({atMs}) => atMs !== undefined)?.atMs ?? 0;
	}

	processes(): RunProcess[] {
		return processesOf(this.main);
	}

	process(role: Role): RunProcess | undefined {
		return this.processes().find(one => one.role === role);
	}

	/** Waits until frames are counted in the journal. */
	async measures(): Promise<void> {
		let hasEnded = false;
		void this.ended.then(() => {
			hasEnded = true;
		});
		const journal = await waitFor(
			'counted frames',
			() => hasEnded || (this.frames() > 0 && this.journal),
			patienceMs,
		);
		if (journal === true) {
			const {code, stderr, stdout} = await this.ended;
			throw new Error(
				`the run ended (${code}) before it measured: ${(stderr || stdout).slice(-300)}`,
			);
		}

		this.#main = Number(/-(\d+)\.ndjson$/.exec(journal)?.[1]);
	}

	/** Waits until the journal has this many frames more, or a condition of the lines holds. */
	async goesOn(what = 'the run to go on', more = 10, limitMs = patienceMs): Promise<void> {
		const before = this.frames();
		await waitFor(what, () => this.frames() >= before + more, limitMs);
	}

	/** Waits until it has ended. @throws Error where it does not within the time. */
	async within(milliseconds: number): Promise<Ended> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_resolve, reject) => {
			timer = setTimeout(reject, milliseconds, new Error(`no end within ${milliseconds / 1000} s`));
		});
		try {
			return await Promise.race([this.ended, late]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** The saved summary. @throws UserError */
	summary(): Summary {
		const file = this.home.files('sessions', '.json').find(name => name.includes(`-${this.main}.`));
		return readSummary(file ?? this.home.files('sessions', '.json').at(-1) ?? '');
	}

	/** Ends all that still runs of it. */
	async kill(): Promise<void> {
		for (const {pid} of alive([...processesOf(this.pid), ...this.processes()])) {
			signal(pid, 'SIGKILL');
		}

		await this.terminal?.close();
		await this.ended.catch(() => undefined);
	}
}

const commandOf = (args: readonly string[], {launcher = [], nodeArgs = []}: StartOptions) => {
	const [command, ...rest] = [...launcher, process.execPath, ...nodeArgs, cli, ...args];
	return {command: command!, rest};
};

/** Starts a run without a screen. */
export const startHeadless = (
	home: Home,
	args: readonly string[],
	options: StartOptions = {},
): Run => {
	const {command, rest} = commandOf(['--headless', ...args], options);
	const earlier = home.files('journals', '.ndjson');
	const child = spawn(command, rest, {
		env: home.env(options.env),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', text => {
		stdout = (stdout + String(text)).slice(-1_048_576);
	});
	child.stderr.on('data', text => {
		stderr = (stderr + String(text)).slice(-65_536);
	});
	const ended = new Promise<Ended>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, by) => {
			resolve({code: code ?? undefined, signal: by ?? undefined, stdout, stderr});
		});
	});
	return new Run(home, {earlier, pid: child.pid!, ended});
};

/** Starts the program on a screen. */
export const startOnScreen = (
	home: Home,
	args: readonly string[],
	{size = {}, ...options}: StartOptions & {readonly size?: TerminalOptions} = {},
): Run => {
	const {command, rest} = commandOf(args, options);
	const earlier = home.files('journals', '.ndjson');
	const terminal = open(command, rest, {
		...size,
		env: {
			XDG_STATE_HOME: home.folder,
			XDG_CACHE_HOME: home.folder,
			...shortWarmup,
			...options.env,
		},
	});
	const ended = terminal.exit.then(({code, signal: by}) => ({
		code,
		signal: by,
		stdout: terminal.history().join('\n'),
		stderr: '',
	}));
	return new Run(home, {earlier, pid: terminal.pid, ended, terminal});
};

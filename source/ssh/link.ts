import {spawn, type ChildProcess} from 'node:child_process';
import {createReadStream} from 'node:fs';
import process from 'node:process';
import {errnoText} from '../system/errno-text.js';
import {splitCommand} from '../text/split-command.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

/** What a command on a board left. */
export type Outcome = {readonly code: number; readonly stdout: string; readonly stderr: string};

/** What ssh itself ends with when it, and not the command, failed. */
export const sshFailed = 255;

/** How long output is waited for after ssh has ended. */
const outputGraceMs = 5000;

/** One word for any POSIX shell, and for fish. */
export const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The system's ssh; `EDGETOP_SSH` may name another one or give it options, as in `ssh -F FILE`. */
export const sshCommand = (): [string, ...string[]] =>
	splitCommand(process.env['EDGETOP_SSH'] ?? 'ssh') as [string, ...string[]];

/**
The name as ssh takes it.

@throws UserError for what ssh would take for an option.
*/
export const checkBoard = (board: string | undefined, usage: string): string => {
	if (board === undefined || board === '') {
		throw new UserError(`which board? ${usage}`);
	}

	if (board.startsWith('-') || /[\s\p{Cc}]/u.test(board)) {
		throw new UserError(`"${sanitize(board, 80)}" is no name of a board: ${usage}`);
	}

	return board;
};

/** What ssh said, as a sentence that says what to do. */
export const sshTrouble = (board: string, stderr: string): string => {
	const name = sanitize(board, 80);
	const host = name.replace(/^.*@/, '');
	if (/host identification has changed/i.test(stderr)) {
		return `${name}: its host key is not the one that is known; if the board was set up anew, ssh-keygen -R ${host} forgets the old key`;
	}

	if (/host key verification failed/i.test(stderr)) {
		return `${name}: its host key is not known yet: connect once with ssh ${name}`;
	}

	if (/permission denied/i.test(stderr)) {
		return `${name}: it does not let this user in: ssh ${name} must work first (ssh-copy-id puts your key there)`;
	}

	// How it parted says less than why.
	const lines = stderr
		.trim()
		.split('\n')
		.filter(line => !/^(disconnected from|connection to .* closed)/i.test(line));
	const last = lines.at(-1) ?? '';
	return `${name}: ${last === '' ? 'ssh lost the connection' : sanitize(last.replace(/^ssh: /, ''), 200)}`;
};

/** ssh to one board: the user's configuration, agent, ports and jump hosts. Commands share one connection where ssh can. */
export class Link {
	readonly board: string;
	readonly #options: readonly string[];
	readonly #signal: AbortSignal | undefined;

	/**
	@param isBatch Never ask for a password or a key.
	@param socket Where ssh keeps the shared connection; absent: a connection each.
	@param signal Ends what `run` and `send` do; what was sent stays.
	*/
	constructor(
		board: string,
		{isBatch, socket, signal}: {isBatch: boolean; socket?: string; signal?: AbortSignal},
	) {
		this.board = board;
		this.#signal = signal;
		this.#options = [
			...(isBatch ? ['-o', 'BatchMode=yes'] : []),
			...(socket === undefined
				? []
				: ['-o', 'ControlMaster=auto', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=30']),
			'-o',
			'ConnectTimeout=10',
			'-o',
			'ServerAliveInterval=5',
			'-o',
			'ServerAliveCountMax=3',
		];
	}

	/**
	Starts ssh; `command` is a line for the login shell there.

	@param isDetached Of no terminal: its keys and its prompts are none of this ssh. @default false
	*/
	start(
		command: string,
		stdio: 'inherit' | 'pipe',
		options: readonly string[] = [],
		isDetached = false,
	): ChildProcess {
		const [file, ...given] = sshCommand();
		return spawn(file, [...given, ...this.#options, ...options, '--', this.board, command], {
			stdio: stdio === 'inherit' ? 'inherit' : ['pipe', 'pipe', 'pipe'],
			detached: isDetached,
		});
	}

	/**
	Runs a script with the board's `sh`.

	@throws UserError where the board cannot be reached.
	*/
	async run(script: string): Promise<Outcome> {
		const child = this.start('exec sh', 'pipe');
		child.stdin!.on('error', () => undefined);
		child.stdin!.end(script);
		return this.#outcome(child);
	}

	/**
	Sends a file from `offset` on into the standard input of a command.

	@throws UserError where the board cannot be reached.
	*/
	async send(
		command: string,
		file: string,
		{offset, onBytes}: {offset: number; onBytes: (count: number) => void},
	): Promise<Outcome> {
		const child = this.start(command, 'pipe');
		const stream = createReadStream(file, {start: offset});
		stream.on('data', chunk => {
			onBytes(chunk.length);
		});
		// The command that ended early says why.
		child.stdin!.on('error', () => {
			stream.destroy();
		});
		let unread: unknown;
		stream.on('error', error => {
			unread = error;
			child.stdin!.end();
		});
		stream.pipe(child.stdin!);
		const outcome = await this.#outcome(child);
		if (unread !== undefined) {
			throw new UserError(`cannot read ${sanitize(file)}: ${errnoText(unread)}`, {cause: unread});
		}

		return outcome;
	}

	/** Closes the shared connection, if there is one. */
	async endShared(): Promise<void> {
		try {
			await endOf(this.start('true', 'pipe', ['-O', 'exit']));
		} catch {
			// It was never opened, or is gone.
		}
	}

	async #outcome(child: ChildProcess): Promise<Outcome> {
		const end = (): void => {
			child.kill();
		};

		this.#signal?.addEventListener('abort', end);
		if (this.#signal?.aborted) {
			end();
		}

		try {
			return await this.#read(child);
		} finally {
			this.#signal?.removeEventListener('abort', end);
		}
	}

	async #read(child: ChildProcess): Promise<Outcome> {
		const out: Buffer[] = [];
		const error: Buffer[] = [];
		child.stdout!.on('data', (chunk: Buffer) => out.push(chunk));
		child.stderr!.on('data', (chunk: Buffer) => error.push(chunk));
		const code = await endOf(child);
		const stderr = Buffer.concat(error).toString();
		if (code === sshFailed) {
			throw new UserError(sshTrouble(this.board, stderr), {exitCode: 1});
		}

		return {code, stdout: Buffer.concat(out).toString(), stderr};
	}
}

/**
The exit code of a child; a signal counts as in a shell.

@throws UserError where ssh is not installed.
*/
export const endOf = async (child: ChildProcess): Promise<number> =>
	new Promise((resolve, reject) => {
		child.once('error', (error: NodeJS.ErrnoException) => {
			reject(
				new UserError(
					error.code === 'ENOENT'
						? 'ssh is not installed here: apt-get install openssh-client'
						: `ssh cannot be started: ${error.message}`,
				),
			);
		});
		const end = (code: number | null, signal: NodeJS.Signals | null): void => {
			resolve(code ?? (signal === null ? 1 : 128));
		};

		child.once('close', end);
		// An old ssh leaves its output open in the process that keeps the connection.
		child.once('exit', (code, signal) => {
			setTimeout(end, outputGraceMs, code, signal).unref();
		});
	});

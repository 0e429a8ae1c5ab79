import {type Buffer} from 'node:buffer';
import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import process from 'node:process';
import {withoutSmallHeaps} from '../system/malloc.js';
import {hasGroups, killGroup, type GroupLeader} from '../system/process-group.js';
import {processStart} from '../system/process-start.js';
import {eachLine} from '../text/line-splitter.js';
import {SharedSlots} from './shared-slots.js';

/** A program to run as a worker. */
export type WorkerCommand = {
	/** For messages: "the PyTorch worker". */
	readonly name: string;
	readonly file: string;
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Whether it runs on this machine and can read frames from shared memory. */
	readonly sharesMemory?: boolean;
};

export type WorkerProcessHandlers = {
	readonly onBytes: (piece: Buffer) => void;
	/** Called once. `reason` in words: "ended with exit code 1". */
	readonly onEnd: (reason: string) => void;
	/** A line of the worker's stderr, raw. @default it goes to this process's own stderr */
	readonly onNativeText?: ((line: string) => void) | undefined;
};

/** The descriptor by which a worker inherits the memory that it shares. */
export const sharedDescriptor = 3;

const keptLines = 20;
/** From the end of stdout to the kill. */
const closedMs = 2000;

const running = new Set<WorkerProcess>();
let tellBegun: ((leader: GroupLeader) => void) | undefined;

/** Who is told of every worker that this process starts. */
export const onWorkerBegun = (tell: (leader: GroupLeader) => void): void => {
	tellBegun = tell;
};

// A worker must not outlive the engine, however that ends.
process.on('exit', () => {
	for (const worker of running) {
		worker.kill();
	}
});

const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string => {
	if (signal === 'SIGKILL') {
		return 'was killed by SIGKILL (by hand, or by the kernel for want of memory)';
	}

	return signal ? `died of ${signal}` : `ended with exit code ${code}`;
};

/** How a worker ended, with its last line and what it wrote in place of the protocol. */
export const endText = (reason: string, rest: string, lastLine: string | undefined): string => {
	const printed =
		rest === '' ? '' : `; on stdout, instead of the protocol: ${JSON.stringify(rest)}`;
	return `${reason}${lastLine === undefined ? '' : `: ${lastLine.trim().slice(0, 1000)}`}${printed}`;
};

/** The process of a worker: its bytes, its last words and its end. */
export class WorkerProcess {
	readonly ended: Promise<void>;
	/** What it inherits as `sharedDescriptor`, where it shares memory. */
	readonly shared: SharedSlots | undefined;
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #lastLines: string[] = [];
	#isOver = false;
	#closedStdout = false;

	constructor(command: WorkerCommand, handlers: WorkerProcessHandlers) {
		this.shared = command.sharesMemory ? SharedSlots.open() : undefined;
		this.#child = spawn(command.file, command.args, {
			stdio: ['pipe', 'pipe', 'pipe', ...(this.shared ? [this.shared.descriptor] : [])],
			// A process group of its own: Ctrl-C does not reach it, and what it starts (ssh, a shell) ends with it.
			detached: hasGroups,
			windowsHide: true,
			env: {...withoutSmallHeaps(process.env), ...command.env},
		}) as ChildProcessWithoutNullStreams;
		const {onNativeText = (line: string) => process.stderr.write(`${line}\n`)} = handlers;
		running.add(this);
		const {pid} = this.#child;
		if (pid !== undefined) {
			tellBegun?.({pid, start: processStart(pid)});
		}

		let spawnError: string | undefined;
		this.#child.on('error', (error: NodeJS.ErrnoException) => {
			spawnError =
				error.code === 'ENOENT'
					? `cannot start: no program ${command.file}`
					: `cannot start: ${error.message}`;
		});
		// A worker that died leaves a broken pipe; its end is told by `close`.
		this.#child.stdin.on('error', () => undefined);
		this.#child.stdout.on('data', handlers.onBytes);
		this.#child.stdout.on('end', () => {
			// One that ends closes its stdout a moment before; one that lives on has nothing more to say.
			setTimeout(() => {
				if (!this.#isOver) {
					this.#closedStdout = true;
					this.kill();
				}
			}, closedMs).unref();
		});
		eachLine(this.#child.stderr, line => {
			this.#lastLines.push(line);
			if (this.#lastLines.length > keptLines) {
				this.#lastLines.shift();
			}

			onNativeText(line);
		});
		this.ended = new Promise(resolve => {
			this.#child.on('close', (code, signal) => {
				this.#isOver = true;
				running.delete(this);
				this.shared?.close();
				const closed = this.#closedStdout ? 'closed its stdout and was killed' : undefined;
				handlers.onEnd(spawnError ?? closed ?? describeEnd(code, signal));
				resolve();
			});
		});
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	get isOver(): boolean {
		return this.#isOver;
	}

	/** The last line on stderr that is not blank; mostly the exception's own text. */
	get lastLine(): string | undefined {
		return this.#lastLines.findLast(line => line.trim() !== '');
	}

	write(head: Uint8Array, payload?: Uint8Array): void {
		const {stdin} = this.#child;
		if (this.#isOver || stdin.destroyed || stdin.writableEnded) {
			return;
		}

		// One system call for both.
		stdin.cork();
		stdin.write(head);
		if (payload?.length) {
			stdin.write(payload);
		}

		stdin.uncork();
	}

	/** Closes stdin, waits, and kills what is still there after `graceMs`. */
	async end(graceMs: number): Promise<void> {
		this.#child.stdin.end();
		const timer = setTimeout(() => {
			this.kill();
		}, graceMs);
		await this.ended;
		clearTimeout(timer);
	}

	/** Ends the worker and all that it started, at once. */
	kill(): void {
		const {pid} = this.#child;
		if (pid === undefined || this.#isOver) {
			return;
		}

		killGroup({pid});
	}
}

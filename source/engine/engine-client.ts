import {type ChildProcess} from 'node:child_process';
import {monotonicMs} from '../system/clock.js';
import {every, type Repeated} from '../system/every.js';
import {killGroup, type GroupLeader} from '../system/process-group.js';
import {eachLine} from '../text/line-splitter.js';
import {forkEngine} from './fork-engine.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

/** How long an engine may say nothing before it is taken for hung, ms. */
export type SilenceLimits = {
	/** Until the first inference is done. */
	readonly loadMs: number;
	/** From then on; never less than ten times the first inference. */
	readonly runMs: number;
};

/** Loading may compile for minutes (TensorRT); only a run that has begun is held to a tight limit. */
const defaultLimits: SilenceLimits = {loadMs: 600_000, runMs: 10_000};
const watchPeriodMs = 500;

/** How the engine process ended without being asked to. */
export type EngineLoss = {
	/** In words: "was killed by SIGKILL", "said nothing for 10 s". */
	readonly reason: string;
	/** The engine's own last word, where it had one. */
	readonly failure?: {
		readonly phase: 'load' | 'run';
		readonly message: string;
		readonly isFinal: boolean;
	};
};

export type EngineHandlers = {
	readonly onMessage: (message: EngineMessage) => void;
	/** Called once, and never after `exit()` or `kill()`. */
	readonly onLost: (loss: EngineLoss) => void;
	/** A line that native code wrote to stderr, raw. */
	readonly onNativeText?: (line: string) => void;
};

const describeExit = (code: number | null, signal: NodeJS.Signals | null): string => {
	if (signal === 'SIGKILL') {
		return 'was killed by SIGKILL (by hand, or by the kernel for want of memory)';
	}

	return signal ? `died of ${signal}` : `ended with exit code ${code}`;
};

/** One engine process and its watchdog. */
export class EngineClient {
	readonly #child: ChildProcess;
	readonly #handlers: EngineHandlers;
	readonly #watchdog: Repeated;
	#heardAtMs = monotonicMs();
	#watchedAtMs = monotonicMs();
	readonly #limits: SilenceLimits;
	#silenceLimitMs: number;
	#failure: EngineLoss['failure'];
	/** Those that it has started. */
	readonly #workers: GroupLeader[] = [];
	#lossReason: string | undefined;
	#isExpectedToEnd = false;
	#isOver = false;
	readonly #ended: Promise<void>;

	constructor(handlers: EngineHandlers, limits: SilenceLimits = defaultLimits) {
		this.#handlers = handlers;
		this.#limits = limits;
		this.#silenceLimitMs = limits.loadMs;
		this.#child = forkEngine();
		this.#child.on('message', (message: EngineMessage) => {
			this.#receive(message);
		});
		this.#child.on('error', error => {
			this.#lossReason ??= error.message;
		});
		if (this.#child.stderr) {
			eachLine(this.#child.stderr, line => {
				handlers.onNativeText?.(line);
			});
		}

		this.#ended = new Promise(resolve => {
			this.#child.on('close', (code, signal) => {
				// Of itself an engine takes its workers along; one that was killed cannot.
				for (const leader of this.#workers) {
					killGroup(leader);
				}

				this.#end(describeExit(code, signal));
				resolve();
			});
		});
		this.#watchdog = every(watchPeriodMs, () => {
			this.#watch();
		});
		this.#watchdog.unref();
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	send(command: EngineCommand): void {
		if (this.#child.connected) {
			this.#child.send(command, () => undefined);
		}
	}

	/** Asks the process to end and waits; kills it when it does not within `graceMs`. */
	async exit(graceMs = 3000): Promise<void> {
		this.#isExpectedToEnd = true;
		this.send({type: 'exit'});
		const timer = setTimeout(() => {
			this.#child.kill('SIGKILL');
		}, graceMs);
		await this.#ended;
		clearTimeout(timer);
	}

	/** Ends the process at once. */
	kill(): void {
		this.#isExpectedToEnd = true;
		this.#child.kill('SIGKILL');
	}

	#receive(message: EngineMessage): void {
		this.#heardAtMs = monotonicMs();
		if (message.type === 'worker') {
			this.#workers.push(message.leader);
			return;
		}

		if (message.type === 'firstInference') {
			this.#silenceLimitMs = Math.max(this.#limits.runMs, 10 * message.inferMs);
		} else if (message.type === 'progress' && message.patienceMs !== undefined) {
			this.#silenceLimitMs = Math.max(this.#limits.loadMs, message.patienceMs);
		} else if (message.type === 'failed') {
			const {phase, message: words, isFinal = false} = message;
			this.#failure = {phase, message: words, isFinal};
		}

		if (!this.#isOver && !this.#isExpectedToEnd) {
			this.#handlers.onMessage(message);
		}
	}

	#watch(): void {
		const nowMs = monotonicMs();
		const wasAway = nowMs - this.#watchedAtMs > 4 * watchPeriodMs;
		this.#watchedAtMs = nowMs;
		if (wasAway) {
			// This process itself stood still (Ctrl-Z): what the engine said meanwhile is not read yet.
			this.#heardAtMs = nowMs;
			return;
		}

		const silentMs = nowMs - this.#heardAtMs;
		if (silentMs > this.#silenceLimitMs && !this.#isExpectedToEnd) {
			this.#lossReason ??= `said nothing for ${Math.round(silentMs / 1000)} s and was killed`;
			this.#child.kill('SIGKILL');
		}
	}

	#end(reason: string): void {
		this.#watchdog.stop();
		if (this.#isOver) {
			return;
		}

		this.#isOver = true;
		if (!this.#isExpectedToEnd) {
			this.#handlers.onLost({
				reason: this.#lossReason ?? reason,
				failure: this.#failure,
			});
		}
	}
}

import {fork, type ChildProcess} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {childArguments} from '../system/child-node.js';
import {monotonicMs} from '../system/clock.js';
import {every, type Repeated} from '../system/every.js';
import {withSmallHeaps} from '../system/malloc.js';
import {messageOf} from '../text/user-error.js';
import {backOffMs} from '../system/back-off.js';
import {type SensorsCommand, type SensorsConfig, type SensorsMessage} from './protocol.js';
import {type HostIdentity, type SourceDescription, type TelemetrySample} from './sensor.js';

const restarts = {firstMs: 1000, longestMs: 60_000};

/** Opening all sources, with every time-out used up, stays below this. */
const silenceLimitMs = 15_000;
const watchPeriodMs = 1000;
/** Before its first word the process is loaded, which takes long on a slow or busy board: killed too early it would never come to speak. */
const startFactor = 4;
const answerLimitMs = 20_000;
/** A description is waited for by a person, and costs nothing else. */
const describeLimitMs = 75_000;

/** Threads for files: each driver that hangs keeps one, and the others go on. */
const threadPoolSize = '16';

export type SensorsOptions = Partial<SensorsConfig> & {
	readonly onSample: (sample: TelemetrySample) => void;
	/** One line for the events panel: the sensors process died, hung or was started again. */
	readonly onTrouble?: (text: string) => void;
	/** Entry of the sensors process. @default `helper.js` next to this file */
	readonly entry?: string;
	/** Without a sample or an answer; four times as long before the first one. @default 15 000 ms */
	readonly silenceLimitMs?: number;
};

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const defaultEntry = fileURLToPath(new URL(`helper.${extension}`, import.meta.url));

type Waiting = {
	readonly command: SensorsCommand;
	readonly resolve: (message: SensorsMessage | undefined) => void;
};

/** The sensors process, watched: it is started again with growing pauses when it dies or hangs. Nothing here throws into the caller. */
export class SensorsClient {
	readonly #options: SensorsOptions;
	readonly #config: SensorsConfig;
	readonly #waiting = new Map<number, Waiting>();
	readonly #watchdog: Repeated;
	#child: ChildProcess | undefined;
	#heardAtMs = monotonicMs();
	#hasSpoken = false;
	#watchedAtMs = monotonicMs();
	#restarts = 0;
	#restartTimer: NodeJS.Timeout | undefined;
	#isClosed = false;
	#request = 0;

	constructor(options: SensorsOptions) {
		this.#options = options;
		const {sensorRoot, relay, periodMs, powerInput, startedAtMs} = options;
		this.#config = {
			startedAtMs: startedAtMs ?? monotonicMs(),
			sensorRoot,
			relay,
			periodMs,
			powerInput,
		};
		this.#start();
		this.#watchdog = every(watchPeriodMs, () => {
			this.#watch();
		});
		this.#watchdog.unref();
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Undefined where the sensors process could not say. */
	async identity(): Promise<HostIdentity | undefined> {
		const answer = await this.#ask(request => ({type: 'identify', request}));
		return answer?.type === 'identified' ? answer.identity : undefined;
	}

	/** Every source with its state; undefined where the sensors process could not say. */
	async describe(): Promise<readonly SourceDescription[] | undefined> {
		const answer = await this.#ask(request => ({type: 'describe', request}), describeLimitMs);
		return answer?.type === 'described' ? answer.sources : undefined;
	}

	/** Ends the process and waits for its end, at most `graceMs`. */
	async close(graceMs = 1000): Promise<void> {
		this.#isClosed = true;
		this.#watchdog.stop();
		clearTimeout(this.#restartTimer);
		for (const request of this.#waiting.keys()) {
			this.#answer(request, undefined);
		}

		const child = this.#child;
		if (child?.exitCode !== null || child.signalCode !== null) {
			return;
		}

		const ended = new Promise<void>(resolve => {
			child.once('exit', () => {
				resolve();
			});
		});
		this.#send({type: 'exit'});
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
		}, graceMs);
		await ended;
		clearTimeout(timer);
	}

	#start(): void {
		const entry = this.#options.entry ?? defaultEntry;
		this.#heardAtMs = monotonicMs();
		this.#hasSpoken = false;
		try {
			const child = fork(entry, [], {
				stdio: [this.#config.powerInput === '-' ? 'inherit' : 'ignore', 'ignore', 'ignore', 'ipc'],
				execArgv: childArguments(entry),
				env: withSmallHeaps({...process.env, UV_THREADPOOL_SIZE: threadPoolSize}),
			});
			this.#child = child;
			child.on('message', (message: SensorsMessage) => {
				this.#receive(message);
			});
			child.on('error', () => undefined);
			child.once('exit', (code, signal) => {
				this.#recover(signal ? `died of ${signal}` : `ended with exit code ${code}`);
			});
			this.#send({type: 'start', config: this.#config});
			for (const {command} of this.#waiting.values()) {
				this.#send(command);
			}
		} catch (error) {
			this.#recover(`could not be started: ${messageOf(error)}`);
		}
	}

	#send(command: SensorsCommand): void {
		if (this.#child?.connected) {
			this.#child.send(command, () => undefined);
		}
	}

	#receive(message: SensorsMessage): void {
		this.#heardAtMs = monotonicMs();
		this.#hasSpoken = true;
		if (this.#isClosed) {
			return;
		}

		if (message.type === 'sample') {
			this.#restarts = 0;
			this.#options.onSample(message.sample);
		} else if (message.type === 'trouble') {
			this.#options.onTrouble?.(message.text);
		} else {
			this.#answer(message.request, message);
		}
	}

	async #ask(
		commandOf: (request: number) => SensorsCommand,
		limitMs = answerLimitMs,
	): Promise<SensorsMessage | undefined> {
		if (this.#isClosed) {
			return undefined;
		}

		const request = ++this.#request;
		const command = commandOf(request);
		return new Promise(resolve => {
			const timer = setTimeout(() => {
				this.#answer(request, undefined);
			}, limitMs);
			this.#waiting.set(request, {
				command,
				resolve(message) {
					clearTimeout(timer);
					resolve(message);
				},
			});
			this.#send(command);
		});
	}

	#answer(request: number, message: SensorsMessage | undefined): void {
		this.#waiting.get(request)?.resolve(message);
		this.#waiting.delete(request);
	}

	#watch(): void {
		const now = monotonicMs();
		// This process itself was stopped: the silence is its own.
		if (now - this.#watchedAtMs > 3 * watchPeriodMs) {
			this.#heardAtMs = now;
		}

		this.#watchedAtMs = now;
		const limitMs =
			(this.#hasSpoken ? 1 : startFactor) *
			Math.max(this.#options.silenceLimitMs ?? silenceLimitMs, 3 * (this.#config.periodMs ?? 1000));
		if (now - this.#heardAtMs > limitMs) {
			this.#heardAtMs = now;
			this.#child?.kill('SIGKILL');
		}
	}

	#recover(reason: string): void {
		this.#child = undefined;
		if (this.#isClosed) {
			return;
		}

		const pauseMs = backOffMs(++this.#restarts, restarts);
		this.#options.onTrouble?.(
			`the sensors process ${reason}; it starts again in ${Math.round(pauseMs / 1000)} s`,
		);
		this.#restartTimer = setTimeout(() => {
			this.#start();
		}, pauseMs);
		this.#restartTimer.unref();
	}
}

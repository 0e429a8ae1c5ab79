import {monotonicMs} from '../system/clock.js';
import {backOffMs} from '../system/back-off.js';
import {EngineClient, type EngineLoss} from './engine-client.js';
import {type EngineConfig, type EngineFacts, type EngineMessage} from './protocol.js';

/** How long an engine that is lost again and again is kept. */
export type Patience = {
	/** Before the first start anew; each later one waits twice as long, to the longest. */
	readonly firstDelayMs: number;
	readonly longestDelayMs: number;
	/** Losses in a row, without a good run between them, after which the engine is given up. */
	readonly losses: number;
	readonly goodRunMs: number;
};

const defaultPatience: Patience = {
	firstDelayMs: 1000,
	longestDelayMs: 16_000,
	losses: 5,
	goodRunMs: 60_000,
};

/** Where the counted frames begin and end. */
export type FrameRange = {
	readonly position: number;
	readonly endPosition?: number;
	/** Counted frames after which the engine stops by itself. */
	readonly frames?: number;
};

export type SupervisorHandlers = {
	readonly onMessage: (message: EngineMessage) => void;
	/** Loaded and warm; `begin` may be called. Not called again after a restart. */
	readonly onReady: () => void;
	/** The engine was lost and starts again after `delayMs`. */
	readonly onRestart: (reason: string, delayMs: number) => void;
	/** A restarted engine counts frames again. */
	readonly onRecovered: () => void;
	/** Given up: it never loaded, or was lost too often. */
	readonly onFailed: (reason: string) => void;
	readonly onNativeText: (line: string) => void;
};

/** What an engine has told of itself since it was last started. */
export type SupervisorFacts = {
	facts?: EngineFacts;
	firstInferenceMs?: number;
	warmup?: {readonly runs: number; readonly milliseconds: number};
};

/** Keeps one engine alive: starts it, starts it again when it is lost, and goes on where it stopped. */
export class EngineSupervisor {
	readonly config: EngineConfig;
	readonly known: SupervisorFacts = {};
	readonly #handlers: SupervisorHandlers;
	readonly #patience: Patience;
	#client: EngineClient;
	#stretch: FrameRange | undefined;
	#position = 0;
	#framesDone = 0;
	#losses = 0;
	#beganAtMs = 0;
	#timer: NodeJS.Timeout | undefined;
	#isRestart = false;
	/** Lost, or loading again after a loss. */
	#isAway = false;
	/** Whether the present process was told to count. */
	#isCounting = false;
	#isClosed = false;
	#stopping: Promise<number> | undefined;
	#whenStopped: ((position: number) => void) | undefined;

	constructor(config: EngineConfig, handlers: SupervisorHandlers, patience = defaultPatience) {
		this.config = config;
		this.#handlers = handlers;
		this.#patience = patience;
		this.#client = this.#launch();
	}

	get pid(): number | undefined {
		return this.#client.pid;
	}

	/** Of the next frame to run. */
	get position(): number {
		return this.#position;
	}

	/** Counts frames from now on, or, where the engine was lost, from when it is back. */
	begin(stretch: FrameRange): void {
		this.#stretch = stretch;
		this.#position = stretch.position;
		this.#framesDone = 0;
		this.#beganAtMs = monotonicMs();
		if (!this.#isAway) {
			this.#isCounting = true;
			this.#client.send({type: 'start', ...stretch});
		}
	}

	/** Replayed boards only. */
	pace(scale: number): void {
		this.#client.send({type: 'pace', scale});
	}

	/** Finishes the frame in hand. Resolves with the position of the first frame that was not run. */
	async stop(): Promise<number> {
		if (!this.#isCounting) {
			// Lost, or still loading after a restart: nothing runs that could answer.
			this.#stretch = undefined;
			return this.#position;
		}

		this.#stopping ??= new Promise(resolve => {
			this.#whenStopped = resolve;
			this.#client.send({type: 'stop'});
		});
		return this.#stopping;
	}

	/** Ends the engine; nothing is reported any more. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#finishStop();
		await this.#client.exit();
	}

	kill(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#client.kill();
	}

	#launch(): EngineClient {
		const client = new EngineClient({
			onMessage: message => {
				this.#receive(message);
			},
			onLost: loss => {
				this.#lose(loss);
			},
			onNativeText: this.#handlers.onNativeText,
		});
		client.send({type: 'load', config: this.config});
		return client;
	}

	#receive(message: EngineMessage): void {
		switch (message.type) {
			case 'loaded': {
				this.known.facts = message.facts;
				break;
			}

			case 'placed': {
				const {facts} = this.known;
				this.known.facts = facts && {...facts, placement: message.placement};
				break;
			}

			case 'firstInference': {
				this.known.firstInferenceMs = message.inferMs;
				break;
			}

			case 'ready': {
				const {facts} = this.known;
				this.known.facts = facts && {...facts, framesReason: message.framesReason};
				this.known.warmup = {runs: message.warmupRuns, milliseconds: message.warmupMs};
				this.#becomeReady();
				break;
			}

			case 'batch': {
				const {positions} = message.batch;
				this.#framesDone += positions.length;
				this.#position = (positions.at(-1) ?? this.#position - 1) + 1;
				break;
			}

			default:
		}

		this.#handlers.onMessage(message);
		if (message.type === 'stopped') {
			this.#position = message.nextPosition;
			this.#stretch = undefined;
			this.#isCounting = false;
			this.#finishStop();
		}
	}

	#becomeReady(): void {
		this.#isAway = false;
		if (!this.#isRestart) {
			this.#handlers.onReady();
			return;
		}

		if (this.#stretch) {
			const {frames} = this.#stretch;
			this.#handlers.onRecovered();
			this.begin({
				...this.#stretch,
				position: this.#position,
				...(frames !== undefined && {frames: Math.max(0, frames - this.#framesDone)}),
			});
		} else {
			this.#handlers.onReady();
		}
	}

	#lose(loss: EngineLoss): void {
		if (this.#isClosed) {
			return;
		}

		const {firstDelayMs, longestDelayMs, losses, goodRunMs} = this.#patience;
		this.#isCounting = false;
		this.#isAway = true;
		const hasLoaded = this.known.warmup !== undefined;
		if (loss.failure?.phase === 'load' && !hasLoaded) {
			this.#handlers.onFailed(loss.failure.message);
			return;
		}

		if (loss.failure?.isFinal) {
			this.#handlers.onFailed(loss.failure.message);
			this.#finishStop();
			return;
		}

		const hadGoodRun = this.#stretch && monotonicMs() - this.#beganAtMs > goodRunMs;
		this.#losses = hadGoodRun ? 1 : this.#losses + 1;
		const words = loss.failure ? `failed: ${loss.failure.message}` : loss.reason;
		if (this.#losses >= losses || !hasLoaded) {
			const times = this.#losses > 1 ? ` (${this.#losses} times in a row)` : '';
			this.#handlers.onFailed(`the engine ${words}${times}`);
			this.#finishStop();
			return;
		}

		const delayMs = backOffMs(this.#losses, {
			firstMs: firstDelayMs,
			longestMs: longestDelayMs,
		});
		this.#handlers.onRestart(words, delayMs);
		// A stop that was asked for is answered: nothing is running.
		if (this.#whenStopped) {
			this.#stretch = undefined;
			this.#finishStop();
		}

		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#isRestart = true;
			this.#client = this.#launch();
		}, delayMs);
	}

	#finishStop(): void {
		this.#whenStopped?.(this.#position);
		this.#whenStopped = undefined;
		this.#stopping = undefined;
	}
}

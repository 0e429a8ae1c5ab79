import {freemem} from 'node:os';
import {monotonicMs} from '../system/clock.js';
import {
	EngineSupervisor,
	type SupervisorHandlers,
	type Patience,
	type FrameRange,
} from '../engine/supervisor.js';
import {type EngineConfig, type EngineMessage} from '../engine/protocol.js';

/** Memory that a second engine needs beside its model: Node, the runtime, decoded frames. */
const engineBytes = 300 * 2 ** 20;

export type EnginesHandlers = {
	/** Counted frames of `supervisor` begin now. */
	readonly onBegan: (supervisor: EngineSupervisor, nowMs: number) => void;
	/** The session's first engine is ready: its frames begin when this resolves. */
	readonly onFirstReady?: (supervisor: EngineSupervisor) => Promise<void>;
	/** The old engine was stopped before the next one loads: nothing counts until that is ready. */
	readonly onStoppedFirst: (nowMs: number) => void;
	/** A message of the engine whose frames count. */
	readonly onMessage: (message: EngineMessage) => void;
	/** A message of an engine that is being made ready. */
	readonly onPreparing: (supervisor: EngineSupervisor, message: EngineMessage) => void;
	/** The running engine was lost and starts again by itself. */
	readonly onRestart: (reason: string, delayMs: number) => void;
	/** The engine of a flip was lost before it counted a frame, and starts again by itself. */
	readonly onNextRestart: (config: EngineConfig, reason: string, delayMs: number) => void;
	readonly onRecovered: () => void;
	/** The running engine was given up; the one that is being made ready takes its place. */
	readonly onGivenUp: (reason: string, nowMs: number) => void;
	/** The engine of a flip did not come up; the old one lives on, or starts again where it was stopped first. */
	readonly onFlipFailed: (config: EngineConfig, reason: string, isOldStarting: boolean) => void;
	/** No engine is left. */
	readonly onFailed: (reason: string) => void;
	readonly onNativeText: (line: string) => void;
};

/** Whether there is memory for two engines at once. */
export const hasRoomForTwo = (modelBytes: number): boolean =>
	freemem() > 3 * modelBytes + engineBytes;

/** The engine that counts, and the one that is made ready to take its place. */
export class Engines {
	#current: EngineSupervisor | undefined;
	#next: EngineSupervisor | undefined;
	/** Ready, and waiting for the old engine's last frame: no longer to be called back. */
	#taking: EngineSupervisor | undefined;
	#handover: Promise<void> | undefined;
	/** Every engine that was started and has not ended. */
	readonly #alive = new Set<EngineSupervisor>();
	readonly #handlers: EnginesHandlers;
	readonly #stretch: (position: number) => FrameRange;
	readonly #patience: Patience | undefined;
	/** Kept for the way back when a flip had to stop the old engine first. */
	#fallback: EngineConfig | undefined;
	#position = 0;
	#hasBegun = false;
	/** The running engine is being stopped for one that loads after it. */
	#isStoppingFirst = false;
	#isClosed = false;
	/** Counts the flips that were asked for: the newest alone is carried out. */
	#asked = 0;

	/**
	@param stretch What to run from a position on: the session knows how many frames are still wanted.
	*/
	constructor(
		handlers: EnginesHandlers,
		stretch: (position: number) => FrameRange,
		patience?: Patience,
	) {
		this.#handlers = handlers;
		this.#stretch = stretch;
		this.#patience = patience;
	}

	get pid(): number | undefined {
		return this.#current?.pid;
	}

	/**
	Makes an engine ready and lets it take over. A flip that is under way is given up for the new one.

	@param mustStopFirst Asked when the running engine is known: whether it has to stop before this one loads.
	@returns False where a newer flip or the end of the session came in between.
	*/
	async flipTo(
		config: EngineConfig,
		mustStopFirst: (running: EngineConfig) => boolean = () => false,
	): Promise<boolean> {
		this.#asked++;
		const asked = this.#asked;
		const isSuperseded = () => this.#isClosed || asked !== this.#asked;
		await this.#handover;
		await this.#dropNext();
		if (isSuperseded()) {
			return false;
		}

		if (this.#current && mustStopFirst(this.#current.config)) {
			await this.#stopFirst(this.#current);
			if (isSuperseded()) {
				return false;
			}
		}

		this.#next = this.#keep(config);
		return true;
	}

	/** Replayed boards only: the share of full speed that frames keep. */
	pace(scale: number): void {
		this.#current?.pace(scale);
	}

	/** Stops the running engine after the frame in hand, so that all its numbers are in; then ends every engine. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#next = undefined;
		const stopped = this.#current?.stop();
		const patience = new Promise(resolve => {
			setTimeout(resolve, 3000).unref();
		});
		await Promise.race([stopped, patience]);
		await Promise.all([...this.#alive].map(async supervisor => this.#end(supervisor)));
		this.#current = undefined;
	}

	/** Ends every engine at once. */
	kill(): void {
		this.#isClosed = true;
		for (const supervisor of this.#alive) {
			supervisor.kill();
		}
	}

	#keep(config: EngineConfig): EngineSupervisor {
		const handlers: SupervisorHandlers = {
			onMessage: message => {
				if (supervisor === this.#current) {
					this.#handlers.onMessage(message);
				} else if (supervisor === this.#next) {
					this.#handlers.onPreparing(supervisor, message);
				}
			},
			onReady: () => {
				void this.#takeOver(supervisor);
			},
			onRestart: (reason, delayMs) => {
				if (supervisor === this.#current) {
					this.#handlers.onRestart(reason, delayMs);
				} else {
					this.#handlers.onNextRestart(config, reason, delayMs);
				}
			},
			onRecovered: this.#handlers.onRecovered,
			onFailed: reason => {
				this.#alive.delete(supervisor);
				this.#fail(supervisor, reason);
			},
			onNativeText: this.#handlers.onNativeText,
		};
		const supervisor = new EngineSupervisor(config, handlers, this.#patience);
		this.#alive.add(supervisor);
		return supervisor;
	}

	async #end(supervisor: EngineSupervisor): Promise<void> {
		await supervisor.close();
		this.#alive.delete(supervisor);
	}

	async #takeOver(supervisor: EngineSupervisor): Promise<void> {
		if (supervisor !== this.#next) {
			return;
		}

		if (!this.#current && !this.#hasBegun) {
			await this.#handlers.onFirstReady?.(supervisor);
			// Given up for another while it waited.
			if (supervisor !== this.#next) {
				return;
			}
		}

		// From here on it is too late for another wish: what comes waits for the handover.
		this.#next = undefined;
		this.#taking = supervisor;
		const old = this.#current;
		this.#handover = this.#replace(old, supervisor);
		await this.#handover;
		this.#handover = undefined;
		if (old && old !== this.#current) {
			await this.#end(old);
		}
	}

	async #replace(old: EngineSupervisor | undefined, supervisor: EngineSupervisor): Promise<void> {
		if (old) {
			this.#position = await old.stop();
		}

		if (this.#isClosed) {
			return;
		}

		if (this.#taking !== supervisor) {
			// Given up at the last moment: the old one goes on.
			this.#current?.begin(this.#stretch(this.#position));
			return;
		}

		this.#taking = undefined;
		this.#hasBegun = true;
		this.#fallback = undefined;
		this.#current = supervisor;
		this.#handlers.onBegan(supervisor, monotonicMs());
		supervisor.begin(this.#stretch(this.#position));
	}

	#fail(supervisor: EngineSupervisor, reason: string): void {
		if (supervisor === this.#current) {
			this.#current = undefined;
			this.#position = supervisor.position;
			if (this.#isStoppingFirst || (this.#next ?? this.#taking)) {
				this.#handlers.onGivenUp(reason, monotonicMs());
			} else {
				this.#handlers.onFailed(reason);
			}
		} else if (supervisor === this.#next || supervisor === this.#taking) {
			this.#failNext(supervisor, reason);
		}
	}

	#failNext(supervisor: EngineSupervisor, reason: string): void {
		this.#next = undefined;
		this.#taking = undefined;
		const fallback = this.#fallback;
		this.#fallback = undefined;
		if (this.#current) {
			this.#handlers.onFlipFailed(supervisor.config, reason, false);
		} else if (fallback) {
			this.#handlers.onFlipFailed(supervisor.config, reason, true);
			this.#next = this.#keep(fallback);
		} else {
			this.#handlers.onFailed(reason);
		}
	}

	async #stopFirst(old: EngineSupervisor): Promise<void> {
		this.#isStoppingFirst = true;
		this.#fallback = old.config;
		this.#position = await old.stop();
		this.#current = undefined;
		this.#handlers.onStoppedFirst(monotonicMs());
		await this.#end(old);
		this.#isStoppingFirst = false;
	}

	async #dropNext(): Promise<void> {
		const next = this.#next;
		this.#next = undefined;
		await (next && this.#end(next));
	}
}

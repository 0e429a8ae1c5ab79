import {freemem} from 'node:os';
import {monotonicMs} from '../clock.js';
import {EngineKeeper, type Stretch} from '../engine/engine-keeper.js';
import {type EngineConfig, type EngineMessage} from '../engine/protocol.js';
import {UserError} from '../text/user-error.js';

/** Memory that a second engine needs beside its model: Node, the runtime, decoded frames. */
const engineBytes = 300 * 2 ** 20;

export type EnginesHandlers = {
	/** Counted frames of `keeper` begin now. */
	readonly onBegan: (keeper: EngineKeeper, nowMs: number) => void;
	/** The session's first engine is ready: its frames begin when this resolves. */
	readonly onFirstReady?: (keeper: EngineKeeper) => Promise<void>;
	/** A message of the engine whose frames count. */
	readonly onMessage: (message: EngineMessage) => void;
	/** A message of an engine that is being made ready. */
	readonly onPreparing: (keeper: EngineKeeper, message: EngineMessage) => void;
	/** The running engine was lost and starts again by itself. */
	readonly onRestart: (reason: string, delayMs: number) => void;
	readonly onRecovered: () => void;
	/** The engine of a flip did not come up; the old one lives on. */
	readonly onFlipFailed: (config: EngineConfig, reason: string) => void;
	/** No engine is left. */
	readonly onFailed: (reason: string) => void;
	readonly onNativeText: (line: string) => void;
};

/** Whether there is memory for two engines at once. */
export const hasRoomForTwo = (modelBytes: number): boolean =>
	freemem() > 3 * modelBytes + engineBytes;

/** The engine that counts, and the one that is made ready to take its place. */
export class Engines {
	#current: EngineKeeper | undefined;
	#next: EngineKeeper | undefined;
	readonly #handlers: EnginesHandlers;
	readonly #stretch: (position: number) => Stretch;
	/** Kept for the way back when a flip had to stop the old engine first. */
	#fallback: EngineConfig | undefined;
	#position = 0;
	#hasBegun = false;

	/**
	@param stretch What to run from a position on: the session knows how many frames are still wanted.
	*/
	constructor(handlers: EnginesHandlers, stretch: (position: number) => Stretch) {
		this.#handlers = handlers;
		this.#stretch = stretch;
	}

	get isFlipping(): boolean {
		return this.#next !== undefined;
	}

	get pid(): number | undefined {
		return this.#current?.pid;
	}

	/**
	Makes an engine ready and lets it take over. A flip that is under way is given up for the new one.

	@param mustStopFirst True where the device can be held by one engine at a time.
	*/
	async flipTo(config: EngineConfig, mustStopFirst = false): Promise<void> {
		await this.#dropNext();
		if (this.#current && mustStopFirst) {
			this.#fallback = this.#current.config;
			await this.#retire();
		}

		this.#next = this.#keep(config);
	}

	/** Replayed boards only: the share of full speed that frames keep. */
	pace(scale: number): void {
		this.#current?.pace(scale);
	}

	/** Stops the running engine after the frame in hand, so that all its numbers are in; then ends every engine. */
	async close(): Promise<void> {
		const stopped = this.#current?.stop();
		const patience = new Promise(resolve => {
			setTimeout(resolve, 3000).unref();
		});
		await Promise.race([stopped, patience]);
		await Promise.all([this.#dropNext(), this.#current?.close()]);
		this.#current = undefined;
	}

	/** Ends every engine at once. */
	kill(): void {
		this.#next?.kill();
		this.#current?.kill();
	}

	#keep(config: EngineConfig): EngineKeeper {
		const keeper: EngineKeeper = new EngineKeeper(config, {
			onMessage: message => {
				if (keeper === this.#current) {
					this.#handlers.onMessage(message);
				} else if (keeper === this.#next) {
					this.#handlers.onPreparing(keeper, message);
				}
			},
			onReady: () => {
				void this.#takeOver(keeper);
			},
			onRestart: this.#handlers.onRestart,
			onRecovered: this.#handlers.onRecovered,
			onFailed: reason => {
				this.#fail(keeper, reason);
			},
			onNativeText: this.#handlers.onNativeText,
		});
		return keeper;
	}

	async #takeOver(keeper: EngineKeeper): Promise<void> {
		if (keeper !== this.#next) {
			return;
		}

		const old = this.#current;
		if (old) {
			this.#position = await old.stop();
		} else if (!this.#hasBegun) {
			await this.#handlers.onFirstReady?.(keeper);
			// Given up for another while it waited.
			if (keeper !== this.#next) {
				return;
			}
		}

		this.#hasBegun = true;
		this.#next = undefined;
		this.#fallback = undefined;
		this.#current = keeper;
		this.#handlers.onBegan(keeper, monotonicMs());
		keeper.begin(this.#stretch(this.#position));
		await old?.close();
	}

	#fail(keeper: EngineKeeper, reason: string): void {
		if (keeper === this.#next) {
			this.#next = undefined;
			const fallback = this.#fallback;
			if (this.#current !== undefined || fallback !== undefined) {
				this.#handlers.onFlipFailed(keeper.config, reason);
			}

			if (!this.#current && fallback) {
				this.#fallback = undefined;
				this.#next = this.#keep(fallback);
			} else if (!this.#current) {
				this.#handlers.onFailed(reason);
			}
		} else if (keeper === this.#current) {
			this.#current = undefined;
			this.#handlers.onFailed(reason);
		}
	}

	async #retire(): Promise<void> {
		const old = this.#current;
		if (old) {
			this.#position = await old.stop();
			this.#current = undefined;
			await old.close();
		}
	}

	async #dropNext(): Promise<void> {
		const next = this.#next;
		this.#next = undefined;
		await next?.close();
	}
}

/**
@throws UserError when the model has no file that the backend reads.
*/
export const assertFormat = (
	modelName: string,
	backend: {readonly id: string; readonly formats: readonly string[]},
	present: readonly string[],
): string => {
	const format = backend.formats.find(name => present.includes(name));
	if (!format) {
		throw new UserError(
			`${backend.id} reads ${backend.formats.join(', ')}; ${modelName} is here as ${present.length > 0 ? present.join(', ') : 'nothing'}`,
		);
	}

	return format;
};

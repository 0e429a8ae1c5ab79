import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../system/clock.js';
import {
	EngineSupervisor,
	type FrameRange,
	type Patience,
	type SupervisorHandlers,
} from '../engine/supervisor.js';
import {type EngineConfig, type EngineMessage} from '../engine/protocol.js';
import {type EventLevel} from '../record/summary.js';
import {messageOf} from '../text/user-error.js';
import {type Choice} from './choice.js';
import {beganText, hasRoomForTwo, reasonToStop, type HasRoom} from './must-stop-first.js';
import {type OpenLookup} from './lookups.js';
import {type ResolveModel} from './resolve-model.js';
import {Wish} from './wish.js';

/** For the frame in hand when the session ends. */
const patienceMs = 3000;

/** Those of the supervisor are called for the engine whose frames count; `onFailed`: no engine is left. */
export type EngineSwitchHandlers = Omit<SupervisorHandlers, 'onReady'> & {
	/** The first engine of all is ready: its frames begin when this resolves. */
	readonly onFirstReady: (supervisor: EngineSupervisor) => Promise<void>;
	/** Counted frames of `supervisor` begin now. */
	readonly onBegan: (supervisor: EngineSupervisor, choice: Choice, nowMs: number) => void;
	/** A message of an engine that is being made ready. */
	readonly onPreparing: (supervisor: EngineSupervisor, message: EngineMessage) => void;
	readonly onLookup: () => OpenLookup;
	/** No engine counts until the next one is ready. */
	readonly onWaiting: (text: string) => void;
	readonly note: (level: EventLevel, kind: string, text: string) => void;
};

export type EngineSwitchOptions = {
	/** What runs first. */
	readonly first: Choice;
	readonly resolveModel: ResolveModel;
	readonly configOf: (choice: Choice) => EngineConfig;
	/** What to run from a position on: the session knows how many frames are still wanted. */
	readonly rangeFrom: (position: number) => FrameRange;
	readonly hasRoom?: HasRoom;
	readonly patience?: Patience;
};

/** The engine that counts, and the one that is made ready to take its place: a wish for another model or backend becomes a new engine here, and nowhere else. */
export class EngineSwitch {
	readonly #options: EngineSwitchOptions;
	readonly #handlers: EngineSwitchHandlers;
	/** Every engine that was started and has not ended, with what it runs. */
	readonly #alive = new Map<EngineSupervisor, Choice>();
	#current: EngineSupervisor | undefined;
	#next: EngineSupervisor | undefined;
	/** Ready, and waiting for the old engine's last frame: no longer to be called back. */
	#taking: EngineSupervisor | undefined;
	#handover: Promise<void> | undefined;
	/** What was stopped, or is being stopped, for an engine that loads after it: the way back where that fails. */
	#fallback: Choice | undefined;
	#position = 0;
	#hasBegun = false;
	#isClosed = false;
	#running: Choice;
	#previous: Choice | undefined;
	readonly #wish: Wish;
	/** Counts the engines that were asked for: the newest alone is made ready. */
	#asked = 0;

	constructor(options: EngineSwitchOptions, handlers: EngineSwitchHandlers) {
		this.#options = options;
		this.#handlers = handlers;
		this.#running = options.first;
		this.#wish = new Wish(options.resolveModel, options.first, handlers.onLookup);
	}

	get pid(): number | undefined {
		return this.#current?.pid;
	}

	/** What counts, or counted last. */
	get running(): Choice {
		return this.#running;
	}

	get previous(): Choice | undefined {
		return this.#previous;
	}

	start(): void {
		void this.#makeReady(this.#running);
	}

	/** Loads another model or backend beside the running one and switches when it is warm; a failure is an event. The newest wish wins. */
	async select(modelName: string | undefined, backendId?: string): Promise<void> {
		try {
			const choice = await this.#wish.find(modelName, backendId, () => this.#running);
			await (choice && this.#makeReady(choice));
		} catch (error) {
			this.#handlers.note('error', 'flipFailed', messageOf(error));
		}
	}

	/** Replayed boards only: the share of full speed that frames keep. */
	pace(scale: number): void {
		this.#current?.pace(scale);
	}

	/** Stops the running engine after the frame in hand, so that all its numbers are in; then ends every engine. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#wish.giveUp();
		this.#next = undefined;
		const stopped = this.#current?.stop();
		await Promise.race([stopped, sleep(patienceMs, undefined, {ref: false})]);
		await Promise.all([...this.#alive.keys()].map(async supervisor => this.#end(supervisor)));
		this.#current = undefined;
	}

	/** Ends every engine at once. */
	kill(): void {
		this.#isClosed = true;
		this.#wish.giveUp();
		for (const supervisor of this.#alive.keys()) {
			supervisor.kill();
		}
	}

	/** Gives up the engine that is not ready yet, if any, for one with this choice. */
	async #makeReady(choice: Choice): Promise<void> {
		for (const guess of choice.model.guesses) {
			this.#handlers.note('warning', 'manifestGuessed', guess);
		}

		this.#asked++;
		const asked = this.#asked;
		const isSuperseded = () => this.#isClosed || asked !== this.#asked;
		await this.#handover;
		const given = this.#next;
		this.#next = undefined;
		await (given && this.#end(given));
		if (isSuperseded()) {
			return;
		}

		const old = this.#current;
		const reason = old && reasonToStop(old.config, choice, this.#options.hasRoom ?? hasRoomForTwo);
		if (asked > 1) {
			this.#handlers.note('info', 'flipBegan', beganText(choice, old !== undefined, reason));
		}

		if (old && reason !== undefined) {
			await this.#stopFirst(old);
			if (isSuperseded()) {
				return;
			}
		}

		this.#next = this.#launch(choice);
	}

	#launch(choice: Choice): EngineSupervisor {
		const {onMessage, onPreparing, onRestart, onRecovered, onNativeText, note} = this.#handlers;
		const config = this.#options.configOf(choice);
		const supervisor = new EngineSupervisor(
			config,
			{
				onMessage: message => {
					if (supervisor === this.#current) {
						onMessage(message);
					} else if (supervisor === this.#next) {
						onPreparing(supervisor, message);
					}
				},
				onReady: () => {
					void this.#takeOver(supervisor, choice);
				},
				onRestart: (reason, delayMs) => {
					if (supervisor === this.#current) {
						onRestart(reason, delayMs);
					} else {
						const text = `${config.manifest.name} on ${config.backendId} ${reason} before its first frame; it starts again`;
						note('warning', 'flipDelayed', text);
					}
				},
				onRecovered,
				onFailed: reason => {
					this.#alive.delete(supervisor);
					this.#fail(supervisor, reason);
				},
				onNativeText,
			},
			this.#options.patience,
		);
		this.#alive.set(supervisor, choice);
		return supervisor;
	}

	async #end(supervisor: EngineSupervisor): Promise<void> {
		await supervisor.close();
		this.#alive.delete(supervisor);
	}

	/** The engine is ready: the old one stops after its frame, and this one counts from the next. */
	async #takeOver(supervisor: EngineSupervisor, choice: Choice): Promise<void> {
		if (supervisor !== this.#next) {
			return;
		}

		if (!this.#current && !this.#hasBegun) {
			await this.#handlers.onFirstReady(supervisor);
			// Given up for another while it waited.
			if (supervisor !== this.#next) {
				return;
			}
		}

		// From here on it is too late for another wish: what comes waits for the handover.
		this.#next = undefined;
		this.#taking = supervisor;
		const old = this.#current;
		this.#handover = this.#replace(supervisor, choice);
		await this.#handover;
		this.#handover = undefined;
		if (old && old !== this.#current) {
			await this.#end(old);
		}
	}

	async #replace(supervisor: EngineSupervisor, choice: Choice): Promise<void> {
		const old = this.#current;
		if (old) {
			this.#position = await old.stop();
		}

		if (this.#isClosed) {
			return;
		}

		if (this.#taking !== supervisor) {
			// Given up at the last moment: the old one goes on.
			this.#current?.begin(this.#options.rangeFrom(this.#position));
			return;
		}

		this.#taking = undefined;
		this.#hasBegun = true;
		this.#fallback = undefined;
		this.#current = supervisor;
		if (choice !== this.#running) {
			this.#previous = this.#running;
			this.#running = choice;
		}

		this.#handlers.onBegan(supervisor, choice, monotonicMs());
		supervisor.begin(this.#options.rangeFrom(this.#position));
	}

	#fail(supervisor: EngineSupervisor, reason: string): void {
		if (supervisor === this.#current) {
			this.#current = undefined;
			this.#position = supervisor.position;
			if (this.#fallback ?? this.#next ?? this.#taking) {
				const text = `${reason}; the model that is loading takes over`;
				this.#handlers.note('error', 'engineGivenUp', text);
				this.#handlers.onWaiting('the running engine was given up; loading the next');
			} else {
				this.#handlers.onFailed(reason);
			}
		} else if (supervisor === this.#next || supervisor === this.#taking) {
			this.#failNext(supervisor, reason);
		}
	}

	/** The engine of a flip did not come up: the old one runs on, or starts again where it was stopped first. */
	#failNext({config}: EngineSupervisor, reason: string): void {
		this.#next = undefined;
		this.#taking = undefined;
		const fallback = this.#fallback;
		this.#fallback = undefined;
		if (!this.#current && !fallback) {
			this.#handlers.onFailed(reason);
			return;
		}

		this.#wish.reset(this.#running);
		const outcome = `${this.#running.model.manifest.name} ${this.#current ? 'goes on' : 'starts again'}`;
		const text = `${config.manifest.name} on ${config.backendId}: ${reason}; ${outcome}`;
		this.#handlers.note('error', 'flipFailed', text);
		if (!this.#current && fallback) {
			this.#next = this.#launch(fallback);
		}
	}

	async #stopFirst(old: EngineSupervisor): Promise<void> {
		this.#fallback = this.#alive.get(old);
		this.#position = await old.stop();
		this.#current = undefined;
		this.#handlers.onWaiting('the present model stopped first; loading the next');
		await this.#end(old);
	}
}

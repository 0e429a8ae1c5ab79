import {type EventLevel} from '../record/summary.js';
import {type EngineConfig} from '../engine/protocol.js';
import {messageOf} from '../text/user-error.js';
import {isExclusiveBackend} from '../models/exclusive.js';
import {type Arms, makeConfig, type Choice} from './choice.js';
import {type Engines, hasRoomForTwo} from './engines.js';
import {type SessionOptions} from './options.js';

type HasRoom = (modelBytes: number) => boolean;
type Note = (level: EventLevel, kind: string, text: string) => void;

/** Why the running engine has to stop before the next one loads; undefined: it goes on meanwhile. */
const reasonToStop = (
	running: EngineConfig,
	{model, backendId}: Choice,
	hasRoom: HasRoom,
): string | undefined => {
	if (running.backendId === backendId && isExclusiveBackend(backendId)) {
		return `the device of ${backendId} serves one engine at a time`;
	}

	if (running.stream?.isExclusive) {
		return `${running.stream.shown} serves one engine at a time`;
	}

	return hasRoom(model.manifest.formats[model.format]?.bytes ?? 0) ? undefined : 'memory is short';
};

/** What is wished to run next and what runs: each engine's configuration belongs to one choice, whatever was wished since. */
export class Flipping {
	readonly #options: SessionOptions;
	readonly #note: Note;
	readonly #hasRoom: HasRoom;
	readonly #choices = new WeakMap<EngineConfig, Choice>();
	#running: Choice;
	/** What ran before it. */
	#previous: Choice | undefined;
	/** Names, not models: the next key may come before the last wish was looked up. */
	#wish: {readonly modelName: string; readonly backendId: string};
	#wishes = 0;
	/** The last counted frame before a flip, until the first one after it. */
	#flippedFromMs: number | undefined;

	constructor(
		options: SessionOptions,
		note: Note,
		{hasRoom = hasRoomForTwo, first}: {readonly hasRoom?: HasRoom; readonly first?: Choice} = {},
	) {
		this.#options = options;
		this.#note = note;
		this.#hasRoom = hasRoom;
		this.#running = first ?? {model: options.model, backendId: options.backendId};
		this.#wish = this.#runningNames();
	}

	get running(): Choice {
		return this.#running;
	}

	/** What ran before and what runs now; undefined before the first flip. */
	lastTwo(): Arms | undefined {
		if (!this.#previous) {
			return undefined;
		}

		const [a, b] = [this.#previous, this.#running];
		return [
			{choice: a, config: makeConfig(a, this.#options)},
			{choice: b, config: makeConfig(b, this.#options)},
		];
	}

	/** The configuration of the first engine. */
	first(): EngineConfig {
		this.#tellGuesses(this.#running);
		return this.#configOf(this.#running);
	}

	/** Loads a model beside the running one and switches when it is warm; a failure is an event. The newest wish wins. */
	async select(
		engines: Engines,
		modelName = this.#wish.modelName,
		backendId = this.#wish.backendId,
	): Promise<void> {
		this.#wish = {modelName, backendId};
		this.#wishes++;
		const wish = this.#wishes;
		try {
			const model = await this.#options.resolveModel(modelName, backendId);
			if (wish === this.#wishes) {
				await this.#begin(engines, {model, backendId});
			}
		} catch (error) {
			if (wish === this.#wishes) {
				this.#wish = this.#runningNames();
			}

			this.#note('error', 'flipFailed', messageOf(error));
		}
	}

	/** The engine of `config` counts from now on. */
	began(config: EngineConfig, lastFrameAtMs: number | undefined): Choice {
		const choice = this.#choices.get(config) ?? this.#running;
		if (choice !== this.#running) {
			this.#previous = this.#running;
			this.#running = choice;
		}

		this.#flippedFromMs = lastFrameAtMs;
		return this.#running;
	}

	/** The engine of `config` did not come up. */
	failed({manifest, backendId}: EngineConfig, reason: string, isOldStarting: boolean): void {
		this.#wish = this.#runningNames();
		const old = this.#running.model.manifest.name;
		this.#note(
			'error',
			'flipFailed',
			`${manifest.name} on ${backendId}: ${reason}; ${old} ${isOldStarting ? 'starts again' : 'goes on'}`,
		);
	}

	/** Tells the time between the last counted frame before a flip and the first one after it. */
	tellGap(firstFrameAtMs: number): void {
		if (this.#flippedFromMs !== undefined) {
			const gapMs = Math.round(firstFrameAtMs - this.#flippedFromMs);
			const {model, backendId} = this.#running;
			const text = `${model.manifest.title} on ${backendId} took over; gap ${gapMs} ms`;
			this.#note('info', 'flipped', text);
			this.#flippedFromMs = undefined;
		}
	}

	async #begin(engines: Engines, choice: Choice): Promise<void> {
		const what = `loading ${choice.model.manifest.title} on ${choice.backendId}`;
		let isTold = false;
		const tell = (meanwhile: string): void => {
			isTold = true;
			this.#note('info', 'flipBegan', `${what}; ${meanwhile}`);
		};

		this.#tellGuesses(choice);
		const hasBegun = await engines.flipTo(this.#configOf(choice), running => {
			const reason = reasonToStop(running, choice, this.#hasRoom);
			tell(
				reason === undefined
					? 'the present model goes on meanwhile'
					: `${reason}, so the present model stops first`,
			);
			return reason !== undefined;
		});
		if (hasBegun && !isTold) {
			tell('nothing else runs');
		}
	}

	#tellGuesses({model}: Choice): void {
		for (const guess of model.guesses) {
			this.#note('warning', 'manifestGuessed', guess);
		}
	}

	#configOf(choice: Choice): EngineConfig {
		const config = makeConfig(choice, this.#options);
		this.#choices.set(config, choice);
		return config;
	}

	#runningNames() {
		const {model, backendId} = this.#running;
		return {modelName: model.manifest.name, backendId};
	}
}

import {type Choice} from './choice.js';
import {type OpenLookup} from './lookups.js';
import {type ResolveModel} from './resolve-model.js';

type Names = {readonly modelName: string; readonly backendId: string};

const namesOf = ({model, backendId}: Choice): Names => ({
	modelName: model.manifest.name,
	backendId,
});

/** The newest wish for a model and a backend: names, because the next key may come before the last one was looked up. */
export class Wish {
	readonly #resolveModel: ResolveModel;
	readonly #onLookup: (() => OpenLookup) | undefined;
	#names: Names;
	#lookup = new AbortController();

	/** @param onLookup A wish is looked up. */
	constructor(resolveModel: ResolveModel, running: Choice, onLookup?: () => OpenLookup) {
		this.#onLookup = onLookup;
		this.#resolveModel = resolveModel;
		this.#names = namesOf(running);
	}

	/**
	Looks up what is wished for; what is not said stays as it was wished last. What an older wish still converts is given up.

	@returns Undefined where a newer wish came in between.
	@throws UserError of `ResolveModel`; unless a newer wish came, the wish is then what runs.
	*/
	async find(
		modelName: string | undefined,
		backendId: string | undefined,
		running: () => Choice,
	): Promise<Choice | undefined> {
		const names = {
			modelName: modelName ?? this.#names.modelName,
			backendId: backendId ?? this.#names.backendId,
		};
		this.#names = names;
		this.giveUp();
		this.#lookup = new AbortController();
		const {signal} = this.#lookup;
		const opened = this.#onLookup?.();
		const onProgress = (text: string): void => {
			opened?.tell(text);
		};

		try {
			const lookup = {signal, onProgress};
			const model = await this.#resolveModel(names.modelName, names.backendId, lookup);
			return signal.aborted ? undefined : {model, backendId: names.backendId};
		} catch (error) {
			if (signal.aborted && error === signal.reason) {
				return undefined;
			}

			if (!signal.aborted) {
				this.reset(running());
			}

			throw error;
		} finally {
			opened?.end(signal.aborted);
		}
	}

	/** What is being looked up is no longer wanted. */
	giveUp(): void {
		this.#lookup.abort();
	}

	/** What was wished for cannot be had: the next key starts from what runs. */
	reset(running: Choice): void {
		this.#names = namesOf(running);
	}
}

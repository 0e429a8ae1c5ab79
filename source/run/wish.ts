import {type ResolvedModel} from '../models/resolve-model.js';
import {type Choice} from './choice.js';

/** @throws UserError when there is no such model, or no file that the backend reads. */
export type ResolveModel = (name: string, backendId: string) => Promise<ResolvedModel>;

type Names = {readonly modelName: string; readonly backendId: string};

const namesOf = ({model, backendId}: Choice): Names => ({
	modelName: model.manifest.name,
	backendId,
});

/** The newest wish for a model and a backend: names, because the next key may come before the last one was looked up. */
export class Wish {
	readonly #resolveModel: ResolveModel;
	#names: Names;
	#wishes = 0;

	constructor(resolveModel: ResolveModel, running: Choice) {
		this.#resolveModel = resolveModel;
		this.#names = namesOf(running);
	}

	/**
	Looks up what is wished for; what is not said stays as it was wished last.

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
		this.#wishes++;
		const wish = this.#wishes;
		try {
			const model = await this.#resolveModel(names.modelName, names.backendId);
			return wish === this.#wishes ? {model, backendId: names.backendId} : undefined;
		} catch (error) {
			if (wish === this.#wishes) {
				this.reset(running());
			}

			throw error;
		}
	}

	/** What was wished for cannot be had: the next key starts from what runs. */
	reset(running: Choice): void {
		this.#names = namesOf(running);
	}
}

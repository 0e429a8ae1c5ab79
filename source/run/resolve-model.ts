import {type ResolvedModel} from '../models/resolve-model.js';

/** What looking up a model has to do first: a conversion may take minutes. */
export type Lookup = {
	/** Another wish came, or the run ends: what was begun is given up. */
	readonly signal: AbortSignal;
	/** In a few words, when it begins something else. */
	readonly onProgress: (text: string) => void;
};

/** @throws UserError when there is no such model, or no file that the backend reads or that could be converted for it. */
export type ResolveModel = (
	name: string,
	backendId: string,
	lookup: Lookup,
) => Promise<ResolvedModel>;

import {type EngineConfig} from '../engine/protocol.js';
import {type ResolvedModel} from '../zoo/resolve-model.js';
import {type SessionOptions} from './options.js';
import {SegmentState} from './segment.js';

/** A model on a backend. */
export type Choice = {readonly model: ResolvedModel; readonly backendId: string};

/** What an engine is told for a choice. */
export const makeConfig = (choice: Choice, options: SessionOptions): EngineConfig => ({
	backendId: choice.backendId,
	// A device and options belong to the backend that they were given for.
	...(options.device !== undefined &&
		choice.backendId === options.backendId && {device: options.device}),
	...(options.threads !== undefined && {threads: options.threads}),
	backendOptions: choice.backendId === options.backendId ? options.backendOptions : {},
	manifest: choice.model.manifest,
	format: choice.model.format,
	modelPath: choice.model.path,
	entries: options.dataset.entries,
	seed: options.seed,
	cacheBytes: options.cacheBytes,
	warmup: options.warmup,
	...(options.replay?.isPaced && {isPaced: true}),
});

/** A segment that no engine has begun yet. */
export const firstSegment = (options: SessionOptions): SegmentState => {
	const config = makeConfig({model: options.model, backendId: options.backendId}, options);
	return new SegmentState({...config, number: 1});
};

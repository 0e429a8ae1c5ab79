import {type EngineConfig} from '../engine/protocol.js';
import {answersFor} from '../frames/classes/answers.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {type SessionOptions} from './options.js';
import {SegmentState} from './segment.js';

/** A model on a backend. */
export type Choice = {readonly model: ResolvedModel; readonly backendId: string};

/** What runs in turns: A and B. */
export type Arms = readonly [a: ArmChoice, b: ArmChoice];
export type ArmChoice = {readonly choice: Choice; readonly config: EngineConfig};

/** Where the run begins, and how many frames it may take: no others need be decoded before it. */
const spanOf = ({resumed, part, frames, endPosition}: SessionOptions) => {
	const position = resumed?.next ?? part?.startPosition ?? 0;
	const most = Math.min(
		frames ?? Number.POSITIVE_INFINITY,
		(endPosition ?? Number.POSITIVE_INFINITY) - position,
	);
	return {position, ...(Number.isFinite(most) && {frames: Math.max(1, most)})};
};

/** What an engine is told for a choice. */
export const makeConfig = (choice: Choice, options: SessionOptions): EngineConfig => {
	const {entries, missing, unmatched} = answersFor(options.dataset, choice.model);
	return {
		backendId: choice.backendId,
		// A device and options belong to the backend that they were given for.
		...(options.device !== undefined &&
			choice.backendId === options.backendId && {device: options.device}),
		threads: options.threads,
		backendOptions: choice.backendId === options.backendId ? options.backendOptions : {},
		manifest: choice.model.manifest,
		format: choice.model.format,
		modelPath: choice.model.path,
		conversion: choice.model.conversion,
		entries,
		...(missing !== undefined && {accuracyMissing: missing}),
		...(unmatched && {unmatched}),
		stream: options.dataset.stream,
		seed: options.seed,
		framesFrom: options.framesFrom,
		cacheBytes: options.cacheBytes,
		span: spanOf(options),
		warmup: options.warmup,
		...(options.part && {accuracyEnd: options.dataset.entries.length}),
		arrivals: options.arrivals,
		...(options.replay?.isPaced && {isPaced: true}),
		...(options.wantsThumbnails && {wantsThumbnails: true}),
	};
};

/** A segment that no engine has begun yet. */
export const firstSegment = (options: SessionOptions): SegmentState => {
	const config = makeConfig({model: options.model, backendId: options.backendId}, options);
	return new SegmentState({...config, number: 1});
};

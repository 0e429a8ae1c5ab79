import {type EngineConfig} from '../engine/protocol.js';
import {type Dataset} from '../frames/dataset.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {type SessionOptions} from './options.js';
import {SegmentState} from './segment.js';

/** A model on a backend. */
export type Choice = {readonly model: ResolvedModel; readonly backendId: string};

/** What runs in turns: A and B. */
export type Arms = readonly [a: ArmChoice, b: ArmChoice];
export type ArmChoice = {readonly choice: Choice; readonly config: EngineConfig};

const imagenetClasses = 1000;

const unanswered = new WeakMap<Dataset['entries'], Dataset['entries']>();

/** One copy, however often models change: lists are long. */
const withoutAnswers = (entries: Dataset['entries']): Dataset['entries'] => {
	const known = unanswered.get(entries) ?? entries.map(({file}) => ({file, classes: []}));
	unanswered.set(entries, known);
	return known;
};

/** The images without their answers where these mean other classes than the model's: a model of flowers is not wrong about a tench. */
const entriesFor = (
	{labels, manifest}: ResolvedModel,
	{entries, labelSet}: Dataset,
): Dataset['entries'] => {
	const isSameSet =
		labelSet === undefined || labels.id === labelSet || labels.names.length === imagenetClasses;
	return isSameSet && !manifest.isUntrained ? entries : withoutAnswers(entries);
};

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
export const makeConfig = (choice: Choice, options: SessionOptions): EngineConfig => ({
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
	entries: entriesFor(choice.model, options.dataset),
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
});

/** A segment that no engine has begun yet. */
export const firstSegment = (options: SessionOptions): SegmentState => {
	const config = makeConfig({model: options.model, backendId: options.backendId}, options);
	return new SegmentState({...config, number: 1});
};

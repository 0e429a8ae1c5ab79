import {type SummarySegment} from '../record/segment-schema.js';
import {answersFor} from '../frames/classes/answers.js';
import {FrameOrder} from '../frames/order.js';
import {type Dataset, type FrameEntry} from '../frames/dataset.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {type TiedFrames, type TiedHits} from '../measure/accuracy.js';
import {UserError} from '../text/user-error.js';
import {type Summary} from '../record/summary.js';

/** What an earlier run counted of the pass that this one goes on with. */
export type ResumedPass = {
	/** Id of the earlier run. */
	readonly session: string;
	/** Runs that the pass is made of, this one included. */
	readonly runs: number;
	/** Frames that the earlier runs counted. */
	readonly frames: number;
	/** First position that they counted, and the one after their last. */
	readonly first: number;
	readonly next: number;
	/** Different labelled images, and the hits among them. */
	readonly images: number;
	readonly hits1: number;
	readonly hits5: number;
	/** Of the images those whose hit the order of equal scores decides. */
	readonly ties1?: TiedHits | undefined;
	readonly ties5?: TiedHits | undefined;
};

type Wanted = {
	readonly model: ResolvedModel;
	readonly backendId: string;
	readonly backendOptions: Readonly<Record<string, string>>;
	readonly dataset: Dataset;
	readonly seed: number;
};

/** Independent of the order of keys. */
const sorted = (value: unknown): unknown =>
	value !== null && typeof value === 'object' && !Array.isArray(value)
		? Object.fromEntries(
				Object.entries(value)
					.sort(([a], [b]) => (a < b ? -1 : 1))
					.map(([key, item]) => [key, sorted(item)]),
			)
		: value;

const textOf = (value: unknown): string =>
	typeof value === 'string' ? value : JSON.stringify(sorted(value));

/** What has to be the same, by name: [earlier, now]. */
const comparedWith = (
	{context}: Summary,
	segment: SummarySegment,
	{model, backendId, backendOptions, dataset, seed}: Wanted,
): ReadonlyArray<readonly [string, unknown, unknown]> => [
	['the images', context.frames.hash, dataset.hash],
	['--shuffle-seed', context.frames.seed, seed],
	['the model', segment.modelName, model.manifest.name],
	// Of folders there was no sum once.
	["the model's file", segment.modelSha256 ?? model.sha256, model.sha256 ?? 'unknown'],
	['its preprocessing', segment.preprocessing, model.manifest.preprocessing],
	['its input', segment.input, model.manifest.input],
	['--backend', segment.backendId, backendId],
	['--backend-option', segment.backendOptions, backendOptions],
];

const hitsOf = (share: {readonly value: number} | undefined, n: number): number =>
	Math.round((share?.value ?? 0) * n);

const tiedHits = (
	share: {readonly value: number} | undefined,
	ties: TiedFrames | undefined,
	n: number,
): TiedHits | undefined => {
	const hits = Math.round(((share?.value ?? 0) - (ties?.lowest ?? 0)) * n);
	return ties && {hits, misses: ties.frames - hits};
};

/** Whether the images come in the order of older releases, which was balanced over the classes that the model has. */
const isSameOrder = ({dataset, model, seed}: Wanted): boolean => {
	const {entries} = answersFor(dataset, model);
	const now = new FrameOrder(entries, seed);
	const then = new FrameOrder(
		entries.map(({file, classes}) => ({file, classes})),
		seed,
	);
	return entries.every((_, position) => then.entryAt(position) === now.entryAt(position));
};

/**
The pass that a saved run left unfinished.

@throws UserError that names what is not the same in this run, or why there is nothing to go on with.
*/
export const resumedPass = (summary: Summary, file: string, wanted: Wanted): ResumedPass => {
	const segment = summary.segments.findLast(({frames}) => frames > 0);
	const refuse = (why: string): never => {
		throw new UserError(`--resume ${file}: ${why}`);
	};

	if (wanted.dataset.stream) {
		return refuse('a video or live source has no pass to go on with');
	}

	if (summary.liveComparison) {
		return refuse('two ran in turns there, each over a part of the pass');
	}

	const {positions} = segment ?? {};
	if (!segment || !positions) {
		return refuse('no frame was counted in that run');
	}

	if (summary.context.frames.order === undefined && !isSameOrder(wanted)) {
		return refuse(
			'the images of that run were drawn in another order, by the classes that the model has; begin a new pass',
		);
	}

	if (segment.faultyFrames !== undefined) {
		return refuse('scores of that run were no numbers, so it has no accuracy to go on with');
	}

	for (const [name, before, now] of comparedWith(summary, segment, wanted)) {
		if (textOf(before) !== textOf(now)) {
			refuse(`${name} must be the same: then ${textOf(before)}, now ${textOf(now)}`);
		}
	}

	const {n, top1, top5, ties} = segment.accuracy.cumulative;
	return {
		session: summary.id,
		runs: (segment.resumed?.runs ?? 1) + 1,
		frames: segment.frames + (segment.resumed?.frames ?? 0),
		...positions,
		images: n,
		hits1: hitsOf(top1, n),
		hits5: hitsOf(top5, n),
		ties1: tiedHits(top1, ties?.top1, n),
		ties5: tiedHits(top5, ties?.top5, n),
	};
};

/** The position at which the unfinished pass ends. */
export const endOfPass = ({next}: ResumedPass, entryCount: number): number =>
	Math.ceil(next / entryCount) * entryCount;

/** Entries that the earlier runs went through: they do not count again. */
export const entriesBefore = (
	{first, next}: ResumedPass,
	entries: readonly FrameEntry[],
	seed: number,
): Set<number> => {
	const order = new FrameOrder(entries, seed);
	const seen = new Set<number>();
	for (let position = first; position < next && seen.size < entries.length; position++) {
		seen.add(order.entryAt(position));
	}

	return seen;
};

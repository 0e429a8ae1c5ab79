import {setImmediate as nextTurn, setTimeout as sleep} from 'node:timers/promises';
import {type InputTensor, type LoadedModel, type PlacedShare} from '../backends/backend.js';
import {quantile} from '../measure/statistics.js';
import {monotonicMs} from '../system/clock.js';
import {UserError} from '../text/user-error.js';
import {type FrameSupply, type QueuedFrame} from '../frames/frame-supply.js';
import {type ModelOutput} from '../models/manifest.js';
import {atOnce} from './arrivals.js';
import {boxesOf} from './detect/count-boxes.js';
import {
	type BoundedOptions,
	type LoopOptions,
	startFrom,
	takeBefore,
	timeRun,
} from './loop-parts.js';
import {rank} from './rank.js';
import {runBatches} from './run-batches.js';

/** A frame that lies in the worker while the one before it runs. */
type Handed = {readonly frame: QueuedFrame; readonly result: ReturnType<typeof timeRun>};

/** Hands the next frame over where it lies ready and no runtime waits for it yet; its own run begins when the present one has ended. */
const handOver = async (
	model: LoadedModel,
	queue: FrameSupply,
	endPosition: number,
): Promise<Handed | undefined> => {
	const frame = queue.hasNext ? await takeBefore(queue, endPosition) : undefined;
	if (!frame) {
		return undefined;
	}

	const result = timeRun(model, frame.tensor, frame.isKept);
	// A failure is told where the result is waited for; that of the frame before comes first.
	result.catch(() => undefined);
	return {frame, result};
};

/** One frame in so many is run while the decoder ahead rests: what it costs the others is measured, not believed. */
const alonePeriod = 16;
const isRunAlone = (queue: FrameSupply, count: number): boolean =>
	queue.quiet !== undefined && count % alonePeriod === alonePeriod - 1;

/** Lets the decoder rest where this frame is to be run alone. @returns Whether it works beside the frame; undefined where none runs ahead. */
const restIfAlone = async (queue: FrameSupply, count: number): Promise<boolean | undefined> => {
	const isAlone = isRunAlone(queue, count);
	await (isAlone && queue.quiet?.());
	return queue.quiet && !isAlone;
};

export type WarmupProgress = {readonly runs: number; readonly elapsedMs: number};

export type Warmup = WarmupProgress & {
	/** Time of a run that nothing held up: the lower quartile. */
	readonly freeRunMs: number;
};

/** Of the warm-up at least: what the model has to itself. */
const aloneShare = 0.5;
/** How often a model that gives way looks whether it is alone. */
const wayPollMs = 10;

/**
Repeats one image until at least `minimum.runs` runs and `minimum.milliseconds` have passed, and half as many with nothing beside (docs/measurement.md). The first run is reported by itself, and so is what ran where.
*/
export const warmUp = async (
	model: LoadedModel,
	tensor: InputTensor,
	minimum: {readonly runs: number; readonly milliseconds: number},
	report: {
		readonly onFirst: (inferMs: number) => void;
		/** After the first run, where the runtime can be asked what ran where. */
		readonly onPlaced: (placement: readonly PlacedShare[]) => void;
		/** Before the runs of which none is reported by itself. */
		readonly onRepeat: () => void;
		/** Whether nothing works beside the model; once true, it stays so. */
		readonly isAlone: () => boolean;
		/** Whether the model waits for that, in the part of the warm-up that it need not have to itself: on the same CPUs both would take twice as long. */
		readonly givesWay?: boolean;
		readonly onProgress: (progress: WarmupProgress) => void;
	},
): Promise<Warmup> => {
	const first = await timeRun(model, tensor);
	report.onFirst(first.inferMs);
	const placement = await model.measurePlacement?.(tensor);
	if (placement) {
		report.onPlaced(placement);
	}

	report.onRepeat();
	const beganAtMs = monotonicMs();
	let times = [first.inferMs];
	let runs = 1;
	let elapsedMs = 0;
	/** Of the runs that had something beside them, and of their time. */
	let beside = {runs: 0, elapsedMs: 0};
	const isWarm = () =>
		runs >= minimum.runs &&
		elapsedMs >= minimum.milliseconds &&
		report.isAlone() &&
		runs - beside.runs >= minimum.runs * aloneShare &&
		elapsedMs - beside.elapsedMs >= minimum.milliseconds * aloneShare;
	while (!isWarm()) {
		const isAlone = report.isAlone();
		if (report.givesWay && !isAlone && elapsedMs < minimum.milliseconds * (1 - aloneShare)) {
			await sleep(wayPollMs);
			elapsedMs = monotonicMs() - beganAtMs;
			beside = {runs, elapsedMs};
			report.onProgress({runs, elapsedMs});
			continue;
		}

		const {inferMs} = await timeRun(model, tensor);
		runs++;
		elapsedMs = monotonicMs() - beganAtMs;
		if (!isAlone) {
			beside = {runs, elapsedMs};
			times = [];
		}

		times.push(inferMs);
		report.onProgress({runs, elapsedMs});
		await nextTurn();
	}

	return {runs, elapsedMs, freeRunMs: quantile(times, 0.25)};
};

const runOneByOne = async (
	model: LoadedModel,
	queue: FrameSupply,
	output: ModelOutput | undefined,
	options: BoundedOptions,
): Promise<number> => {
	const {endPosition, frames} = options;
	const scratch = new Float32Array(output?.classes ?? 0);
	const isOverlapping = (model.slots ?? 1) > 1 && !options.keepPace;
	let ahead: Handed | undefined;
	let next = options.position;
	const arrivals = options.arrivals ?? atOnce;
	const takeArrived = async (count: number) =>
		(await arrivals.wait(count, options.shouldStop)) ? takeBefore(queue, endPosition) : undefined;
	/** Whether the frame behind this one may lie in the worker while it runs. */
	const mayHandOver = (count: number): boolean =>
		isOverlapping &&
		count + 1 < frames &&
		arrivals.hasArrived(count + 1) &&
		!isRunAlone(queue, count) &&
		!isRunAlone(queue, count + 1) &&
		!options.shouldStop();
	startFrom(queue, options);
	arrivals.begin();
	for (let count = 0; count < frames && (ahead ?? !options.shouldStop()); count++) {
		// What waits for its frame to arrive decodes it afterwards: that is part of the response.
		const frame = ahead?.frame ?? (await takeArrived(count));
		if (!frame) {
			// What lies between could not be decoded, or was the end of a video.
			next = options.shouldStop() ? next : endPosition;
			break;
		}

		const isBeside = await restIfAlone(queue, count);
		const running = ahead?.result ?? timeRun(model, frame.tensor, frame.isKept);
		ahead = mayHandOver(count) ? await handOver(model, queue, endPosition) : undefined;
		const {scores, outputs, inferMs, doneAtMs} = await running;
		const {labels, probabilities, ties, fault} = rank(
			scores,
			output,
			scratch,
			options.classesOf?.(frame.entry),
		);
		const boxes = boxesOf(outputs, options.detection);
		const endedAtMs = monotonicMs();
		options.onFrame({
			position: frame.position,
			entry: frame.entry,
			endedAtMs,
			arrivedAtMs: arrivals.timeOf(count),
			decodeMs: frame.decodeMs,
			preprocessMs: frame.preprocessMs,
			inferMs,
			postprocessMs: endedAtMs - doneAtMs,
			labels,
			probabilities,
			ties,
			fault,
			boxes,
			isBeside,
			thumbnail: frame.thumbnail,
		});
		next = frame.position + 1;
		queue.release(frame);
		await options.keepPace?.();
		// Lets messages in and the batch timer fire: a runtime's run() holds the thread.
		await nextTurn();
	}

	await queue.stop();
	return next;
};

/**
The measured loop: one image at a time, or as many as a model with a fixed batch takes, from the queue to the five best labels, until `shouldStop`, `endPosition` or `frames` images.

@returns The position of the first frame that was not run.
@throws UserError where frames that arrive one at a time are to be run several at once.
*/
export const runFrames = async (
	model: LoadedModel,
	queue: FrameSupply,
	output: ModelOutput | undefined,
	options: LoopOptions,
): Promise<number> => {
	const {
		endPosition = Number.POSITIVE_INFINITY,
		frames = Number.POSITIVE_INFINITY,
		pictures = 1,
	} = options;
	if (pictures === 1) {
		return runOneByOne(model, queue, output, {...options, endPosition, frames});
	}

	if (options.arrivals) {
		throw new UserError(
			`frames that arrive one at a time cannot be run ${pictures} at once; take a model of batch 1`,
		);
	}

	return runBatches(model, queue, output, {...options, endPosition, frames, pictures});
};

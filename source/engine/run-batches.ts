import {setImmediate as nextTurn} from 'node:timers/promises';
import {type InputTensor, type LoadedModel} from '../backends/backend.js';
import {type FrameSupply, type QueuedFrame} from '../frames/frame-supply.js';
import {type ModelOutput} from '../models/manifest.js';
import {monotonicMs} from '../system/clock.js';
import {boxesOf} from './detect/count-boxes.js';
import {type BoundedOptions, startFrom, takeBefore, timeRun} from './loop-parts.js';
import {joinPictures, partOf} from './picture-batches.js';
import {rank} from './rank.js';

type Taken = {
	readonly frames: ReadonlyArray<Omit<QueuedFrame, 'tensor'>>;
	readonly pictures: readonly InputTensor[];
	readonly isEnd: boolean;
};

/** Up to `most` frames. Their tensors are copied and given back at once: the queue may hold fewer than a batch. */
const takeSome = async (queue: FrameSupply, endPosition: number, most: number): Promise<Taken> => {
	const frames: Array<Omit<QueuedFrame, 'tensor'>> = [];
	const pictures: InputTensor[] = [];
	while (frames.length < most) {
		const frame = await takeBefore(queue, endPosition);
		if (!frame) {
			return {frames, pictures, isEnd: true};
		}

		const {tensor, ...rest} = frame;
		// eslint-disable-next-line unicorn/prefer-spread -- A typed array.
		pictures.push(tensor.slice());
		frames.push(rest);
		queue.release(frame);
	}

	return {frames, pictures, isEnd: false};
};

/**
The measured loop of a model with a fixed batch: so many different frames an inference, each with its share of the time: that of the whole inference ÷ batch. A last batch that is not full is filled with its last frame, which counts once.

@returns The position of the first frame that was not run.
*/
export const runBatches = async (
	model: LoadedModel,
	queue: FrameSupply,
	output: ModelOutput | undefined,
	options: BoundedOptions & {readonly pictures: number},
): Promise<number> => {
	const {endPosition, frames: most, pictures: batch} = options;
	const scratch = new Float32Array(output?.classes ?? 0);
	let next = options.position;
	let count = 0;
	let isEnd = false;
	startFrom(queue, options);
	while (!isEnd && count < most && !options.shouldStop()) {
		const taken = await takeSome(queue, endPosition, Math.min(batch, most - count));
		isEnd = taken.isEnd;
		if (taken.frames.length > 0) {
			// Put together before the clock starts, as a frame alone is.
			const {scores, outputs, inferMs, doneAtMs} = await timeRun(
				model,
				joinPictures(taken.pictures, batch),
			);
			const answers = taken.frames.map(({entry}, place) =>
				rank(partOf(scores, place, batch), output, scratch, options.classesOf?.(entry)),
			);
			const boxes = taken.frames.map((_, place) =>
				boxesOf(outputs, options.detection, {place, batch}),
			);
			const endedAtMs = monotonicMs();
			const postprocessMs = (endedAtMs - doneAtMs) / taken.frames.length;
			for (const [place, frame] of taken.frames.entries()) {
				const {labels, probabilities, ties, fault} = answers[place]!;
				options.onFrame({
					...frame,
					endedAtMs,
					inferMs: inferMs / batch,
					postprocessMs,
					labels,
					probabilities,
					ties,
					fault,
					boxes: boxes[place],
				});
				next = frame.position + 1;
			}

			count += taken.frames.length;
			await options.keepPace?.();
		}

		await nextTurn();
	}

	await queue.stop();
	return isEnd && !options.shouldStop() ? endPosition : next;
};

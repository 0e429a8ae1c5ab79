import {type InputTensor, type LoadedModel} from '../backends/backend.js';
import {type FrameSupply, type QueuedFrame} from '../frames/frame-supply.js';
import {type Detection} from '../models/manifest.js';
import {monotonicMs} from '../system/clock.js';
import {type FrameTimes} from './arrivals.js';
import {type MeasuredFrame} from './batch.js';

/** What a measured loop is told. */
export type LoopOptions = {
	readonly position: number;
	readonly endPosition?: number | undefined;
	readonly frames?: number | undefined;
	readonly shouldStop: () => boolean;
	readonly onFrame: (frame: MeasuredFrame) => void;
	/** The right classes of an entry, where they are known. */
	readonly classesOf?: (entry: number) => readonly number[] | undefined;
	/** How many pictures one inference takes. @default 1 */
	readonly pictures?: number;
	/** Of a detector. */
	readonly detection?: Detection | undefined;
	/** Waits until the next frame is due: for replayed boards. */
	readonly keepPace?: (() => Promise<void>) | undefined;
	/** Times at which frames come; absent: the next one is there when the last is done. */
	readonly arrivals?: FrameTimes | undefined;
};

/** With both ends known; infinite where there is none. */
export type BoundedOptions = LoopOptions & {
	readonly endPosition: number;
	readonly frames: number;
};

export const startFrom = (queue: FrameSupply, {position, endPosition}: BoundedOptions): void => {
	queue.start(position, Number.isFinite(endPosition) ? endPosition : undefined);
};

/** Runs one image and says how long the runtime took: its own word where it measures inside a worker. */
export const timeRun = async (model: LoadedModel, tensor: InputTensor, isKept = false) => {
	const submittedAtMs = monotonicMs();
	const {scores, inferMs, outputs} = await model.run(tensor, isKept);
	const doneAtMs = monotonicMs();
	return {scores, outputs, inferMs: inferMs ?? doneAtMs - submittedAtMs, doneAtMs};
};

/** The next frame; undefined at the end. */
export const takeBefore = async (
	queue: FrameSupply,
	endPosition: number,
): Promise<QueuedFrame | undefined> => {
	const frame = await queue.take();
	if (frame && frame.position >= endPosition) {
		queue.release(frame);
		return undefined;
	}

	return frame;
};

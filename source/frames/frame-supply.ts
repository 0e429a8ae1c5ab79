import {type DecodeGate} from './decode-gate.js';
import {type FramesMode} from './dataset.js';
import {type ImageTensor} from './preprocess.js';
import {type Thumbnail} from './thumbnail.js';
import {type StreamCounts} from './stream-source.js';

/** One decoded frame. `decodeMs` and `preprocessMs` are NaN where it came from memory. */
export type QueuedFrame = {
	readonly position: number;
	readonly entry: number;
	readonly tensor: ImageTensor;
	readonly decodeMs: number;
	readonly preprocessMs: number;
	/** Of some frames; of every one that comes from memory. */
	readonly thumbnail?: Thumbnail;
	/** Whether its tensor stays as it is for good: it comes from memory, and will again. */
	readonly isKept?: boolean;
};

/** Where the loop has its frames from: a queue of images, or a stream. */
export type FrameSupply = {
	readonly framesMode: FramesMode;
	/** Whether the next frame lies ready, so that taking it is no work. */
	readonly hasNext?: boolean;
	/** Begins at a position of the endless sequence. */
	start(position: number, endPosition?: number): void;
	/**
	The next frame; undefined at the end of a stream's stretch, and where it was interrupted. Give it back with `release` when its tensor is no longer needed.

	@throws UserError when there are no frames to be had.
	*/
	take(): Promise<QueuedFrame | undefined>;
	release(frame: QueuedFrame): void;
	/** Lets a decoder that runs ahead come to rest until the next `take`; absent where there is none. */
	quiet?(): Promise<void>;
	/** Decodes a stretch before anything is counted. */
	fill?(
		stretch: {readonly position: number; readonly frames: number},
		threads: number,
		onProgress: (done: number, of: number) => void,
		gate?: DecodeGate,
	): Promise<void>;
	/** Ends a wait in `take`, which then gives undefined. */
	interrupt?(): void;
	/** What a stream gave and dropped since the last call. */
	takeCounts?(): StreamCounts;
	stop(): void | Promise<void>;
	close(): Promise<void>;
};

import {
	type Availability,
	type BackendOption,
	type LoadedModel,
	type PlacedShare,
} from '../backends/backend.js';
import {type FramesFrom} from '../frames/choose-frames.js';
import {type Unmatched} from '../frames/classes/answers.js';
import {type FrameEntry, type FramesMode} from '../frames/dataset.js';
import {type Thumbnail} from '../frames/thumbnail.js';
import {type StreamNote} from '../frames/video/stream-ends.js';
import {type StreamCounts, type StreamSource} from '../frames/stream-source.js';
import {type Conversion} from '../models/conversion.js';
import {type FormatName, type Manifest} from '../models/manifest.js';
import {type GroupLeader} from '../system/process-group.js';
import {type FileDescription} from '../models/inspect/file-description.js';
import {type NamedModel} from '../models/named-model.js';
import {type ArrivalPlan} from './arrivals.js';

/*
Messages between the session and one engine process (Node IPC, `serialization: 'advanced'`).
An engine loads one model on one backend, warms it, says `ready`, and waits for `start`. All times are on the monotonic clock.
*/

/** All that an engine needs to know. */
export type EngineConfig = {
	readonly backendId: string;
	readonly device?: string;
	readonly threads?: number;
	readonly backendOptions: Readonly<Record<string, string>>;
	readonly manifest: Manifest;
	readonly format: FormatName;
	/** Absolute path of the model file. */
	readonly modelPath: string;
	/** How that file was made from another one. */
	readonly conversion?: Conversion | undefined;
	readonly entries: readonly FrameEntry[];
	/** Why none of the entries has a right answer, in words; the session's own business. */
	readonly accuracyMissing?: string;
	/** Labelled entries whose class is none of the model's. */
	readonly unmatched?: Unmatched;
	/** A video or live source in place of images; `entries` then has one entry, which stands for all its frames, and positions are those of `passSpan`. */
	readonly stream?: StreamSource;
	/** Seed of the class-balanced shuffle. */
	readonly seed: number;
	/** Where images come from. @default auto */
	readonly framesFrom?: FramesFrom | undefined;
	/** Bytes of decoded tensors to keep in memory; 0: none. @default a share of what is free */
	readonly cacheBytes?: number | undefined;
	/** Where the run begins, and the most frames that it takes. @default all of them, from the first on */
	readonly span?: {readonly position: number; readonly frames?: number};
	/** Warm-up lasts at least this many runs and this long (docs/measurement.md: 10 and 2 s). */
	readonly warmup: {readonly runs: number; readonly milliseconds: number};
	/** Replayed boards only: frames follow a pace (see the command `pace`) instead of running as fast as they can. */
	readonly isPaced?: boolean;
	/** Frames come at these times instead of one as soon as the last is done. */
	readonly arrivals?: ArrivalPlan | undefined;
	/** Frames from this position on count for no accuracy: a run in parts takes each image once. */
	readonly accuracyEnd?: number;
	/** Whether a small picture of a frame is wanted, once a second. */
	readonly wantsThumbnails?: boolean;
};

export type EngineCommand =
	/** Asks which backends can run here, all or only some; answered by `probed`. */
	| {readonly type: 'probe'; readonly backendIds?: readonly string[]}
	/** Asks what a manifest of a model in a package (`torchvision:resnet50`), or a model file, tells of itself; answered by `described`. */
	| {
			readonly type: 'describe';
			readonly model: string;
			/** Of a file, whose absolute path is `model`; absent for a model in a package. */
			readonly format?: FormatName;
			readonly backendId: string;
			readonly backendOptions: Readonly<Record<string, string>>;
	  }
	/** Runs each entry once, in the order of the list, and gives all that came out; answered by `evaluated`. */
	| {
			readonly type: 'evaluate';
			readonly config: EngineConfig;
			/** Probabilities of all classes, or the pictures as the model takes them, which need no runtime. */
			readonly wants: 'probabilities' | 'pictures';
	  }
	| {readonly type: 'load'; readonly config: EngineConfig}
	| {
			readonly type: 'start';
			/** Position in the endless sequence of frames: pass number × entries + place in that pass's order. */
			readonly position: number;
			/** Stop by itself before this position. */
			readonly endPosition?: number;
			/** Stop by itself after this many frames. */
			readonly frames?: number;
	  }
	/** Finish the frame in hand, flush, answer `stopped`. */
	| {readonly type: 'stop'}
	/** Replayed boards only: the share of full speed to keep, above 0. Full speed is a third of what the warm-up reached, so that this machine can hold it evenly. */
	| {readonly type: 'pace'; readonly scale: number}
	| {readonly type: 'exit'};

export {type PlacedShare} from '../backends/backend.js';

/** What is known of a loaded model. */
export type EngineFacts = Pick<
	LoadedModel,
	'device' | 'runtime' | 'threads' | 'threadsReason' | 'placement' | 'versions'
> & {
	readonly framesMode: FramesMode;
	/** Why frames come from there, in words. */
	readonly framesReason: string;
	readonly loadMs: number;
};

/**
The frames completed since the last batch, in columns of equal length `n`; top-5 columns have `5·n`. Sent every 200 ms, also when empty (the heart-beat).
*/
export type FrameBatch = {
	/** Place in the endless sequence (see `start`). */
	readonly positions: Float64Array;
	/** Index into `EngineConfig.entries`. */
	readonly entries: Uint32Array;
	/** When the result was in hand, monotonic ms. */
	readonly endedAtMs: Float64Array;
	/** Stage times in ms; NaN where the stage did not take place (a cached frame is not decoded again). */
	readonly decodeMs: Float64Array;
	readonly preprocessMs: Float64Array;
	readonly inferMs: Float64Array;
	readonly postprocessMs: Float64Array;
	/** When the frame arrived, monotonic ms; absent where frames do not come at times of their own. */
	readonly arrivedAtMs?: Float64Array;
	/** 1 where a decoder worked beside the inference, 0 where it was alone; absent where none runs ahead. */
	readonly beside?: Uint8Array;
	/** Label indices of the five best, best first; −1 pads, and stands for a class outside the label set. */
	readonly top5: Int32Array;
	/** Their probabilities, 0…1. */
	readonly probabilities: Float32Array;
	/** Bits: the order of equal scores decides a hit among the best one (1), among the best five (2); absent: of no frame. */
	readonly ties?: Uint8Array;
	/** Where scores were no numbers: 1 and the place in `scoreFaults`, 0 for the other frames; absent: of no frame. */
	readonly faults?: Uint8Array;
	/** Of a detector: boxes of each frame. */
	readonly boxes?: Uint32Array;
	/** At most one a second: a frame of this batch, by its row, and what it looks like. */
	readonly picture?: {readonly row: number; readonly thumbnail: Thumbnail};
	/** At most one: a frame of this batch that was answered wrong, and what it looks like; another than those sent last. */
	readonly mistake?: {readonly row: number; readonly thumbnail: Thumbnail};
};

export type SkippedFrame = {readonly entry: number; readonly reason: string};

export type EngineMessage =
	| {readonly type: 'hello'; readonly pid: number}
	/** Those that have answered so far; `probed` ends it. */
	| {readonly type: 'probing'; readonly backends: readonly ProbedBackend[]}
	| {readonly type: 'probed'; readonly backends: readonly ProbedBackend[]}
	| {
			readonly type: 'described';
			readonly model?: NamedModel;
			readonly file?: FileDescription;
	  }
	| {
			readonly type: 'evaluated';
			/** Entries that could be decoded, in the order of the rows. */
			readonly entries: Uint32Array;
			/** A row an entry, one after the other. */
			readonly values: Float32Array;
	  }
	/** A sign of life while loading and warming. */
	| {
			readonly type: 'progress';
			/** What the runtime is doing, in a few words, raw; absent: nothing in particular. */
			readonly text?: string;
			/** How long the engine may now be silent: its runtime is about to hold the thread. */
			readonly patienceMs?: number;
	  }
	/** A worker was started: the client ends it with the engine, and tells nobody. */
	| {readonly type: 'worker'; readonly leader: GroupLeader}
	| {readonly type: 'loaded'; readonly facts: EngineFacts}
	| {readonly type: 'firstInference'; readonly inferMs: number}
	/** What ran where in a profile of a few runs, where the runtime can tell. */
	| {readonly type: 'placed'; readonly placement: readonly PlacedShare[]}
	| {readonly type: 'warming'; readonly runs: number; readonly elapsedMs: number}
	| {
			readonly type: 'ready';
			readonly warmupRuns: number;
			readonly warmupMs: number;
			/** As in the facts, with what decoding them took. */
			readonly framesReason: string;
	  }
	/** Ready and waiting for `start`: the heart-beat of an engine with nothing to do. */
	| {readonly type: 'waiting'}
	| {
			readonly type: 'batch';
			readonly batch: FrameBatch;
			readonly skipped: readonly SkippedFrame[];
			/** What a stream gave and dropped since the last batch. */
			readonly stream?: StreamCounts;
			/** CPU seconds since it began of the engine process and of its worker's, all threads; absent where the worker's are not known. */
			readonly cpuSeconds?: number;
			readonly rssBytes: number;
	  }
	/** Something about the frames that the user is to know. */
	| ({readonly type: 'noted'} & StreamNote)
	| {readonly type: 'stopped'; readonly nextPosition: number}
	/** The engine cannot go on; it exits by itself. `isUserError`: the message is for the user as it stands. */
	| {
			readonly type: 'failed';
			readonly message: string;
			readonly phase: 'load' | 'run';
			/** Starting the engine again would change nothing. */
			readonly isFinal?: boolean;
	  };

export type ProbedBackend = {
	readonly id: string;
	readonly title: string;
	readonly formats: readonly FormatName[];
	readonly isExclusive: boolean;
	readonly availability: Availability;
	/** What `--backend-option` takes. */
	readonly options: readonly BackendOption[];
};

import {type ArrivalPlan} from '../engine/arrivals.js';
import {type FramesFrom} from '../frames/choose-frames.js';
import {type Dataset} from '../frames/dataset.js';
import {type Preset, type PresetRule} from '../measure/validity.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {type Gates} from '../record/gates.js';
import {type JournalFile} from '../journal/journal-file.js';
import {type Reference} from '../record/reference/reference.js';
import {type Snapshot} from '../record/snapshot.js';
import {type SaveFile} from '../system/save-file.js';
import {type RecordedBoard} from '../throttling/board-clock.js';
import {type ResumedPass} from './resumed-pass.js';
import {type ResolveModel} from './resolve-model.js';

/** What runs in turns against a session's own model and backend. */
export type ArmOptions = {
	readonly model: ResolvedModel;
	readonly backendId: string;
	readonly device?: string;
	readonly threads?: number;
	readonly backendOptions: Readonly<Record<string, string>>;
};

/** All that a run is told at its start. */
export type SessionOptions = {
	readonly edgetopVersion: string;
	readonly commandLine: readonly string[];
	readonly model: ResolvedModel;
	readonly backendId: string;
	readonly device?: string;
	readonly threads?: number;
	readonly backendOptions: Readonly<Record<string, string>>;
	/** A comparison in turns: the session's own choice is A, this is B. */
	readonly armB?: ArmOptions;
	readonly dataset: Dataset;
	readonly seed: number;
	/** Where images come from. @default auto */
	readonly framesFrom?: FramesFrom | undefined;
	/** Memory budget for decoded tensors; 0: none is kept. @default a share of what is free */
	readonly cacheBytes?: number | undefined;
	/** Least runs and time of a warm-up (docs/measurement.md). */
	readonly warmup: {readonly runs: number; readonly milliseconds: number};
	readonly preset: Preset;
	/** This run is one of several parts of a measurement. @default it stands alone */
	readonly part?: {
		/** Where in the endless sequence of frames it begins: where the part before ended. */
		readonly startPosition: number;
		/** End when both are reached. */
		readonly rule: PresetRule;
	};
	/** End when the preset's queries and seconds are reached. */
	readonly endsWithPreset: boolean;
	/** End after this time of counted frames. */
	readonly durationMs?: number;
	/** End after this many counted frames. */
	readonly frames?: number;
	/** Frames come at times of their own; the run ends when they are done, or when p99 of the response cannot be below a frame's period any more. */
	readonly arrivals?: ArrivalPlan;
	/** A pass that an earlier run left unfinished. */
	readonly resumed?: ResumedPass;
	/** End before this position of the endless sequence: whole passes. */
	readonly endPosition?: number;
	/** Tables of other boards to stand among. */
	readonly references?: readonly Reference[];
	/** What could not be used, and why; said when the run begins. */
	readonly warnings?: readonly string[];
	readonly gates: Gates;
	readonly saveFile: SaveFile;
	/** Where the journal goes; a text: why there is none; absent: none is wanted. */
	readonly journal?: JournalFile | string;
	/** Time between snapshots. */
	readonly periodMs: number;
	/** Finds a model for a flip, with a file that the backend reads; converts it where it is here in another format alone. */
	readonly resolveModel: ResolveModel;
	/** What has to be done before a model is there in a format, in words, by format; formats in which it is there are absent. @default not told */
	readonly flipNotes?: (modelName: string) => Promise<Snapshot['flipNotes']>;
	/** A recorded board plays in place of this machine's sensors. */
	readonly replay?: RecordedBoard;
	/** Idle time with the model loaded before the first counted frame, for energy net of idle. @default none */
	readonly idleMs?: number;
	/** A small picture of a frame, once a second: for a screen. @default false */
	readonly wantsThumbnails?: boolean;
	/** Receives each raw line of native stderr. */
	readonly logNative: (line: string) => void;
};

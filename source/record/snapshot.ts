import {type z} from 'zod';
import {type ProbedBackend} from '../engine/protocol.js';
import {type FramesKind} from '../frames/dataset.js';
import {type Thumbnail} from '../frames/thumbnail.js';
import {type FormatName} from '../models/manifest.js';
import {type Reading} from '../sensors/sensor.js';
import {
	type AcceleratorFigures,
	type frameSchema,
	type HostFigures,
	type OwnCost,
	type Phase,
} from './live-schema.js';
import {type LiveComparison} from './ab-test-schema.js';
import {type ReadOnly} from './read-only.js';
import {type Rank} from './reference/rank.js';
import {type SegmentFigures} from './segment-schema.js';
import {type SessionEvent} from './summary.js';
import {type ThermalFigures} from './thermal-schema.js';

/*
What a session knows at one moment, frozen. The screen, `--headless` and the summary all read these fields; nothing is computed twice. A figure that is not known is `undefined` (or carries `missing`, the reason): never 0.
*/

export type CurrentFrame = ReadOnly<z.infer<typeof frameSchema>> & {
	/** What the model saw; undefined where no thumbnail was made. */
	readonly thumbnail?: Thumbnail;
};

/** Where the model is wrong, over the different images of a segment. */
export type ClassErrors = {
	/** Classes with the smallest share of right answers first. */
	readonly worst: ReadonlyArray<{
		readonly label: string;
		readonly images: number;
		readonly hits: number;
	}>;
	/** What was taken for what, most frequent first. */
	readonly confusions: ReadonlyArray<{
		readonly truth: string;
		readonly answer: string;
		readonly count: number;
	}>;
	/** The last images that were answered wrong, newest first. */
	readonly last: ReadonlyArray<{
		readonly file: string;
		readonly truth: readonly string[];
		readonly answer: string;
		/** Of the answer, 0…1. */
		readonly probability: number;
		/** Absent where none was made, or none is wanted. */
		readonly thumbnail?: Thumbnail;
	}>;
};

export type ModelChoice = {
	readonly name: string;
	readonly title: string;
	readonly precision?: string;
	/** "present", "not downloaded: edgetop models pull NAME", … */
	readonly state: string;
	readonly isAvailable: boolean;
	readonly published?: {readonly top1: number; readonly top5?: number};
	/** Measured in this session, cumulative top-1. */
	readonly measuredTop1?: number;
};

/** A recorded run that is shown again: where in it the screen stands. */
export type Replay = {
	/** Session time, ms. */
	readonly positionMs: number;
	/** Session time of the last record, ms. */
	readonly endMs: number;
	/** Times faster than it was. */
	readonly speed: number;
	readonly isPaused: boolean;
	/** Whether the run still goes on. */
	readonly isGrowing: boolean;
	/** Shown by `edgetop attach`: it can be ended from here. */
	readonly isAttached: boolean;
};

/** What a flip of the running model to a format would do first, or why there is no way. */
export type FlipNote = {readonly text: string; readonly isPossible: boolean};

export type Snapshot = {
	readonly phase: Phase;
	/** What is being done or waited for, in words: "loading EfficientNet-B0 (3 s)". */
	readonly phaseText: string;
	readonly isFrozen: boolean;
	/** Milliseconds since the session began. */
	readonly elapsedMs: number;
	/** Asked-for length of the run. */
	readonly durationMs?: number;
	readonly framesName: string;
	/** Undefined where a source does not say how many it has. */
	readonly framesCount?: number;
	/** Images, a video, or a live source. */
	readonly framesKind: FramesKind;
	readonly labelSource: string;
	readonly seed: number;
	readonly preset: string;
	/** The segment on the screen: the newest one. */
	readonly segment: SegmentFigures;
	/** Earlier segments, oldest first, without the present one. */
	readonly earlierSegments: readonly SegmentFigures[];
	readonly current?: CurrentFrame;
	readonly host: HostFigures;
	readonly accelerator: AcceleratorFigures;
	readonly hostName?: string;
	readonly boardName?: string;
	/** Board whose sensors are read through ssh; absent: those of this machine. */
	readonly sensorsBoard?: string | undefined;
	readonly own: OwnCost;
	/** Heat, power, clocks, and why it slowed down. */
	readonly thermal: ThermalFigures;
	/** Newest last, at most 200. */
	readonly events: readonly SessionEvent[];
	readonly models: readonly ModelChoice[];
	/** Undefined while they are being probed. */
	readonly backends?: readonly ProbedBackend[];
	/** What has to be done before the running model is there in a format; formats in which it is there are absent. */
	readonly flipNotes?: Readonly<Partial<Record<FormatName, FlipNote>>>;
	/** Among the tables of other boards, or why it has no place there; absent: there are no tables. */
	readonly standing?: Rank | {readonly missing: string};
	/** Of two that run in turns, from the first round on. */
	readonly liveComparison?: LiveComparison;
	/** Where the summary will be, or was, saved. */
	readonly savePath?: string;
	/** Present where this is no running session but a recorded one. */
	readonly playback?: Replay;
	/** Of the segment on the screen, made when asked for; absent where a recording does not hold it. */
	classErrors?(count: number): ClassErrors;
	/** Everything that the sensors say now; absent where a recording does not hold it. */
	allReadings?(): readonly Reading[];
	/** FPS once a second since the session began (bounded, coarser with age): mean per column of the asked width; undefined is a gap. */
	fpsHistory(columns: number, windowMs: number): ReadonlyArray<number | undefined>;
};

export type ThermalReading = Snapshot['thermal']['readings'][number];

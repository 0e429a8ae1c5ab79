import {type PlacedShare, type ProbedBackend} from '../engine/protocol.js';
import {type FramesKind, type FramesMode} from '../frames/dataset.js';
import {type Thumbnail} from '../frames/thumbnail.js';
import {type StreamCounts} from '../frames/video/stream-source.js';
import {type AccuracyFigure} from '../measure/accuracy.js';
import {type LatencySummary} from '../measure/latency.js';
import {type AcceleratorFigures} from './accelerator-figures.js';
import {type Passes} from './passes.js';
import {type Rank} from './reference/rank.js';
import {type ThermalFigures} from './thermal-figures.js';
import {type LiveComparison} from './ab-test-schema.js';

/*
What a session knows at one moment, frozen. The screen, `--headless` and the summary all read these fields; nothing is computed twice. A figure that is not known is `undefined` (or carries `missing`, the reason): never 0.
*/

/** A value, or the reason why there is none. */
export type Figure = {readonly value: number} | {readonly missing: string};

export type Phase =
	| 'starting'
	| 'loading'
	| 'warming up'
	| 'running'
	| 'comparing'
	| 'restarting'
	| 'ended'
	| 'failed';

export type EventLevel = 'info' | 'warning' | 'error';

/** Something that happened, in words; text is already sanitised. */
export type SessionEvent = {
	/** Milliseconds since the session began. */
	readonly atMs: number;
	readonly level: EventLevel;
	/** Past tense, machine-readable: `engineRestarted`, `frameSkipped`, `modelSelected`. */
	readonly kind: string;
	/** One line for the user. */
	readonly text: string;
};

export type Prediction = {
	/** Class name, sanitised. */
	readonly label: string;
	/** 0…1 */
	readonly probability: number;
	/** True where this class is one of the frame's right answers. */
	readonly isHit: boolean;
};

export type CurrentFrame = {
	/** File name without folder, sanitised. */
	readonly file: string;
	/** Right answers; empty: unlabelled. */
	readonly truth: readonly string[];
	/** Best first, at most five. */
	readonly top5: readonly Prediction[];
	/** What the model saw; undefined where no thumbnail was made. */
	readonly thumbnail?: Thumbnail;
};

/** Latencies of one stage over the samples after warm-up. */
export type StageFigures = {
	readonly decode?: LatencySummary;
	readonly preprocess?: LatencySummary;
	readonly infer?: LatencySummary;
	readonly postprocess?: LatencySummary;
	/** Sum of the stages that took place, frame by frame. */
	readonly total?: LatencySummary;
};

export type Bin = {readonly fromMs: number; readonly toMs: number; readonly count: number};

/** Figures of one segment: one model on one backend with one set of options. */
export type SegmentFigures = {
	/** 1, 2, … */
	readonly number: number;
	readonly modelName: string;
	readonly modelTitle: string;
	readonly precision: string;
	readonly backendId: string;
	/** What really executes. */
	readonly device?: string;
	readonly runtime?: {readonly name: string; readonly version: string};
	/** Which part of the model runs where; absent where all of it runs on `device` by construction. */
	readonly placement?: readonly PlacedShare[];
	readonly threads?: number;
	readonly threadsReason?: string;
	readonly framesMode?: FramesMode;
	/** Why frames come from there. */
	readonly framesReason?: string;
	/** Session time at the first counted frame; undefined before it. */
	readonly startedAtMs?: number;
	readonly endedAtMs?: number;
	readonly loadMs?: number;
	/** The very first inference, which is in no percentile. */
	readonly firstInferenceMs?: number;
	readonly warmup?: {readonly runs: number; readonly milliseconds: number};
	readonly frames: number;
	/** Wall-clock seconds in which the counted frames ran. */
	readonly seconds: number;
	readonly fps: {
		readonly last1s?: number;
		readonly last10s?: number;
		readonly last60s?: number;
		readonly session?: number;
	};
	readonly stages: StageFigures;
	/** Frames slower than 5 × p50 of infer. */
	readonly stalls?: number;
	/** CV of infer above 2.5 %. */
	readonly isUnstable: boolean;
	/** MLPerf early-stopping estimates of infer, confidence 0.99. */
	readonly earlyStopping: {readonly p90?: number; readonly p99?: number};
	readonly validity: {readonly isValid: boolean; readonly text: string};
	/** Distribution of infer for a small picture. */
	readonly distribution: readonly Bin[];
	readonly accuracy: {readonly rolling: AccuracyFigure; readonly cumulative: AccuracyFigure};
	/** Why there is no accuracy, where that lies in the model or the source. */
	readonly accuracyMissing?: string;
	/** Complete passes over the frames, and the part of the present one, 0…1; undefined where a pass has no known end. */
	readonly passes?: Passes;
	/** First counted position, and the one after the last. */
	readonly positions?: {readonly first: number; readonly next: number};
	/** The pass was begun by earlier runs: the last one's id, the number of runs with this one, and their frames. */
	readonly resumed?: {readonly session: string; readonly runs: number; readonly frames: number};
	/** What a live source or video gave. */
	readonly stream?: StreamCounts;
	readonly skippedFrames: number;
	readonly restarts: number;
	/** Published accuracy of the model, fractions of 1. */
	readonly published?: {readonly top1: number; readonly top5?: number};
};

export type HostFigures = {
	/** Share of all CPUs in use, 0…1. */
	readonly cpuLoad: Figure;
	readonly memoryUsedBytes: Figure;
	readonly memoryTotalBytes: Figure;
	readonly temperatureCelsius: Figure & {readonly label?: string};
	readonly powerWatts: Figure & {readonly scope?: string};
	readonly clockHertz: Figure & {readonly label?: string};
};

/** What edgetop itself costs. */
export type OwnCost = {
	/** Percent of one core, over the last seconds. */
	readonly uiCpuPercent?: number;
	readonly uiRssBytes?: number;
	readonly sensorsCpuPercent?: number;
	readonly engineRssBytes?: number;
	/** Bytes a second written to the terminal. */
	readonly terminalBytesPerSecond?: number;
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
	readonly own: OwnCost;
	/** Heat, power, clocks, and why it slowed down. */
	readonly thermal: ThermalFigures;
	/** Newest last, at most 200. */
	readonly events: readonly SessionEvent[];
	readonly models: readonly ModelChoice[];
	/** Undefined while they are being probed. */
	readonly backends?: readonly ProbedBackend[];
	/** Among the tables of other boards, or why it has no place there; absent: there are no tables. */
	readonly standing?: Rank | {readonly missing: string};
	/** Of two that run in turns, from the first round on. */
	readonly liveComparison?: LiveComparison;
	/** Where the summary will be, or was, saved. */
	readonly savePath?: string;
	/** Present where this is no running session but a recorded one. */
	readonly playback?: Replay;
	/** FPS once a second since the session began (bounded, coarser with age): mean per column of the asked width; undefined is a gap. */
	fpsHistory(columns: number, windowMs: number): ReadonlyArray<number | undefined>;
};

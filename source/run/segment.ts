import {type SegmentFigures} from '../record/segment-schema.js';
import {type FrameBatch} from '../engine/protocol.js';
import {type ScoreFault} from '../engine/score-fault.js';
import {type FrameEntry} from '../frames/dataset.js';
import {addCounts, type StreamCounts} from '../frames/stream-source.js';
import {type AccuracyFigure} from '../measure/accuracy.js';
import {BlockMeans, type Blocks} from '../compare/statistics/block-means.js';
import {type ClassCounts} from '../measure/class-counts.js';
import {FrameRate} from '../measure/frame-rate.js';
import {type LatencyHistogram} from '../measure/histogram.js';
import {countStalls, isUnstable, summariseLatency} from '../measure/latency.js';
import {RecentBuckets} from '../measure/recent-buckets.js';
import {isLongEnough, validity, type Preset} from '../measure/validity.js';
import {describeIdentity, type SegmentIdentity} from '../record/segment-identity.js';
import {type CurrentFrame} from '../record/snapshot.js';
import {type LastMistakes} from './last-mistakes.js';
import {type OwnActivity} from './own-activity.js';
import {entriesBefore, type ResumedPass} from './resumed-pass.js';
import {SegmentAnswers} from './segment-answers.js';
import {accuracyMissing, course, detection, unmatched} from './segment-parts.js';
import {SegmentDisturbance} from './segment-disturbance.js';
import {Responses} from './responses.js';
import {ShownFrame} from './shown-frame.js';
import {Stages, type StageName} from './stages.js';

const distributionBins = 24;

const summary = (histogram: LatencyHistogram) =>
	histogram.count > 0 ? summariseLatency(histogram) : undefined;

/**
Statistics of one segment: frames of one model on one backend, after warm-up. Constant memory; a few kB after `settle`. Time is an argument.
*/
export class SegmentState {
	identity: SegmentIdentity;
	restarts = 0;
	/** Inferences that the journal has not written yet. */
	readonly recentInfer = new RecentBuckets();
	readonly #stages = new Stages();
	readonly #rate = new FrameRate();
	readonly #answers = new SegmentAnswers();
	readonly #blocks = new BlockMeans();
	readonly #disturbance = new SegmentDisturbance();
	readonly #responses: Responses | undefined;
	readonly #skipped = new Set<number>();
	#frames = 0;
	/** Boxes of a detector; undefined for other models. */
	#boxes: number | undefined;
	#startedAtMs: number | undefined;
	#endedAtMs: number | undefined;
	#closedAtMs: number | undefined;
	/** Time in which others ran. */
	#pausedMs = 0;
	#pausedAtMs: number | undefined;
	#positions: {readonly first: number; readonly last: number} | undefined;
	#stream: StreamCounts | undefined;
	#resumed: SegmentFigures['resumed'];
	#shown = new ShownFrame();
	#settled: SegmentFigures | undefined;

	constructor(identity: SegmentIdentity) {
		this.identity = identity;
		this.#responses = identity.arrivals && new Responses(identity.arrivals);
	}

	get frames(): number {
		return this.#frames;
	}

	/** Seconds from the start of the counted frames to the last one's result, without pauses. */
	get seconds(): number {
		return this.#startedAtMs === undefined || this.#endedAtMs === undefined
			? 0
			: (this.#endedAtMs - this.#startedAtMs) / 1000;
	}

	/** Accuracy over the different images so far. */
	get cumulativeAccuracy(): AccuracyFigure {
		return this.#settled?.accuracy.cumulative ?? this.#answers.figures().cumulative;
	}

	/** What scores were in place of numbers, and of how many frames. */
	get scoreFault(): {readonly fault: ScoreFault; readonly frames: number} | undefined {
		const {fault, faultyFrames} = this.#answers;
		return fault && {fault, frames: faultyFrames};
	}

	/** Right and wrong answers by class, over the different images of this run. */
	get classes(): ClassCounts {
		return this.#answers.classes;
	}

	/** The last images that were answered wrong. */
	get mistakes(): LastMistakes {
		return this.#answers.mistakes;
	}

	/** Whether p99 of the response cannot be below a frame's period any more. */
	get isResponseLost(): boolean {
		return this.#responses?.lostAfterSeconds !== undefined;
	}

	/** Response times, where frames come at times of their own. */
	get responseHistogram(): LatencyHistogram | undefined {
		return this.#responses?.histogram;
	}

	get startedAtMs(): number | undefined {
		return this.#startedAtMs;
	}

	get lastFrameAtMs(): number | undefined {
		return this.#endedAtMs;
	}

	get nextPosition(): number {
		return this.#positions ? this.#positions.last + 1 : 0;
	}

	/** Counted frames begin now. A restart of the engine does not begin anew: the pause is in the wall clock. */
	start(nowMs: number): void {
		if (this.#startedAtMs === undefined) {
			this.#startedAtMs = nowMs;
			this.#rate.reset(nowMs);
			this.#blocks.start(nowMs);
		}
	}

	/** Others run from now on: the segment's clock stands. For segments that run in turns. */
	pause(nowMs: number): void {
		this.#pausedAtMs ??= nowMs;
	}

	resume(nowMs: number): void {
		if (this.#pausedAtMs !== undefined) {
			this.#pausedMs += nowMs - this.#pausedAtMs;
			this.#pausedAtMs = undefined;
		}
	}

	/** Whether it holds as many frames and seconds as the preset asks. */
	isLongEnough(preset: Preset): boolean {
		return isLongEnough(preset, this.#frames, this.seconds);
	}

	close(nowMs: number): void {
		this.#closedAtMs ??= nowMs;
	}

	/** Nothing comes any more: the figures are kept as they are, exact, and what they were made of is given up. */
	settle(sessionStartMs: number, preset: Preset): void {
		if (this.#closedAtMs === undefined || this.#settled) {
			return;
		}

		this.#settled = this.figures(sessionStartMs, this.#closedAtMs, preset);
		this.#stages.compact();
		this.#disturbance.end();
		this.#rate.reset(this.#closedAtMs);
		this.#answers.settle();
		this.#shown = new ShownFrame();
	}

	/** Tells inferences that edgetop's own work ran beside from those that were alone. Call once a second. */
	judgeDisturbance(activity: OwnActivity, nowMs: number): void {
		this.#disturbance.judge(activity, this.#stages.infer.mean ?? 0, nowMs);
	}

	/** FPS of the last second. */
	recentFps(nowMs: number): number | undefined {
		return this.#frames > 0 ? this.#rate.fps(1000, this.#ownMs(nowMs)) : undefined;
	}

	/** @returns Whether this file was not known to be bad before. */
	skip(entry: number): boolean {
		const {size} = this.#skipped;
		return this.#skipped.add(entry).size > size;
	}

	record(batch: FrameBatch): void {
		const count = batch.positions.length;
		this.#disturbance.record(batch);
		for (let row = 0; row < count; row++) {
			this.#stages.record(batch, row);
			this.#answers.record(batch, row, this.identity);
			this.#responses?.record(batch, row);
			const endedAtMs = batch.endedAtMs[row]! - this.#pausedMs;
			this.#rate.record(endedAtMs);
			this.recentInfer.record(batch.inferMs[row]!);
			this.#blocks.record(batch.inferMs[row]!, endedAtMs);
			if (batch.boxes) {
				this.#boxes = (this.#boxes ?? 0) + batch.boxes[row]!;
			}
		}

		if (count > 0) {
			const row = count - 1;
			this.#frames += count;
			const first = this.#positions?.first ?? batch.positions[0]!;
			this.#positions = {first, last: batch.positions[row]!};
			this.#endedAtMs = batch.endedAtMs[row]! - this.#pausedMs;
			this.#shown.record(batch);
			this.#answers.mistakes.addPicture(batch);
		}
	}

	/** Accuracy and passes go on from an earlier run; latencies and FPS are of this one. */
	goOn(pass: ResumedPass, seed: number): void {
		this.#answers.accuracy.restore(pass, entriesBefore(pass, this.identity.entries, seed));
		this.#positions = {first: pass.first, last: pass.next - 1};
		this.#resumed = {session: pass.session, runs: pass.runs, frames: pass.frames};
	}

	/** What a stream gave and dropped since it was last told of. */
	recordStream(given: StreamCounts): void {
		// No frame of a file passes unseen: what was given is what was counted, an engine's loss or not.
		this.#stream =
			this.identity.stream?.take === 'every'
				? {delivered: this.#frames, dropped: 0, decoderCores: given.decoderCores}
				: addCounts(given, this.#stream);
	}

	get skippedFrames(): number {
		return this.#skipped.size;
	}

	/** Latencies of the stages that took place. */
	latencies(): ReadonlyArray<readonly [StageName, LatencyHistogram]> {
		return this.#stages.all();
	}

	/** What a comparison with another run needs; undefined before the first frame. */
	samples(): {readonly infer: LatencyHistogram; readonly blocks: Blocks} | undefined {
		const {infer} = this.#stages;
		return infer.count > 0 ? {infer, blocks: this.#blocks.blocks()} : undefined;
	}

	/** The frame to show, with its names. */
	current(
		nameOf: (label: number) => string,
		fileOf: (entry: FrameEntry) => string,
	): CurrentFrame | undefined {
		const {entries, stream} = this.identity;
		return this.#shown.current(entries, nameOf, fileOf, stream !== undefined);
	}

	figures(sessionStartMs: number, nowMs: number, preset: Preset): SegmentFigures {
		if (this.#settled) {
			return this.#settled;
		}

		const {number, manifest} = this.identity;
		const {batch} = manifest.input;
		const at = this.#ownMs(this.#closedAtMs ?? nowMs);
		const {infer} = this.#stages;
		const inferSummary = summary(infer);
		return {
			number,
			...describeIdentity(this.identity),
			...(this.#startedAtMs !== undefined && {startedAtMs: this.#startedAtMs - sessionStartMs}),
			...(this.#closedAtMs !== undefined && {endedAtMs: this.#closedAtMs - sessionStartMs}),
			frames: this.#frames,
			seconds: this.seconds,
			fps: this.#startedAtMs === undefined || this.#frames === 0 ? {} : this.#rate.windows(at),
			stages: this.#stages.figures(),
			...(inferSummary && {stalls: countStalls(infer)}),
			disturbance: this.#disturbance.figures(),
			isUnstable: isUnstable(inferSummary?.cv),
			arrivals: this.#responses?.figures(),
			// Frames of one inference have one time between them: they are no queries of their own.
			earlyStopping: batch === undefined ? this.#stages.earlyStopping() : {},
			validity: validity(preset, this.#frames, this.seconds, {
				warmup: this.identity.warmup,
				batch,
			}),
			distribution: infer.count > 0 ? infer.distribution(distributionBins) : [],
			accuracy: this.#answers.figures(),
			accuracyMissing: accuracyMissing(this.identity, {
				frames: this.#frames,
				images: this.cumulativeAccuracy.n,
				fault: this.scoreFault,
			}),
			faultyFrames: this.#answers.faultyFrames || undefined,
			unmatched: unmatched(this.identity),
			detection: detection(this.identity, this.#boxes, this),
			...course(this.identity, this.#positions),
			resumed: this.#resumed,
			stream: this.#stream,
			skippedFrames: this.skippedFrames,
			restarts: this.restarts,
		};
	}

	/** On the segment's own clock, which stands while others run. */
	#ownMs(nowMs: number): number {
		return (this.#pausedAtMs ?? nowMs) - this.#pausedMs;
	}
}

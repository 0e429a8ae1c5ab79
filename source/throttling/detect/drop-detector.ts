import {type DropState} from '../../record/thermal-schema.js';
import {mannWhitneyLower} from '../../measure/mann-whitney.js';
import {mean, median, robustDeviation, sampleDeviation} from '../../measure/statistics.js';

/*
Evidence D of a slow-down: a sustained drop of FPS below the session's own beginning.

Where the rule leaves room: "the last 60 s" is the median of its twelve block medians, which a burst of contention cannot move as it would the mean; the Mann–Whitney test compares the single seconds of those 60 s with those of the baseline, because twelve blocks against eighteen cannot reach p < 0.001 within 40 s of a 10 % step, whatever its size.

By simulation of 200 hours the rule raises no false alarm on AR(1) noise of 2 % up to φ = 0.8; at φ = 0.9, where a minute's mean itself wanders by 1 %, it raised 4.
*/

const blockMs = 5000;
/** Of the five seconds of a block, so many must have a figure. */
const fewestInBlock = 3;

const baselineBlocks = 18;
const baselineDeadlineMs = 180_000;
const baselineCv = 0.02;

const windowBlocks = 12;
const dropLevel = 0.95;
const recoveryLevel = 0.97;
const significance = 0.001;

const decisionInterval = 6;
const leastSlack = 0.5;
const slackShare = 0.025;
const leastSigmaShare = 0.005;

/** Kept of past drops; what is older is only counted. */
const keptEvents = 200;

type Block = {readonly fromMs: number; readonly fps: number; readonly seconds: readonly number[]};

export type DropEvent = {
	/** When the FPS began to fall, by the CUSUM's own start. */
	readonly onsetMs: number;
	readonly confirmedMs: number;
	readonly baselineFps: number;
	/** Part of the baseline that is lost, 0…1: over the last minute while the drop lasts, over all of it afterwards. */
	readonly lossFraction: number;
	/** When the FPS came back; absent while the drop lasts. */
	readonly recoveredMs?: number;
};

export type Baseline = {
	readonly fps: number;
	readonly sigma: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly seconds: readonly number[];
};

/**
Finds sustained drops of FPS: 5 s block medians; a baseline from the first 90 s within 180 s whose CV is ≤ 2 %; a one-sided CUSUM (Page 1954) with σ = max(1.4826·MAD, CV·µ, 0.5 %·µ), k = max(0.5, 0.025·µ/σ), h = 6; confirmed when the last 60 s are ≤ 0.95 µ and Mann–Whitney gives p < 0.001; recovered at ≥ 0.97 µ for 60 s. One detector a segment. Constant memory.
*/
export class DropDetector {
	readonly #past: DropEvent[] = [];
	#originMs: number | undefined;
	#blockIndex = 0;
	#seconds: number[] = [];
	#blocks: Block[] = [];
	#baseline: Baseline | undefined;
	#isUnstable = false;
	#cusum = 0;
	#cusumFromMs = 0;
	#open: DropEvent | undefined;
	/** Sum and count of the block medians since the onset of the open drop. */
	#fallen = {sum: 0, count: 0};

	get state(): DropState {
		if (this.#baseline) {
			return this.#open ? 'dropped' : 'steady';
		}

		return this.#isUnstable ? 'baseline unstable' : 'finding baseline';
	}

	get baseline(): Baseline | undefined {
		return this.#baseline;
	}

	/** The drop that lasts. */
	get current(): DropEvent | undefined {
		return this.#open;
	}

	/** All drops, oldest first; at most the last 200. */
	get events(): readonly DropEvent[] {
		return this.#open ? [...this.#past, this.#open] : this.#past;
	}

	/**
	@param atMs Rising, about once a second.
	@param fps Frames per second over the last second; undefined: not known, the second is left out.
	*/
	add(atMs: number, fps: number | undefined): void {
		if (fps === undefined && this.#originMs === undefined) {
			return;
		}

		this.#originMs ??= atMs;
		const index = Math.floor((atMs - this.#originMs) / blockMs);
		if (index !== this.#blockIndex) {
			this.#closeBlock();
			this.#blockIndex = index;
		}

		if (fps !== undefined) {
			this.#seconds.push(fps);
		}
	}

	#closeBlock(): void {
		const seconds = this.#seconds;
		this.#seconds = [];
		const fromMs = this.#originMs! + this.#blockIndex * blockMs;
		if (seconds.length >= fewestInBlock && !this.#isUnstable) {
			this.#blocks.push({fromMs, fps: median(seconds), seconds});
			this.#blocks = this.#blocks.slice(-baselineBlocks);
			if (this.#baseline) {
				this.#watch(this.#baseline, this.#blocks.at(-1)!);
			} else {
				this.#seekBaseline();
			}
		}

		if (!this.#baseline && fromMs + blockMs - this.#originMs! >= baselineDeadlineMs) {
			this.#isUnstable = true;
		}
	}

	#seekBaseline(): void {
		const blocks = this.#blocks;
		const first = blocks[0]!;
		const toMs = blocks.at(-1)!.fromMs + blockMs;
		const isWhole =
			blocks.length === baselineBlocks && toMs - first.fromMs === baselineBlocks * blockMs;
		const fps = blocks.map(block => block.fps);
		const centre = mean(fps);
		const deviation = sampleDeviation(fps);
		if (isWhole && centre > 0 && deviation <= baselineCv * centre) {
			this.#baseline = {
				fps: centre,
				sigma: Math.max(robustDeviation(fps), deviation, leastSigmaShare * centre),
				fromMs: first.fromMs,
				toMs,
				seconds: blocks.flatMap(block => block.seconds),
			};
		}
	}

	#watch({fps, sigma, seconds}: Baseline, block: Block): void {
		const nowMs = block.fromMs + blockMs;
		const recent = this.#blocks.filter(({fromMs}) => fromMs >= nowMs - windowBlocks * blockMs);
		const level = median(recent.map(each => each.fps));
		const isFull = recent.length === windowBlocks;
		if (this.#open) {
			this.#follow(fps, recent, level);
			return;
		}

		const slack = Math.max(leastSlack, (slackShare * fps) / sigma);
		if (this.#cusum === 0) {
			this.#cusumFromMs = block.fromMs;
		}

		this.#cusum = Math.max(0, this.#cusum + (fps - block.fps) / sigma - slack);
		if (this.#cusum <= decisionInterval || !isFull || level > dropLevel * fps) {
			return;
		}

		const last = recent.flatMap(each => each.seconds);
		if (mannWhitneyLower(last, seconds) < significance) {
			const fallen = recent.filter(({fromMs}) => fromMs >= this.#cusumFromMs).map(each => each.fps);
			this.#fallen = {sum: mean(fallen) * fallen.length, count: fallen.length};
			this.#open = {
				onsetMs: this.#cusumFromMs,
				confirmedMs: nowMs,
				baselineFps: fps,
				lossFraction: 1 - median(fallen) / fps,
			};
		}
	}

	#follow(fps: number, recent: readonly Block[], level: number): void {
		const open = this.#open!;
		this.#fallen.sum += recent.at(-1)!.fps;
		this.#fallen.count++;
		if (recent.length < windowBlocks || level < recoveryLevel * fps) {
			const since = recent.filter(({fromMs}) => fromMs >= open.onsetMs).map(each => each.fps);
			this.#open = {...open, lossFraction: 1 - median(since) / fps};
			return;
		}

		// It came back after the last block nearer to the fallen level than to the baseline.
		const middle = fps * (1 - open.lossFraction / 2);
		const lastLow = recent.findLastIndex(block => block.fps < middle);
		const back = recent.slice(lastLow + 1).map(block => block.fps);
		const count = this.#fallen.count - back.length;
		const sumBack = back.reduce((sum, value) => sum + value, 0);
		this.#past.push({
			...open,
			recoveredMs: lastLow < 0 ? recent[0]!.fromMs : recent[lastLow]!.fromMs + blockMs,
			lossFraction: count > 0 ? 1 - (this.#fallen.sum - sumBack) / count / fps : open.lossFraction,
		});
		this.#past.splice(0, this.#past.length - keptEvents);
		this.#open = undefined;
		this.#cusum = 0;
	}
}

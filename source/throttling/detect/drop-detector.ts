import {type DropState} from '../../record/thermal-schema.js';
import {mannWhitneyLower} from '../../measure/mann-whitney.js';
import {mean, median} from '../../measure/statistics.js';
import {
	blockMs,
	stretchOf,
	type Baseline,
	type Block,
	type DropEvent,
	type Explains,
} from './baseline.js';

/*
Evidence D of a slow-down: a sustained drop of FPS below the session's own beginning.

Where the rule leaves room: "the last 60 s" is the median of its twelve block medians, which a burst of contention cannot move as it would the mean; the Mann–Whitney test compares the single seconds of those 60 s with those of the baseline, because twelve blocks against eighteen cannot reach p < 0.001 within 40 s of a 10 % step, whatever its size.

Where the rule for the baseline leaves room: a board that is limited, or that falls, before 90 s were steady is held against its best minute so far; a start of 20 s and more that was faster than the rest is believed only where the hardware tells why it ended.

By simulation of 200 hours the rule raises no false alarm on AR(1) noise of 2 % up to φ = 0.8; at φ = 0.9, where a minute's mean itself wanders by 1 %, it raised 4.
*/

/** Of the five seconds of a block, so many must have a figure. */
const fewestInBlock = 3;

const baselineBlocks = 18;
const baselineDeadlineMs = 180_000;
/** The whole search for a baseline. */
const mostBlocks = 36;

/** A minute, and the shortest stretch that stands for a faster start. */
const minuteBlocks = 12;
const startBlocks = 4;
/** So much faster the start must have been than the best minute. */
const startShare = 1.03;
/** The level has fallen again, so far below what it had fallen to. */
const stepLevel = 0.95;
const keptSteps = 8;
const windowBlocks = 12;
const dropLevel = 0.95;
const recoveryLevel = 0.97;
const significance = 0.001;
const decisionInterval = 6;
const leastSlack = 0.5;
const slackShare = 0.025;
const keptEvents = 200;

/**
Finds sustained drops of FPS: 5 s block medians; a baseline from the first 90 s within 180 s whose CV is ≤ 2 %; a one-sided CUSUM (Page 1954) with σ = max(1.4826·MAD, CV·µ, 0.5 %·µ), k = max(0.5, 0.025·µ/σ), h = 6; confirmed when the last 60 s are ≤ 0.95 µ and Mann–Whitney gives p < 0.001; recovered at ≥ 0.97 µ for 60 s. While the hardware is held back no baseline is found: then, and where the FPS fall before there is one, the best minute so far stands for it. One detector a segment. Constant memory.
*/
export class DropDetector {
	readonly #past: DropEvent[] = [];
	#originMs: number | undefined;
	#blockIndex = 0;
	#seconds: number[] = [];
	#blocks: Block[] = [];
	#baseline: Baseline | undefined;
	#isUnstable = false;
	#isLimitedNow = false;
	#wasLimited = false;
	#bestMinute: Baseline | undefined;
	#bestStart: Baseline | undefined;
	#stepFps = 0;
	#cusum = 0;
	#cusumFromMs = 0;
	#open: DropEvent | undefined;
	/** Of the block medians since the onset of the open drop. */
	#fallen = {sum: 0, count: 0};

	get state(): DropState {
		if (this.#baseline) {
			return this.#open ? 'dropped' : 'steady';
		}

		return this.#isUnstable ? 'baseline unstable' : 'finding baseline';
	}

	/** Below the baseline for longer than chance would have it; whether it is a drop shows within the minute. */
	get isFalling(): boolean {
		return this.#cusum > decisionInterval;
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
	@param options.isLimited A flag or a cooling device holds the hardware back in this second.
	*/
	add(
		atMs: number,
		fps: number | undefined,
		{isLimited = false, explains}: {isLimited?: boolean; explains?: Explains} = {},
	): void {
		if (fps === undefined && this.#originMs === undefined) {
			return;
		}

		this.#originMs ??= atMs;
		const index = Math.floor((atMs - this.#originMs) / blockMs);
		if (index !== this.#blockIndex) {
			this.#closeBlock(explains);
			this.#blockIndex = index;
			this.#isLimitedNow = false;
		}

		this.#isLimitedNow ||= isLimited;
		if (fps !== undefined) {
			this.#seconds.push(fps);
		}
	}

	#closeBlock(explains: Explains | undefined): void {
		const seconds = this.#seconds;
		const isLimited = this.#isLimitedNow;
		this.#seconds = [];
		this.#wasLimited ||= isLimited;
		const fromMs = this.#originMs! + this.#blockIndex * blockMs;
		if (seconds.length >= fewestInBlock && !this.#isUnstable) {
			const block = {fromMs, fps: median(seconds), seconds, isLimited};
			this.#blocks = [...this.#blocks, block].slice(-mostBlocks);
			if (this.#baseline) {
				this.#raise(this.#baseline);
				this.#watch(this.#baseline, block);
			} else {
				this.#seekBaseline(explains);
			}
		}

		if (!this.#baseline && fromMs + blockMs - this.#originMs! >= baselineDeadlineMs) {
			this.#giveUp();
		}
	}

	/** A board that has been limited is held against its best minute; any other is too unsteady. */
	#giveUp(): void {
		this.#baseline = this.#wasLimited ? this.#bestMinute : undefined;
		this.#isUnstable = !this.#wasLimited;
	}

	#seekBaseline(explains: Explains | undefined): void {
		const minute = stretchOf(this.#blocks, minuteBlocks, 'best minute');
		if (minute && minute.fps >= (this.#bestMinute?.fps ?? 0)) {
			this.#bestMinute = minute;
		}

		const start = stretchOf(this.#blocks, startBlocks, 'start');
		if (start && start.fps > (this.#bestStart?.fps ?? 0)) {
			this.#bestStart = start;
		}

		if (this.#hasFallen(this.#bestMinute)) {
			return;
		}

		const isFaster = (this.#bestStart?.fps ?? 0) > startShare * (this.#bestMinute?.fps ?? 0);
		if (isFaster && this.#hasFallen(this.#bestStart, explains ?? (() => false))) {
			return;
		}

		const steady = stretchOf(this.#blocks, baselineBlocks, 'steady');
		if (steady && !this.#blocks.slice(-baselineBlocks).some(({isLimited}) => isLimited)) {
			this.#baseline = steady;
		}
	}

	/** Whether the FPS have fallen since a stretch that would stand for the baseline; if so it does, and the drop is open. */
	#hasFallen(stretch: Baseline | undefined, explains?: Explains): boolean {
		if (!stretch) {
			return false;
		}

		this.#cusum = 0;
		for (const block of this.#blocks.filter(({fromMs}) => fromMs >= stretch.toMs)) {
			this.#addToCusum(stretch, block);
		}

		const nowMs = this.#blocks.at(-1)!.fromMs + blockMs;
		this.#openIfFallen(stretch, nowMs);
		if (this.#open && explains && !explains(this.#open.onsetMs, stretch)) {
			this.#open = undefined;
		}

		this.#baseline = this.#open ? stretch : undefined;
		this.#cusum = 0;
		return this.#open !== undefined;
	}

	/** Held against its best minute, a board that gets faster has a better one. */
	#raise(baseline: Baseline): void {
		const minute =
			baseline.kind === 'best minute' && !this.#open
				? stretchOf(this.#blocks, minuteBlocks, 'best minute')
				: undefined;
		if (minute && minute.fps > baseline.fps) {
			this.#baseline = minute;
			this.#cusum = 0;
		}
	}

	#addToCusum({fps, sigma}: Baseline, block: Block): void {
		const slack = Math.max(leastSlack, (slackShare * fps) / sigma);
		if (this.#cusum === 0) {
			this.#cusumFromMs = block.fromMs;
		}

		this.#cusum = Math.max(0, this.#cusum + (fps - block.fps) / sigma - slack);
	}

	#watch(baseline: Baseline, block: Block): void {
		const nowMs = block.fromMs + blockMs;
		if (this.#open) {
			const recent = this.#recent(nowMs);
			this.#follow(baseline.fps, recent, median(recent.map(each => each.fps)));
			return;
		}

		this.#addToCusum(baseline, block);
		this.#openIfFallen(baseline, nowMs);
	}

	#recent(nowMs: number): readonly Block[] {
		return this.#blocks.filter(({fromMs}) => fromMs >= nowMs - windowBlocks * blockMs);
	}

	#openIfFallen({fps, seconds}: Baseline, nowMs: number): void {
		const recent = this.#recent(nowMs);
		const level = median(recent.map(each => each.fps));
		const isSure = recent.length === windowBlocks && this.#cusum > decisionInterval;
		if (!isSure || level > dropLevel * fps) {
			return;
		}

		const last = recent.flatMap(each => each.seconds);
		if (mannWhitneyLower(last, seconds) < significance) {
			const fallen = recent.filter(({fromMs}) => fromMs >= this.#cusumFromMs).map(each => each.fps);
			this.#fallen = {sum: mean(fallen) * fallen.length, count: fallen.length};
			this.#stepFps = median(fallen);
			this.#open = {
				onsetMs: this.#cusumFromMs,
				stepsMs: [this.#cusumFromMs],
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
			this.#addStep(recent, level);
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

	/** It has fallen further: from the first block that shows it. */
	#addStep(recent: readonly Block[], level: number): void {
		const open = this.#open!;
		if (recent.length < windowBlocks || level > stepLevel * this.#stepFps) {
			return;
		}

		const middle = (this.#stepFps + level) / 2;
		const first = recent.find(block => block.fps < middle) ?? recent.at(-1)!;
		this.#stepFps = level;
		this.#open = {...open, stepsMs: [...open.stepsMs, first.fromMs].slice(-keptSteps)};
	}
}

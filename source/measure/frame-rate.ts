/** Completions are kept for the longest window, by tenths of a second. */
const bucketMs = 100;
const longestWindowMs = 60_000;
const bucketCount = longestWindowMs / bucketMs + 20;

/** Before this much has passed, a rate would be guesswork. */
const shortestMs = 500;

/** News of a completion may be this late (frames arrive in batches) before its absence counts. */
const reportDelayMs = 300;

/** An interval this many times the last one is a pause. */
const pauseFactor = 1.5;

/** Frames completed since the reset, up to a moment at which one was completed. */
type Mark = {readonly bucket: number; readonly atMs: number; readonly frames: number};

/**
Frames per second of the wall clock: frames ÷ seconds that passed, pauses and decoding included; never 1000 ÷ mean latency.

A window runs from a completion to a completion, so that a steady 0.7 fps reads 0.7 and does not jump between 0 and 1; it ends now where the next frame is overdue, so that a hang reads as falling and then 0. Times are ms on one monotonic clock. Constant memory.
*/
export class FrameRate {
	#startMs: number | undefined;
	#frames = 0;
	#last: Mark | undefined;
	/** Time a frame took at the last completion, from the one before. */
	#intervalMs = 0;
	/** The last completion of each tenth of a second, in a ring. */
	#marks: Array<Mark | undefined> = [];
	/** The newest mark that the ring has forgotten: slow models outlast the ring. */
	#forgotten: Mark | undefined;

	/** Begins anew: the rate counts from `nowMs`. */
	reset(nowMs: number): void {
		this.#startMs = nowMs;
		this.#frames = 0;
		this.#last = undefined;
		this.#intervalMs = 0;
		this.#marks = [];
		this.#forgotten = undefined;
	}

	/**
	@param endedAtMs When the last of these frames was completed; one that lies before the last is taken as simultaneous with it.
	@param frames How many were completed since the record before. Without a `reset`, the first record only starts the clock.
	*/
	record(endedAtMs: number, frames = 1): void {
		if (this.#startMs === undefined) {
			this.#startMs = endedAtMs;
			return;
		}

		const previousMs = this.#last?.atMs ?? this.#startMs;
		const atMs = Math.max(previousMs, endedAtMs);
		this.#intervalMs = (atMs - previousMs) / frames;
		this.#frames += frames;
		const bucket = Math.floor((atMs - this.#startMs) / bucketMs);
		this.#last = {bucket, atMs, frames: this.#frames};
		const place = bucket % bucketCount;
		const held = this.#marks[place];
		if (held && held.bucket !== bucket) {
			this.#forget(held);
		}

		this.#marks[place] = this.#last;
	}

	/** Over the last 1, 10 and 60 s and the whole time; a window that is not known yet is absent. */
	windows(nowMs: number): {
		readonly last1s?: number;
		readonly last10s?: number;
		readonly last60s?: number;
		readonly session?: number;
	} {
		const windows = {
			last1s: this.fps(1000, nowMs),
			last10s: this.fps(10_000, nowMs),
			last60s: this.fps(60_000, nowMs),
			session: this.fps('session', nowMs),
		};
		return Object.fromEntries(Object.entries(windows).filter(([, value]) => value !== undefined));
	}

	/**
	@param windowMs Length of the window, ≤ 60 000, or the whole time since the reset. A window that is not yet full is measured over what has passed.
	@returns Undefined in the first half second, and before any reset or record.
	*/
	fps(windowMs: number | 'session', nowMs: number): number | undefined {
		const startMs = this.#startMs;
		if (startMs === undefined || nowMs - startMs < shortestMs) {
			return undefined;
		}

		const end = this.#end(nowMs);
		if (windowMs === 'session' || nowMs - windowMs <= startMs) {
			const seconds = (end.atMs - startMs) / 1000;
			return seconds > 0 ? end.frames / seconds : undefined;
		}

		const from = this.#begin(end.atMs - windowMs, startMs);
		const seconds = (end.atMs - from.atMs) / 1000;
		return seconds > 0 ? (end.frames - from.frames) / seconds : 0;
	}

	/** The last completion, or now where the next one is overdue. */
	#end(nowMs: number): {atMs: number; frames: number} {
		if (!this.#last) {
			return {atMs: nowMs, frames: 0};
		}

		const patienceMs = Math.max(reportDelayMs, pauseFactor * this.#intervalMs);
		const isOverdue = nowMs - this.#last.atMs > patienceMs;
		return {atMs: isOverdue ? nowMs : this.#last.atMs, frames: this.#frames};
	}

	/** The completion at which a window begins; the window's own edge where a pause lies before it. */
	#begin(edgeMs: number, startMs: number): {atMs: number; frames: number} {
		const mark = this.#markAt(edgeMs);
		const atMs = mark?.atMs ?? startMs;
		const isPause = edgeMs - atMs > Math.max(2 * bucketMs, pauseFactor * this.#intervalMs);
		return {atMs: isPause ? edgeMs : atMs, frames: mark?.frames ?? 0};
	}

	/** The newest mark at or before a moment. All are looked at: a slow model's marks stay in the ring beyond their turn. */
	#markAt(edgeMs: number): Mark | undefined {
		let newest = this.#forgotten;
		for (const mark of this.#marks) {
			if (mark && mark.atMs <= edgeMs && mark.bucket > (newest?.bucket ?? -1)) {
				newest = mark;
			}
		}

		return newest;
	}

	#forget(mark: Mark): void {
		if (!this.#forgotten || mark.bucket > this.#forgotten.bucket) {
			this.#forgotten = mark;
		}
	}
}

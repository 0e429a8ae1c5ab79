import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../../system/clock.js';
import {FrameRate} from '../../measure/frame-rate.js';
import {messageOf} from '../../text/user-error.js';
import {type StreamCounts, type StreamSource} from '../stream-source.js';
import {type FfmpegEnd, FfmpegRun} from './ffmpeg-run.js';
import {type RawFrame} from './ppm.js';
import {
	afterFileEnd,
	afterLiveEnd,
	defaultPatience,
	type Patience,
	type StreamNote,
} from './stream-ends.js';

export type PlayedFrame = RawFrame & {readonly position: number};

/** Pictures read before they are asked for: of a file alone. */
const readAhead = 2;

/** One stretch of frames. */
type Run = {
	position: number;
	readonly endPosition: number;
	child?: FfmpegRun;
	isOver: boolean;
	/** All frames up to the end were given. */
	isDone: boolean;
	failure?: Error;
};

/**
Frames of a video or a live source, one after the other: starts ffmpeg, begins the next pass where a file ends, connects again where a live source breaks off. Of a live source only the newest frame is kept.
*/
export class Playback {
	readonly #source: StreamSource;
	readonly #patience: Patience;
	readonly #onNote: (note: StreamNote) => void;
	readonly #waiting: PlayedFrame[] = [];
	readonly #free: Uint8Array[] = [];
	readonly #rate = new FrameRate();
	#run: Run | undefined;
	/** Tells who waits for a frame that another stretch has begun, or none. */
	#stretch = 0;
	#counts = {delivered: 0, dropped: 0};
	#heardAtMs = 0;
	#hasFrames = false;
	#watch: NodeJS.Timeout | undefined;
	/** Wakes who waits: the taker for a frame, the reader for room. */
	readonly #wake: Array<() => void> = [];

	constructor(
		source: StreamSource,
		onNote: (note: StreamNote) => void,
		patience: Partial<Patience> = {},
	) {
		this.#source = source;
		this.#onNote = onNote;
		this.#patience = {...defaultPatience, ...patience};
	}

	/** Of the ffmpeg that runs. */
	get pid(): number | undefined {
		return this.#run?.child?.pid;
	}

	/** Since the last `start`. In `every`, a frame counts when it is taken. */
	get counts(): StreamCounts {
		const framesPerSecond =
			this.#source.take === 'newest' ? this.#rate.fps(10_000, monotonicMs()) : undefined;
		return {...this.#counts, framesPerSecond};
	}

	/** Begins at a position. A live source that is connected already stays so; what came before is not counted. */
	start(position: number, endPosition = Number.POSITIVE_INFINITY): void {
		this.#stretch++;
		this.#dropWaiting();
		this.#counts = {delivered: 0, dropped: 0};
		if (this.#run && !this.#source.hasEnd && !this.#run.failure) {
			this.#run.position = position;
			return;
		}

		this.#end();
		const run: Run = {position, endPosition, isOver: false, isDone: false};
		this.#run = run;
		void this.#play(run);
	}

	/**
	The next frame, or the newest one; undefined at the end of the stretch, or when `stop` was called. Its pixels go back with `recycle`.

	@throws UserError when the source gives no more frames.
	*/
	async next(): Promise<PlayedFrame | undefined> {
		const run = this.#run;
		const stretch = this.#stretch;
		if (!run) {
			return undefined;
		}

		while (stretch === this.#stretch && !run.isOver) {
			const frame = this.#waiting.shift();
			if (frame) {
				this.#counts.delivered += this.#source.take === 'every' ? 1 : 0;
				this.#signal();
				return frame;
			}

			if (run.failure) {
				throw run.failure;
			}

			if (run.isDone) {
				return undefined;
			}

			await this.#change();
		}

		return undefined;
	}

	recycle(pixels: Uint8Array): void {
		if (this.#free.length < readAhead) {
			this.#free.push(pixels);
		}
	}

	/** No more frames are wanted for now. A frame that waits was given by a live source, and never taken. */
	stop(): StreamCounts {
		if (this.#source.take === 'newest') {
			this.#counts.dropped += this.#waiting.length;
		}

		const {counts} = this;
		this.#stretch++;
		this.#dropWaiting();
		this.#signal();
		if (this.#source.hasEnd) {
			this.#end();
		}

		return counts;
	}

	close(): void {
		this.#end();
	}

	#end(): void {
		clearInterval(this.#watch);
		if (this.#run) {
			this.#run.isOver = true;
			this.#run.child?.kill();
			this.#run = undefined;
		}

		this.#dropWaiting();
		this.#signal();
	}

	async #play(run: Run): Promise<void> {
		let failures = 0;
		let lastFrameAtMs = monotonicMs();
		this.#watchStall(run);
		try {
			while (!run.isOver && run.position < run.endPosition) {
				const beganAt = run.position;
				const end = await this.#playOnce(run);
				if (run.isOver) {
					return;
				}

				const hadFrames = run.position > beganAt;
				failures = hadFrames ? 1 : failures + 1;
				lastFrameAtMs = hadFrames ? monotonicMs() : lastFrameAtMs;
				await this.#goOn(run, end, {failures, sinceMs: monotonicMs() - lastFrameAtMs});
			}

			run.isDone = true;
		} catch (error) {
			run.failure = error instanceof Error ? error : new Error(messageOf(error));
		}

		this.#signal();
	}

	async #goOn(
		run: Run,
		end: FfmpegEnd,
		since: {readonly failures: number; readonly sinceMs: number},
	): Promise<void> {
		const {hasEnd, shown} = this.#source;
		if (hasEnd) {
			const {position, note} = afterFileEnd(shown, run.position, end, since.failures);
			run.position = position;
			if (note) {
				this.#onNote(note);
			}

			return;
		}

		const facts = {...since, hasFrames: this.#hasFrames};
		const {waitMs, note} = afterLiveEnd(shown, end, facts, this.#patience);
		this.#onNote(note);
		await sleep(waitMs);
	}

	async #playOnce(run: Run): Promise<FfmpegEnd> {
		const child = new FfmpegRun(this.#source, run.position, bytes => this.#obtain(bytes));
		run.child = child;
		this.#heardAtMs = monotonicMs();
		let broken: string | undefined;
		try {
			for await (const frame of child.frames) {
				if (run.isOver) {
					break;
				}

				await this.#deliver(run, frame);
			}
		} catch (error) {
			broken = messageOf(error);
		}

		if (broken === undefined || run.isOver) {
			return child.ended;
		}

		child.kill(broken);
		// Killed by us: to start again would give the same.
		const {code, ...end} = await child.ended;
		return {...end, code: code ?? 1};
	}

	async #deliver(run: Run, frame: RawFrame): Promise<void> {
		const nowMs = monotonicMs();
		this.#heardAtMs = nowMs;
		this.#hasFrames = true;
		if (this.#source.take === 'newest') {
			this.#rate.record(nowMs);
			this.#counts.delivered++;
			this.#counts.dropped += this.#waiting.length;
			this.#dropWaiting();
		}

		this.#waiting.push({...frame, position: run.position++});
		this.#signal();
		while (this.#source.take === 'every' && this.#waiting.length >= readAhead && !run.isOver) {
			await this.#change();
		}
	}

	#watchStall(run: Run): void {
		const {stallMs} = this.#patience;
		clearInterval(this.#watch);
		if (this.#source.hasEnd) {
			return;
		}

		this.#watch = setInterval(() => {
			if (monotonicMs() - this.#heardAtMs > stallMs) {
				this.#heardAtMs = monotonicMs();
				run.child?.kill(`no frame for ${stallMs / 1000} s`);
			}
		}, stallMs / 10);
	}

	#obtain(bytes: number): Uint8Array {
		const used = this.#free.pop();
		return used?.length === bytes ? used : Buffer.allocUnsafeSlow(bytes);
	}

	#dropWaiting(): void {
		for (const {pixels} of this.#waiting.splice(0)) {
			this.recycle(pixels);
		}
	}

	async #change(): Promise<void> {
		return new Promise(resolve => {
			this.#wake.push(resolve);
		});
	}

	#signal(): void {
		for (const wake of this.#wake.splice(0)) {
			wake();
		}
	}
}

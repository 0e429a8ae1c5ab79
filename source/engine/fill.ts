import {availableParallelism} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {DecodeGate} from '../frames/decode-gate.js';
import {type FrameSupply} from '../frames/frame-supply.js';
import {monotonicMs} from '../system/clock.js';
import {type LoadProgress} from './load-progress.js';
import {stretchOf} from './open-supply.js';
import {type EngineConfig} from './protocol.js';

/** Decoders that run at once: libvips needs memory for each. */
const mostDecoders = 16;
/** Between two words about decoding. */
const tellPeriodMs = 300;
const pollMs = 20;

/** Frames that come from memory: decoded on all CPUs while the model loads, the last of them during the warm-up. */
class Fill {
	readonly #threads = Math.min(availableParallelism(), mostDecoders);
	readonly #gate = new DecodeGate();
	readonly #beganAtMs = monotonicMs();
	readonly #filled: Promise<void>;
	#endedAtMs = this.#beganAtMs;
	#done = 0;
	#of = Number.POSITIVE_INFINITY;
	#isOver = false;

	constructor(fill: NonNullable<FrameSupply['fill']>, wanted: EngineConfig) {
		this.#filled = fill(
			stretchOf(wanted),
			this.#threads,
			(done, of) => {
				this.#done = done;
				this.#of = of;
				this.#endedAtMs = monotonicMs();
			},
			this.#gate,
		);
		const end = () => {
			this.#isOver = true;
		};

		// A failure is told where it is waited for, or by the model's own.
		this.#filled.then(end, end);
	}

	/** Whether nothing is decoded any more. */
	get isOver(): boolean {
		return this.#isOver;
	}

	/**
	Waits until what is left takes so long at most, ms, and tells how far it is.

	@throws Error when a decoder itself failed by then.
	*/
	async untilLeft(leastMs: number, {report}: LoadProgress): Promise<void> {
		let toldAtMs = Number.NEGATIVE_INFINITY;
		while (!this.#isOver && this.#leftMs > leastMs) {
			if (monotonicMs() - toldAtMs > tellPeriodMs && this.#done > 0) {
				toldAtMs = monotonicMs();
				report(`decoding frames into memory: ${this.#done} of ${this.#of}`);
			}

			await sleep(pollMs);
		}

		report('');
		if (this.#isOver) {
			await this.#filled;
		}
	}

	/** Until `resume` no decoder works. */
	async pause(): Promise<void> {
		await this.#gate.close(() => this.#isOver);
	}

	resume(): void {
		this.#gate.open();
	}

	/**
	How long it took, in words, once it is over.

	@throws Error when a decoder itself failed.
	*/
	async words(): Promise<string> {
		await this.#filled;
		const seconds = ((this.#endedAtMs - this.#beganAtMs) / 1000).toFixed(1);
		return `decoded in ${seconds} s on ${this.#threads} thread${this.#threads === 1 ? '' : 's'}`;
	}

	/** At the speed so far. */
	get #leftMs(): number {
		const left = this.#of - this.#done;
		return this.#done === 0
			? Number.POSITIVE_INFINITY
			: (left * (monotonicMs() - this.#beganAtMs)) / this.#done;
	}
}

/** @returns Undefined where frames do not come from memory, or are not decoded in advance. */
export const beginFill = (frames: FrameSupply, wanted: EngineConfig): Fill | undefined =>
	frames.fill && frames.framesMode === 'cached in memory'
		? new Fill(frames.fill.bind(frames), wanted)
		: undefined;

/** Decodes every image once before anything is counted: what is said to come from memory then does, from the first frame on. */
export const fillCache = async (frames: FrameSupply, count: number): Promise<void> => {
	let position = 0;
	while (position < count - 1) {
		const frame = (await frames.take())!;
		position = frame.position;
		frames.release(frame);
	}
};

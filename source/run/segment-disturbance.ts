import {type FrameBatch} from '../engine/protocol.js';
import {Disturbance, type DisturbanceFigures} from '../measure/disturbance.js';
import {type OwnActivity} from './own-activity.js';

/** Frames between two ends of a block for the decoder; some of each block were run alone on purpose. */
const decoderBlock = 64;
/** What was done beside an inference is known after this time, ms. */
const knownAfterMs = 1500;
/** Frames that wait to be judged, at most. */
const mostPending = 100_000;

/** What edgetop's own work beside inferences costs them, of one segment. */
export class SegmentDisturbance {
	readonly #decoder = new Disturbance();
	readonly #monitor = new Disturbance();
	#frames = 0;
	/** When frames began that are not judged yet, and how long they took. */
	#pending: Array<readonly [number, number]> = [];

	record(batch: FrameBatch): void {
		const {beside, inferMs, endedAtMs, postprocessMs} = batch;
		for (const [row, ms] of inferMs.entries()) {
			if (this.#pending.length < mostPending) {
				this.#pending.push([endedAtMs[row]! - postprocessMs[row]! - ms, ms]);
			}

			if (beside) {
				this.#decoder.record(beside[row] === 1, ms);
				this.#frames++;
				if (this.#frames % decoderBlock === 0) {
					this.#decoder.closeBlock();
				}
			}
		}
	}

	/**
	Judges the frames of which everything is known. Call once a second.

	@param usualMs How long an inference usually takes.
	*/
	judge(activity: OwnActivity, usualMs: number, nowMs: number): void {
		if (this.#pending.length === 0) {
			return;
		}

		const isKnown = ([atMs]: readonly [number, number]): boolean => atMs < nowMs - knownAfterMs;
		const known = this.#pending.filter(frame => isKnown(frame));
		this.#pending = this.#pending.filter(frame => !isKnown(frame));
		for (const [atMs, ms] of known) {
			this.#monitor.record(activity.isBeside(atMs, usualMs), ms);
		}

		this.#monitor.closeBlock();
	}

	/** Nothing comes any more. */
	end(): void {
		this.#pending = [];
	}

	/** Undefined where nothing ran beside, or too little to tell. */
	figures(): DisturbanceFigures | undefined {
		const decoder = this.#decoder.figure();
		const monitor = this.#monitor.figure();
		return (decoder ?? monitor)
			? {...(decoder && {decoder}), ...(monitor && {monitor})}
			: undefined;
	}
}

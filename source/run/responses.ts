import {type ArrivalPlan} from '../engine/arrivals.js';
import {type FrameBatch} from '../engine/protocol.js';
import {LatencyHistogram} from '../measure/histogram.js';
import {summariseLatency} from '../measure/latency.js';
import {type ArrivalFigures} from '../record/segment-schema.js';

const boundedShare = 0.99;

/**
Response times of frames that come at times of their own: from arrival to result, waiting included. Constant memory.

The run is lost as soon as p99 over all planned frames, `sorted[floor(n·0.99)]`, cannot be below the period of a stream, whatever the rest brings. Frames that have waited that long already are late, answered or not.
*/
export class Responses {
	readonly histogram = new LatencyHistogram();
	readonly #plan: ArrivalPlan;
	readonly #periodMs: number;
	/** Frames that may be late. */
	readonly #allowed: number;
	#late = 0;
	#firstArrivedAtMs: number | undefined;
	#lostAfterSeconds: number | undefined;

	constructor(plan: ArrivalPlan) {
		this.#plan = plan;
		this.#periodMs = 1000 / plan.framesPerSecond;
		const {frames} = plan;
		this.#allowed = frames - 1 - Math.min(frames - 1, Math.floor(frames * boundedShare));
	}

	/** Seconds from the first arrival to when it was lost; undefined: it was not. */
	get lostAfterSeconds(): number | undefined {
		return this.#lostAfterSeconds;
	}

	record(
		{arrivedAtMs, endedAtMs}: Pick<FrameBatch, 'arrivedAtMs' | 'endedAtMs'>,
		row: number,
	): void {
		const arrivedMs = arrivedAtMs?.[row];
		if (arrivedMs === undefined) {
			return;
		}

		const endedMs = endedAtMs[row]!;
		const responseMs = Math.max(0, endedMs - arrivedMs);
		this.histogram.record(responseMs);
		this.#firstArrivedAtMs ??= arrivedMs;
		this.#late += responseMs < this.#periodMs ? 0 : 1;
		if (
			this.#lostAfterSeconds === undefined &&
			this.#late + this.#waiting(responseMs) > this.#allowed
		) {
			this.#lostAfterSeconds = (endedMs - this.#firstArrivedAtMs) / 1000;
		}
	}

	figures(): ArrivalFigures {
		const {streams, framesPerSecond, frames} = this.#plan;
		return {
			streams,
			framesPerSecond,
			plannedFrames: frames,
			periodMs: this.#periodMs,
			...(this.histogram.count > 0 && {response: summariseLatency(this.histogram)}),
			late: this.#late,
			lostAfterSeconds: this.#lostAfterSeconds,
		};
	}

	/** Of the frames behind the one that was just answered, those that have waited for a period. */
	#waiting(responseMs: number): number {
		const {streams, framesPerSecond, frames} = this.#plan;
		const beyondMs = responseMs - this.#periodMs;
		const arrived = Math.floor((beyondMs * streams * framesPerSecond) / 1000);
		return Math.max(0, Math.min(arrived, frames - this.histogram.count));
	}
}

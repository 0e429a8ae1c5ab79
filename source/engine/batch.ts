import {type Thumbnail} from '../frames/thumbnail.js';
import {type Ties} from '../measure/ties.js';
import {type FrameBatch} from './protocol.js';
import {scoreFaults, type ScoreFault} from './score-fault.js';

/** One measured frame. Times in ms; NaN where the stage did not take place. */
export type MeasuredFrame = {
	readonly position: number;
	readonly entry: number;
	readonly endedAtMs: number;
	/** Where frames come at times of their own. */
	readonly arrivedAtMs?: number | undefined;
	readonly decodeMs: number;
	readonly preprocessMs: number;
	readonly inferMs: number;
	readonly postprocessMs: number;
	/** Up to five label indices, best first. */
	readonly labels: ArrayLike<number>;
	readonly probabilities: ArrayLike<number>;
	/** Where the order of equal scores decides a hit; absent: the frame has no label. */
	readonly ties?: Ties | undefined;
	/** The scores were no numbers. */
	readonly fault?: ScoreFault | undefined;
	/** Of a detector: how many boxes it found; absent for others, and where the runtime does not tell. */
	readonly boxes?: number | undefined;
	/** Whether a decoder worked beside the inference; absent where none runs ahead. */
	readonly isBeside?: boolean | undefined;
	readonly thumbnail?: Thumbnail;
};

export const topCount = 5;

/** Bits of a frame in `FrameBatch.ties`. */
export const tieBits = {first: 1, five: 2};

/** A mistake is sent again after so many others: whoever listens may have begun anew. */
const rememberedMistakes = 16;

/** Least time between two frames that are sent with their thumbnail: a picture is most of what a screen writes to its terminal. */
export const thumbnailGapMs = 2000;

/** Gathers the frames of one interval and turns them into columns. */
export class BatchBuilder {
	#frames: MeasuredFrame[] = [];
	#lastPicturedAtMs = Number.NEGATIVE_INFINITY;
	/** Images whose mistake was sent with its picture, newest last. */
	#sentMistakes: readonly number[] = [];

	get count(): number {
		return this.#frames.length;
	}

	add(frame: MeasuredFrame): void {
		this.#frames.push(frame);
	}

	/**
	The batch so far; the builder is empty afterwards.

	@param classesOf Right answers of an image, where pictures of mistakes are wanted.
	*/
	take(classesOf?: (entry: number) => readonly number[]): FrameBatch {
		const frames = this.#frames;
		this.#frames = [];
		const top5 = new Int32Array(frames.length * topCount).fill(-1);
		const probabilities = new Float32Array(frames.length * topCount);
		for (const [row, frame] of frames.entries()) {
			for (let place = 0; place < Math.min(topCount, frame.labels.length); place++) {
				top5[row * topCount + place] = frame.labels[place]!;
				probabilities[row * topCount + place] = frame.probabilities[place]!;
			}
		}

		return {
			positions: Float64Array.from(frames, frame => frame.position),
			entries: Uint32Array.from(frames, frame => frame.entry),
			endedAtMs: Float64Array.from(frames, frame => frame.endedAtMs),
			decodeMs: Float64Array.from(frames, frame => frame.decodeMs),
			preprocessMs: Float64Array.from(frames, frame => frame.preprocessMs),
			inferMs: Float64Array.from(frames, frame => frame.inferMs),
			postprocessMs: Float64Array.from(frames, frame => frame.postprocessMs),
			...(frames[0]?.arrivedAtMs !== undefined && {
				arrivedAtMs: Float64Array.from(frames, frame => frame.arrivedAtMs!),
			}),
			...(frames[0]?.isBeside !== undefined && {
				beside: Uint8Array.from(frames, ({isBeside}) => Number(isBeside)),
			}),
			top5,
			probabilities,
			...(frames.some(({ties}) => ties !== undefined && (ties.first || ties.five)) && {
				ties: Uint8Array.from(
					frames,
					({ties}) => (ties?.first ? tieBits.first : 0) | (ties?.five ? tieBits.five : 0),
				),
			}),
			...(frames.some(({fault}) => fault !== undefined) && {
				faults: Uint8Array.from(frames, ({fault}) =>
					fault === undefined ? 0 : 1 + scoreFaults.indexOf(fault),
				),
			}),
			...(frames[0]?.boxes !== undefined && {
				boxes: Uint32Array.from(frames, ({boxes = 0}) => boxes),
			}),
			...this.#picture(frames),
			...(classesOf && this.#mistake(frames, classesOf)),
		};
	}

	/** The newest frame with a thumbnail, where one is due. */
	#picture(frames: readonly MeasuredFrame[]): Pick<FrameBatch, 'picture'> {
		const row = frames.findLastIndex(({thumbnail}) => thumbnail !== undefined);
		const frame = frames[row];
		if (!frame?.thumbnail || frame.endedAtMs - this.#lastPicturedAtMs < thumbnailGapMs) {
			return {};
		}

		this.#lastPicturedAtMs = frame.endedAtMs;
		return {picture: {row, thumbnail: frame.thumbnail}};
	}

	/** The newest wrong one with a thumbnail that was not sent lately. */
	#mistake(
		frames: readonly MeasuredFrame[],
		classesOf: (entry: number) => readonly number[],
	): Pick<FrameBatch, 'mistake'> {
		const row = frames.findLastIndex(({thumbnail, entry, labels}) => {
			const classes = thumbnail ? classesOf(entry) : [];
			return (
				classes.length > 0 &&
				labels.length > 0 &&
				!classes.includes(labels[0]!) &&
				!this.#sentMistakes.includes(entry)
			);
		});
		const frame = frames[row];
		if (!frame?.thumbnail) {
			return {};
		}

		this.#sentMistakes = [...this.#sentMistakes.slice(1 - rememberedMistakes), frame.entry];
		return {mistake: {row, thumbnail: frame.thumbnail}};
	}
}

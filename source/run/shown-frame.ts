import {topCount} from '../engine/batch.js';
import {type FrameBatch} from '../engine/protocol.js';
import {type FrameEntry} from '../frames/dataset.js';
import {type Thumbnail} from '../frames/thumbnail.js';
import {passSpan} from '../frames/stream-source.js';
import {type CurrentFrame} from '../record/snapshot.js';

type Shown = {
	readonly entry: number;
	readonly position: number;
	readonly endedAtMs: number;
	readonly top5: Int32Array;
	readonly probabilities: Float32Array;
	readonly thumbnail?: Thumbnail;
};

/** A frame with a picture stays on the screen this long at most: file, answers and picture are of one frame. */
const pictureLastsMs = 1500;

/** The frame that the screen shows: the newest one with a picture, or the newest one where pictures are not made. */
export class ShownFrame {
	#shown: Shown | undefined;

	record(batch: FrameBatch): void {
		const last = batch.positions.length - 1;
		const {picture} = batch;
		if (picture) {
			this.#show(batch, picture.row, picture.thumbnail);
		} else if (
			last >= 0 &&
			(!this.#shown?.thumbnail || batch.endedAtMs[last]! - this.#shown.endedAtMs > pictureLastsMs)
		) {
			this.#show(batch, last);
		}
	}

	/** The frame with its names; undefined before the first one. */
	current(
		entries: readonly FrameEntry[],
		nameOf: (label: number) => string,
		fileOf: (entry: FrameEntry) => string,
		isStream = false,
	): CurrentFrame | undefined {
		const entry = this.#shown && entries[this.#shown.entry];
		if (!this.#shown || !entry) {
			return undefined;
		}

		const {top5, probabilities, thumbnail, position} = this.#shown;
		const number = isStream ? ` #${(position % passSpan) + 1}` : '';
		return {
			file: `${fileOf(entry)}${number}`,
			truth: entry.classes.map(label => nameOf(label)),
			top5: Array.from(top5, (label, place) => ({
				label: label >= 0 ? nameOf(label) : 'background',
				probability: probabilities[place]!,
				isHit: entry.classes.includes(label),
			})).filter(({probability}, place) => probability > 0 || top5[place]! >= 0),
			thumbnail,
		};
	}

	#show(batch: FrameBatch, row: number, thumbnail?: Thumbnail): void {
		this.#shown = {
			entry: batch.entries[row]!,
			position: batch.positions[row]!,
			endedAtMs: batch.endedAtMs[row]!,
			top5: batch.top5.slice(row * topCount, (row + 1) * topCount),
			probabilities: batch.probabilities.slice(row * topCount, (row + 1) * topCount),
			thumbnail,
		};
	}
}

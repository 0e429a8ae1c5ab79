import {summariseLatency} from '../measure/latency.js';
import {median} from '../measure/statistics.js';
import {type Snapshot} from '../record/snapshot.js';
import {type EventLevel} from '../record/summary.js';
import {type SegmentState} from './segment.js';

/** Inferences that are kept of one look-up, at most: an hour at 100 FPS. */
const mostSamples = 360_000;
/** Fewer tell no median. */
const leastSamples = 10;

type Note = (level: EventLevel, kind: string, text: string) => void;

/** One look-up of a wish: what it does, and its end. */
export type OpenLookup = {
	readonly tell: (text: string) => void;
	/** @param isGivenUp A newer wish came in between. */
	readonly end: (isGivenUp: boolean) => void;
};

type Watched = {readonly beforeMs: number | undefined; readonly inferMs: number[]};

const p50Of = (segment: SegmentState | undefined): number | undefined => {
	const infer = segment?.samples()?.infer;
	return infer && summariseLatency(infer).p50;
};

/** Look-ups of wishes that work beside the running model (a conversion), and what they cost it. */
export class Lookups {
	readonly #note: Note;
	readonly #present: () => SegmentState | undefined;
	readonly #watched = new Set<Watched>();

	/** @param present The segment that counts. */
	constructor(note: Note, present: () => SegmentState | undefined) {
		this.#note = note;
		this.#present = present;
	}

	open(): OpenLookup {
		let watched: Watched | undefined;
		return {
			tell: text => {
				if (!watched) {
					watched = {beforeMs: p50Of(this.#present()), inferMs: []};
					this.#watched.add(watched);
				}

				this.#note('info', 'flipProgressed', text);
			},
			end: isGivenUp => {
				if (watched) {
					this.#watched.delete(watched);
					if (isGivenUp) {
						this.#note(
							'info',
							'flipProgressed',
							'given up for a newer choice; nothing of it is kept',
						);
					}

					this.#tellCost(watched);
				}
			},
		};
	}

	/** Inferences of the running model. */
	record(inferMs: Float64Array): void {
		for (const {inferMs: kept} of this.#watched) {
			kept.push(...inferMs.subarray(0, Math.max(0, mostSamples - kept.length)));
		}
	}

	#tellCost({beforeMs, inferMs}: Watched): void {
		if (beforeMs !== undefined && inferMs.length >= leastSamples) {
			this.#note(
				'info',
				'flipProgressed',
				`inference meanwhile: p50 ${median(inferMs).toFixed(1)} ms over ${inferMs.length} frames, ${beforeMs.toFixed(1)} ms before`,
			);
		}
	}
}

/** For the picker: what a flip of the running model would do first. */
export const noteFlips = async (
	{flipNotes}: {readonly flipNotes?: (modelName: string) => Promise<Snapshot['flipNotes']>},
	state: {flipNotes: Snapshot['flipNotes']},
	modelName: string,
): Promise<void> => {
	try {
		state.flipNotes = await flipNotes?.(modelName);
	} catch {
		// A model that went away meanwhile: the flip itself will say so.
		state.flipNotes = undefined;
	}
};

import {stallFactor} from '../measure/latency.js';
import {milliseconds} from '../format/numbers.js';
import {type FrameBatch} from '../engine/protocol.js';

/** Inferences whose median a stall is held against. */
const recentCount = 100;
/** Fewer than these have no median to speak of. */
const leastCount = 20;
/** Stalls are told at most this often, ms. */
const leastBetweenMs = 60_000;

/** Tells of inferences that took many times as long as those before them. Memory for a hundred of them. */
export class StallWatch {
	readonly #tell: (text: string) => void;
	#recent: number[] = [];
	#toldAtMs = Number.NEGATIVE_INFINITY;

	/** @param tell Called with what happened, in words. */
	constructor(tell: (text: string) => void) {
		this.#tell = tell;
	}

	/** Another model or backend: what was slow before says nothing. */
	restart(): void {
		this.#recent = [];
	}

	record({inferMs, endedAtMs}: Pick<FrameBatch, 'inferMs' | 'endedAtMs'>): void {
		const before = this.#recent;
		if (before.length >= leastCount && inferMs.length > 0) {
			const median = before.toSorted((a, b) => a - b)[Math.floor(before.length / 2)]!;
			const row = inferMs.reduce((most, ms, index) => (ms > inferMs[most]! ? index : most), 0);
			const longest = inferMs[row]!;
			const atMs = endedAtMs[row]!;
			if (longest > stallFactor * median && atMs - this.#toldAtMs >= leastBetweenMs) {
				this.#toldAtMs = atMs;
				this.#tell(
					`stall: an inference took ${milliseconds(longest)} ms, ${Math.round(longest / median)} times the median of those before it`,
				);
			}
		}

		this.#recent = [...before, ...inferMs].slice(-recentCount);
	}
}

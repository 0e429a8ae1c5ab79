import {balancedOrder} from '../measure/shuffle.js';
import {type FrameEntry} from './dataset.js';

/**
The endless sequence of frames: pass after pass over all entries, each pass in a class-balanced order of its own (over the classes of the data set, whatever a model knows of them), drawn from `seed` + the number of the pass. A position names the same entry in every process.
*/
export class FrameOrder {
	readonly #classOf: Int32Array;
	readonly #seed: number;
	/** Orders of the two newest passes: reading ahead crosses from one into the next. */
	readonly #orders = new Map<number, Uint32Array>();

	constructor(entries: readonly FrameEntry[], seed: number) {
		this.#classOf = Int32Array.from(entries, ({classes, group}) => group ?? classes[0] ?? -1);
		this.#seed = seed;
	}

	/** Index of the entry at a position. */
	entryAt(position: number): number {
		const {length} = this.#classOf;
		const pass = Math.floor(position / length);
		return this.#orderOf(pass)[position % length]!;
	}

	#orderOf(pass: number): Uint32Array {
		const known = this.#orders.get(pass);
		if (known) {
			return known;
		}

		const order = balancedOrder(this.#classOf, this.#seed + pass);
		this.#orders.set(pass, order);
		for (const old of this.#orders.keys()) {
			if (this.#orders.size > 2 && old !== pass) {
				this.#orders.delete(old);
			}
		}

		return order;
	}
}

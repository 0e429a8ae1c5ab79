import {type BoardDeed} from '../record/wall-schema.js';
import {BoardLink, type BoardChannel} from './board-link.js';
import {type BoardState} from './board-state.js';

/** All boards at one moment, in the order in which they were given. */
export type WallSnapshot = {
	/** On the monotonic clock, ms. */
	readonly nowMs: number;
	readonly boards: readonly BoardState[];
};

/** Between the first connections: a key exchange costs a small machine, or a jump host, some time. */
const staggerMs = 40;

/** A number of boards, each with a link of its own: none waits for another. */
export class Wall {
	readonly #links: readonly BoardLink[];
	readonly #now: () => number;
	readonly #listeners = new Set<() => void>();
	#snapshot: WallSnapshot;

	/**
	@param open Starts a connection to a board.
	@param now Monotonic, ms.
	*/
	constructor(names: readonly string[], open: (name: string) => BoardChannel, now: () => number) {
		this.#now = now;
		this.#links = names.map(
			(name, place) => new BoardLink(name, () => open(name), now, place * staggerMs),
		);
		this.#snapshot = this.#build();
	}

	getSnapshot = (): WallSnapshot => this.#snapshot;

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	};

	/** Opens, gives up and tries again what is due; the next snapshot is that of now. Call about once a second. */
	tick(): void {
		for (const link of this.#links) {
			link.look();
		}

		this.publish();
	}

	/** A new snapshot without waiting for the tick. */
	publish = (): void => {
		this.#snapshot = this.#build();
		for (const listener of this.#listeners) {
			listener();
		}
	};

	/** Asks these boards; their answers come with a later snapshot. */
	ask(names: ReadonlySet<string>, ask: BoardDeed): void {
		for (const link of this.#of(names)) {
			link.ask(ask);
		}

		this.publish();
	}

	/** Tries those again that are not connected. */
	retry(names: ReadonlySet<string>): void {
		for (const link of this.#of(names)) {
			link.retry();
		}

		this.publish();
	}

	close(): void {
		for (const link of this.#links) {
			link.close();
		}
	}

	#of(names: ReadonlySet<string>): BoardLink[] {
		return this.#links.filter(({name}) => names.has(name));
	}

	#build(): WallSnapshot {
		return Object.freeze({
			nowMs: this.#now(),
			boards: this.#links.map(({state}) => state),
		});
	}
}

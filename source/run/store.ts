import {type Snapshot} from '../record/snapshot.js';

/**
Publishes one frozen snapshot a tick, however often the state changes: the screen paints on these ticks alone.
*/
export class SnapshotStore {
	readonly #build: () => Snapshot;
	readonly #listeners = new Set<() => void>();
	#snapshot: Snapshot;
	#timer: NodeJS.Timeout | undefined;
	#periodMs: number;
	#isFrozen = false;

	constructor(build: () => Snapshot, periodMs = 500) {
		this.#build = build;
		this.#periodMs = periodMs;
		this.#snapshot = build();
	}

	getSnapshot = (): Snapshot => this.#snapshot;

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		this.#schedule();
		return () => {
			this.#listeners.delete(listener);
			if (this.#listeners.size === 0) {
				clearInterval(this.#timer);
				this.#timer = undefined;
			}
		};
	};

	/** Time between snapshots. */
	setPeriodMs(periodMs: number): void {
		this.#periodMs = periodMs;
		if (this.#timer) {
			this.#schedule();
		}
	}

	/** The screen stands still; measuring goes on. */
	setFrozen(isFrozen: boolean): void {
		this.#isFrozen = isFrozen;
		this.#snapshot = Object.freeze({...this.#build(), isFrozen});
		this.#tell();
	}

	/** Publishes at once: the answer to a key must not wait for the next tick. */
	publish(): void {
		if (!this.#isFrozen) {
			this.#snapshot = Object.freeze(this.#build());
			this.#tell();
		}
	}

	#tell(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}

	#schedule(): void {
		clearInterval(this.#timer);
		this.#timer = setInterval(() => {
			this.publish();
		}, this.#periodMs);
	}
}

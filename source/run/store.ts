import {setImmediate as nextTurn} from 'node:timers/promises';
import {type Snapshot} from '../record/snapshot.js';
import {monotonicMs} from '../system/clock.js';
import {every, type Repeated} from '../system/every.js';
import {type OwnActivity} from './own-activity.js';

/**
Publishes one frozen snapshot a tick, however often the state changes: the screen paints on these ticks alone.
*/
export class SnapshotStore {
	readonly #build: () => Snapshot;
	readonly #listeners = new Set<() => void>();
	#snapshot: Snapshot;
	#timer: Repeated | undefined;
	#periodMs: number;
	#isFrozen = false;
	readonly #activity: OwnActivity | undefined;

	/** @param activity Told when a snapshot was made and painted. */
	constructor(build: () => Snapshot, periodMs = 500, activity?: OwnActivity) {
		this.#activity = activity;
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
				this.#timer?.stop();
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
			const fromMs = monotonicMs();
			this.#snapshot = Object.freeze(this.#build());
			this.#tell();
			void this.#notePaint(fromMs);
		}
	}

	#tell(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}

	/** The paint follows in the next turns of the event loop. */
	async #notePaint(fromMs: number): Promise<void> {
		if (this.#activity && this.#listeners.size > 0) {
			await nextTurn();
			await nextTurn();
			this.#activity.add(fromMs, monotonicMs());
		}
	}

	#schedule(): void {
		this.#timer?.stop();
		this.#timer = every(this.#periodMs, () => {
			this.publish();
		});
	}
}

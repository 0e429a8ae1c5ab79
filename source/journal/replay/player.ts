import {type Snapshot} from '../../record/snapshot.js';
import {replaySnapshot} from './replay-snapshot.js';
import {type Recording} from './recording.js';

/** Times faster than it was. */
export const speeds = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** How often it is asked whether the run still goes on, ms. */
const alivePeriodMs = 2000;

/**
Plays a recording as snapshots, like a session's store: call `tick` with the time; a snapshot is made where something changed. A recording that still grows is followed from its end on: what is appended is shown as it comes.
*/
export class Player {
	readonly #recording: Recording;
	readonly #listeners = new Set<() => void>();
	#positionMs: number;
	#speed: number = speeds[0];
	#isPaused = false;
	#isGrowing: boolean;
	#nowMs: number;
	#aliveAtMs: number;
	/** At the end of a run that goes on: stay there. */
	#isFollowing = false;
	#snapshot: Snapshot;

	readonly #isAttached: boolean;

	/** @param isAttached To a run that goes on: begin where the recording ends, and follow it; otherwise at its start. */
	constructor(recording: Recording, nowMs: number, isAttached = false) {
		this.#isAttached = isAttached;
		this.#recording = recording;
		this.#isGrowing = recording.isGrowing;
		this.#nowMs = nowMs;
		this.#aliveAtMs = nowMs;
		this.#positionMs = isAttached ? recording.endMs : 0;
		this.#isFollowing = isAttached && this.#isGrowing;
		this.#snapshot = this.#build();
	}

	getSnapshot = (): Snapshot => this.#snapshot;

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	};

	/** @throws UserError where what was appended is damaged. */
	tick(nowMs: number): void {
		const stepMs = nowMs - this.#nowMs;
		this.#nowMs = nowMs;
		let hasChanged = false;
		if (this.#isGrowing) {
			if (nowMs - this.#aliveAtMs >= alivePeriodMs) {
				this.#aliveAtMs = nowMs;
				// Before the last reading: what it wrote before it ended is in the file.
				this.#isGrowing = this.#recording.isGrowing;
				hasChanged = !this.#isGrowing;
			}

			hasChanged = this.#recording.read() || hasChanged;
		}

		if (!this.#isPaused) {
			this.#move(
				this.#isFollowing ? this.#recording.endMs : this.#positionMs + stepMs * this.#speed,
			);
		} else if (hasChanged) {
			this.#publish();
		}
	}

	playPause = (): void => {
		const isOver = !this.#isGrowing && this.#positionMs >= this.#recording.endMs;
		this.#isPaused = !this.#isPaused;
		if (isOver && !this.#isPaused) {
			this.#positionMs = 0;
		}

		this.#isFollowing &&= !this.#isPaused;
		this.#publish();
	};

	/** Jumps by so many ms, back where negative; the ends hold. */
	seek = (byMs: number): void => {
		this.#move(this.#positionMs + byMs);
	};

	toStart = (): void => {
		this.#move(0);
	};

	toEnd = (): void => {
		this.#move(this.#recording.endMs);
	};

	speedUp = (): void => {
		this.#setSpeed(speeds.find(speed => speed > this.#speed));
	};

	speedDown = (): void => {
		this.#setSpeed(speeds.findLast(speed => speed < this.#speed));
	};

	#setSpeed(speed: number | undefined): void {
		this.#speed = speed ?? this.#speed;
		this.#publish();
	}

	#move(positionMs: number): void {
		const {endMs} = this.#recording;
		this.#positionMs = Math.max(0, Math.min(endMs, positionMs));
		const isAtEnd = this.#positionMs >= endMs;
		this.#isFollowing = isAtEnd && this.#isGrowing && !this.#isPaused;
		if (isAtEnd && !this.#isGrowing) {
			this.#isPaused = true;
		}

		this.#publish();
	}

	#publish(): void {
		this.#snapshot = this.#build();
		for (const listener of this.#listeners) {
			listener();
		}
	}

	#build(): Snapshot {
		const {endMs, hasEnded} = this.#recording;
		const isAtEnd = this.#positionMs >= endMs;
		return Object.freeze(
			replaySnapshot(
				this.#recording.at(this.#positionMs),
				this.#recording.courses,
				{
					positionMs: this.#positionMs,
					endMs,
					speed: this.#speed,
					isPaused: this.#isPaused,
					isGrowing: this.#isGrowing,
					isAttached: this.#isAttached,
				},
				isAtEnd && !hasEnded && !this.#isGrowing,
			),
		);
	}
}

/** A recorded board that plays in place of this machine's sensors. */
export type RecordedBoard = {
	/** The folder, for people. */
	readonly root: string;
	/** Seconds of the recording that pass in one second. */
	readonly speed: number;
	/** Monotonic ms at which it began to play. */
	readonly startedAtMs: number;
	/** The frames are paced to the recorded board's speed. */
	readonly isPaced: boolean;
	/** The recording slows them down at some time: then what they cost tells of this machine and not of the board. */
	readonly hasSlowdown: boolean;
};

/** Translates between this machine's monotonic clock and the sensors': the same but for a recording that plays faster. */
export class BoardClock {
	readonly speed: number;
	readonly #originMs: number;

	constructor(replay?: Pick<RecordedBoard, 'speed' | 'startedAtMs'>) {
		this.speed = replay?.speed ?? 1;
		this.#originMs = replay?.startedAtMs ?? 0;
	}

	toBoardMs(machineMs: number): number {
		return this.#originMs + (machineMs - this.#originMs) * this.speed;
	}

	toMachineMs(boardMs: number): number {
		return this.#originMs + (boardMs - this.#originMs) / this.speed;
	}
}

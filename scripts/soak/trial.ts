import {seededRandom} from '../../source/measure/random.js';

/** What the trials of one kind found: a row of the table. */
export type Counts = {
	/** Trials that were made to their end. */
	readonly trials: number;
	/** Longest stretch of a run that no journal has, ms. */
	readonly lostMs: number;
	readonly crashed: number;
	readonly leaked: number;
	/** Faults of every sort: crashes and leaks among them. */
	readonly wrong: number;
};

export class Tally implements Counts {
	trials = 0;
	lostMs = 0;
	/** Runs that ended otherwise than they should. */
	crashed = 0;
	/** Processes and files that were left behind. */
	leaked = 0;
	/** What was wrong, a line each; without that of earlier trials. */
	readonly faults: string[] = [];
	readonly #wrongBefore: number;

	/** @param before What earlier trials of the kind found: it is counted on from there. */
	constructor(before?: Counts) {
		if (before) {
			this.trials = before.trials;
			this.lostMs = before.lostMs;
			this.crashed = before.crashed;
			this.leaked = before.leaked;
		}

		this.#wrongBefore = before?.wrong ?? 0;
	}

	get wrong(): number {
		return this.#wrongBefore + this.faults.length;
	}

	/** A stretch of a run that its journal does not have. */
	lose(milliseconds: number, mostMs: number, where: string): void {
		this.lostMs = Math.max(this.lostMs, milliseconds);
		if (milliseconds > mostMs) {
			this.fault(`${where}: ${(milliseconds / 1000).toFixed(2)} s are missing`);
		}
	}

	crash(text: string): void {
		this.crashed++;
		this.fault(text);
	}

	leak(count: number, text: string): void {
		if (count > 0) {
			this.leaked += count;
			this.fault(text);
		}
	}

	fault(text: string): void {
		this.faults.push(text);
	}
}

export type Setting = {
	readonly tally: Tally;
	readonly random: () => number;
	/** Number of this trial, from 0. */
	readonly place: number;
	/** Seconds for a trial that can be as long as one likes. */
	readonly seconds: number;
};

export type TrialKind = {
	/** Row of the table. */
	readonly name: string;
	/** Why it cannot be tried here; undefined where it can. */
	readonly lacks?: (() => string | undefined) | undefined;
	/** What else is to be said of it, for the table; a text that a trial returns stands for it. */
	readonly remark?: string | ((setting: Setting) => string) | undefined;
	/** Trials that may run at the same time. */
	readonly sideBySide?: number;
	/** One trial. @returns What is to be said of it, for the table, where that is known only now. */
	readonly trial: (setting: Setting) => Promise<string | void>;
};

export type KindResult = {
	readonly name: string;
	readonly tally: Tally;
	readonly remark: string | undefined;
};

export type KindPlan = {
	/** For all trials of the kind together; without a number of trials they go on until it is over. */
	readonly seconds: number;
	readonly seed: number;
	/** How many there are to be, with those of `before`; without it as many as fit into the time, one at least. */
	readonly trials?: number | undefined;
	/** What earlier trials found. */
	readonly before?: Counts | undefined;
	/** Told after each trial. */
	readonly onTrial?: (result: KindResult) => void;
};

/** Runs the trials of one kind. */
export const runKind = async (
	kind: TrialKind,
	{seconds, seed, trials, before, onTrial}: KindPlan,
): Promise<KindResult> => {
	const {name} = kind;
	const tally = new Tally(before);
	const endMs = performance.now() + seconds * 1000;
	const lack = kind.lacks?.();
	if (lack !== undefined) {
		return {name, tally, remark: `not tried: ${lack}`};
	}

	const first = tally.trials;
	let begun = first;
	// Trials that are counted on meet other moments than the earlier ones did.
	const random = seededRandom(seed + first);
	const goesOn = (): boolean =>
		trials === undefined ? begun === first || performance.now() < endMs : begun < trials;
	let result: KindResult = {name, tally, remark: undefined};
	const work = async (): Promise<void> => {
		while (goesOn()) {
			const setting: Setting = {
				tally,
				random,
				place: begun,
				seconds: trials === undefined ? seconds : seconds / Math.max(1, trials - first),
			};
			begun++;
			let said: string | undefined;
			try {
				said = (await kind.trial(setting)) ?? undefined;
			} catch (error) {
				tally.crash(`${name}: ${error instanceof Error ? error.message : String(error)}`);
			}

			tally.trials++;
			const {remark} = kind;
			result = {
				name,
				tally,
				remark: said ?? (typeof remark === 'function' ? remark(setting) : remark),
			};
			onTrial?.(result);
		}
	};

	await Promise.all(Array.from({length: kind.sideBySide ?? 1}, work));
	return result;
};

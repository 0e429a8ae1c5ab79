import {seededRandom} from '../../source/measure/random.js';

/** What the trials of one kind found. */
export class Tally {
	trials = 0;
	/** Longest stretch of a run that no journal has, ms. */
	lostMs = 0;
	/** Runs that ended otherwise than they should. */
	crashed = 0;
	/** Processes and files that were left behind. */
	leaked = 0;
	/** What was wrong, a line each. */
	readonly faults: string[] = [];

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
	/** True while another trial is to be made. */
	readonly goesOn: () => boolean;
	/** Seconds for this kind of trial. */
	readonly seconds: number;
};

export type TrialKind = {
	/** Row of the table. */
	readonly name: string;
	/** Why it cannot be tried here; undefined where it can. */
	readonly lacks?: () => string | undefined;
	/**
	Tries until `goesOn` says no, at least once.

	@returns What else is to be said of it, for the table.
	*/
	readonly run: (setting: Setting) => Promise<string | undefined>;
};

export type KindResult = {
	readonly name: string;
	readonly tally: Tally;
	readonly remark: string | undefined;
};

/** Runs one kind: at least `least` trials, and as many more as fit into the time. */
export const runKind = async (
	kind: TrialKind,
	{
		seconds,
		seed,
		least = 1,
	}: {readonly seconds: number; readonly seed: number; readonly least?: number},
): Promise<KindResult> => {
	const tally = new Tally();
	const endMs = performance.now() + seconds * 1000;
	const lack = kind.lacks?.();
	if (lack !== undefined) {
		return {name: kind.name, tally, remark: `not tried: ${lack}`};
	}

	const setting: Setting = {
		tally,
		random: seededRandom(seed),
		goesOn: () => tally.trials < least || performance.now() < endMs,
		seconds,
	};
	let remark: string | undefined;
	try {
		remark = await kind.run(setting);
	} catch (error) {
		tally.crash(error instanceof Error ? error.message : String(error));
	}

	return {name: kind.name, tally, remark};
};

/** A kind whose trial is made again as long as there is time. */
export const kindOf = (
	name: string,
	trial: (setting: Setting) => Promise<void>,
	{
		lacks,
		remark,
	}: {
		readonly lacks?: (() => string | undefined) | undefined;
		readonly remark?: string | ((setting: Setting) => string) | undefined;
	} = {},
): TrialKind => ({
	name,
	...(lacks && {lacks}),
	async run(setting) {
		do {
			setting.tally.trials++;
			await trial(setting);
		} while (setting.goesOn());

		return typeof remark === 'function' ? remark(setting) : remark;
	},
});

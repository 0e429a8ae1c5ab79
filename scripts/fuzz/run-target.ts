import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {mutants} from './mutate.js';
import {isRefusal, type Target} from './targets.js';

export type FuzzResult = {
	readonly name: string;
	readonly mutants: number;
	/** Read without a word. */
	readonly taken: number;
	/** Refused with one line. */
	readonly refused: number;
	/** What went wrong, with the number of the mutant. */
	readonly faults: readonly string[];
	readonly longestMs: number;
};

/**
Reads damaged copies of a target's seed. The same number gives the same copies.

@param onMutant Told the number of each before it is read.
*/
export const runTarget = async (
	target: Target,
	number: number,
	count: number,
	onMutant?: (place: number) => void,
): Promise<FuzzResult> => {
	const home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-fuzz-'));
	let taken = 0;
	let refused = 0;
	let longestMs = 0;
	const faults: string[] = [];
	let place = 0;
	try {
		// What is damaged is right before.
		await target.read(target.seed(), home);
		for (const mutant of mutants(target.seed(), number, count)) {
			const folder = path.join(home, 'x');
			mkdirSync(folder);
			onMutant?.(place);
			const begin = performance.now();
			try {
				await target.read(mutant, folder);
				taken++;
			} catch (error) {
				if (isRefusal(error)) {
					refused++;
				} else {
					faults.push(`mutant ${place}: ${error instanceof Error ? error.stack : String(error)}`);
				}
			}

			longestMs = Math.max(longestMs, performance.now() - begin);
			rmSync(folder, {recursive: true, force: true});
			place++;
		}
	} finally {
		rmSync(home, {recursive: true, force: true});
	}

	return {name: target.name, mutants: place, taken, refused, faults, longestMs};
};

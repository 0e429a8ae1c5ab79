/*
Loaded before everything else. A monitor makes much short-lived garbage; a young generation that does not grow keeps it from growing the process on boards with 1 GB, and while modules are loaded, which live for ever.
*/
import os from 'node:os';
import v8 from 'node:v8';

v8.setFlagsFromString('--max-semi-space-size=1');
v8.setFlagsFromString('--semi-space-growth-factor=1');
// In this thread: others would take the cores on which a runtime computes.
v8.setFlagsFromString('--no-parallel-scavenge');
// Functions are optimised once they are really hot, not within the first seconds: the optimiser works in threads beside the model, and a screen that is painted twice a second gains little by it.
v8.setFlagsFromString('--interrupt-budget=1000000');

/** V8's own. */
const usualBudget = 66 * 2 ** 10;

/** For a command that computes for a second or two with nothing beside it: optimised soon, with a young generation as large as the collector likes. */
export const computeFast = (): void => {
	v8.setFlagsFromString(`--interrupt-budget=${usualBudget}`);
	if (os.totalmem() >= leastMemoryBytes) {
		v8.setFlagsFromString('--semi-space-growth-factor=2');
	}
};

/** The young generation of a screen; the collector doubles it when it needs to. */
const enoughBytes = 8 * 2 ** 20;
/** Boards with less memory keep the small one. */
const leastMemoryBytes = 2 * 2 ** 30;
const watchMs = 500;

const youngBytes = (): number =>
	v8.getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')?.space_size ?? 0;

/** For a screen that is painted again and again: a young generation as large as a paint's garbage, so that a paint's living part is not copied several times. Grows up to 8 MB, by the collector's own need. */
export const growYoungGeneration = (): void => {
	if (os.totalmem() < leastMemoryBytes || youngBytes() >= enoughBytes) {
		return;
	}

	v8.setFlagsFromString('--semi-space-growth-factor=2');
	const watch = setInterval(() => {
		if (youngBytes() >= enoughBytes) {
			v8.setFlagsFromString('--semi-space-growth-factor=1');
			clearInterval(watch);
		}
	}, watchMs);
	watch.unref();
};

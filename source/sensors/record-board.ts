import {setTimeout as sleep} from 'node:timers/promises';
import {GuardedRoot} from './roots/guarded-root.js';
import {LiveRoot} from './roots/live-root.js';
import {checkEmpty, RecordingRoot} from './roots/recording-root.js';
import {type Root} from './roots/root.js';
import {TreeRoot} from './roots/tree-root.js';
import {Sampler} from './sampler.js';
import {boardOf} from './sources/identity.js';
import {sensors} from './index.js';

const periodMs = 1000;

/** It asks a library, which reads past the root. */
const fromFiles = sensors.filter(({id}) => id !== 'systeminformation');

/**
Reads every sensor for a time and writes what they saw as a recorded board.

@param options.folder Where to; must be empty.
@param options.durationMs 0: one sample.
@param options.sensorRoot A recorded board in place of this machine.
@param options.signal Ends the recording early; what was read is written.
@returns Files that were written, and samples that they hold.
*/
export const recordBoard = async (options: {
	readonly folder: string;
	readonly durationMs: number;
	readonly sensorRoot?: string | undefined;
	readonly signal?: AbortSignal;
}): Promise<{readonly files: number; readonly samples: number}> => {
	checkEmpty(options.folder);
	const source: Root =
		options.sensorRoot === undefined ? new LiveRoot() : new TreeRoot(options.sensorRoot);
	const recording = new RecordingRoot(source);
	const root = new GuardedRoot(recording);
	const sampler = new Sampler(root, fromFiles);
	await boardOf(root);
	await sampler.open();
	const endMs = performance.now() + options.durationMs;
	let samples = 0;
	try {
		for (;;) {
			await sampler.sample();
			samples++;
			if (performance.now() >= endMs || options.signal?.aborted) {
				break;
			}

			await sleep(periodMs, undefined, {signal: options.signal}).catch(() => undefined);
		}
	} finally {
		sampler.close();
	}

	return {files: recording.write(options.folder), samples};
};

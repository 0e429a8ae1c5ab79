import {closeSync, fstatSync, writeSync} from 'node:fs';
import path from 'node:path';
import {stateFolder} from '../../system/paths.js';
import {openFresh} from '../../system/replace-file.js';
import {makeStateFolder} from '../../system/state-folder.js';

const limitBytes = 2 ** 20;
/** Lines that are kept in memory. */
const mostRecent = 100;

export type NativeLog = {
	readonly path: string;
	write(line: string): void;
	/** The last lines of this run that are not empty, the oldest first. */
	lastLines(count: number): readonly string[];
	close(): void;
};

/**
The log of what runtimes write to stderr, `engine.log` in the state folder: new with each run, at most 1 MiB. Where it cannot be written, the run goes on without it.
*/
export const openNativeLog = (): NativeLog => {
	const file = path.join(stateFolder(), 'engine.log');
	let descriptor: number | undefined;
	let recent: string[] = [];
	try {
		makeStateFolder(path.dirname(file));
		descriptor = openFresh(file, 0o600);
	} catch {
		// A log is a convenience: no reason to refuse to measure.
	}

	return {
		path: file,
		lastLines: count => recent.slice(-count),
		write(line) {
			if (line.trim() !== '') {
				recent = [...recent.slice(1 - mostRecent), line];
			}

			try {
				if (descriptor !== undefined && fstatSync(descriptor).size < limitBytes) {
					writeSync(descriptor, `${new Date().toISOString()} ${line}\n`);
				}
			} catch {
				// Disk full: the events panel still has the line.
			}
		},
		close() {
			if (descriptor !== undefined) {
				closeSync(descriptor);
				descriptor = undefined;
			}
		},
	};
};

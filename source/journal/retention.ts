import {readdirSync, statSync, unlinkSync} from 'node:fs';
import path from 'node:path';
import {journalsFolder} from '../system/paths.js';
import {errnoText} from '../system/errno-text.js';
import {makeStateFolder} from '../system/state-folder.js';
import {JournalFile} from './journal-file.js';

/** Journals are kept up to this number and size together; then the oldest go. */
export const mostJournals = 200;
export const mostJournalBytes = 2 ** 30;
/** One that was written to lately may belong to a run that goes on. */
const restMs = 60_000;

export type StoredJournal = {
	readonly file: string;
	readonly bytes: number;
	/** Wall clock, ms since 1970. */
	readonly changedAtMs: number;
};

/** The journals in the state folder, newest first. An unreadable folder has none. */
export const listJournals = (folder = journalsFolder()): StoredJournal[] => {
	let names: string[];
	try {
		names = readdirSync(folder).filter(name => name.endsWith('.ndjson'));
	} catch {
		return [];
	}

	return names
		.flatMap(name => {
			const file = path.join(folder, name);
			const stat = statSync(file, {throwIfNoEntry: false});
			return stat?.isFile() ? [{file, bytes: stat.size, changedAtMs: stat.mtimeMs}] : [];
		})
		.toSorted((a, b) => (a.file < b.file ? 1 : -1));
};

/** Removes the oldest journals beyond the bounds. */
const makeRoom = (folder: string, nowMs: number): void => {
	let bytes = 0;
	for (const [place, journal] of listJournals(folder).entries()) {
		bytes += journal.bytes;
		const isTooMany = place + 1 >= mostJournals || bytes > mostJournalBytes;
		if (isTooMany && nowMs - journal.changedAtMs > restMs) {
			try {
				unlinkSync(journal.file);
			} catch {
				// Somebody else's, or gone already.
			}
		}
	}
};

/**
Opens the journal of a new run.

@param asked A file that was asked for; without one it goes to the state folder, where the oldest make room.
@returns A text that says why, where there can be none: a run without a journal is better than none.
*/
export const openJournal = (name: string, asked?: string): JournalFile | string => {
	const folder = journalsFolder();
	const file = asked ?? path.join(folder, `${name}.ndjson`);
	try {
		if (asked === undefined) {
			makeStateFolder(folder);
			makeRoom(folder, Date.now());
		}

		return new JournalFile(file);
	} catch (error) {
		const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
		return `no journal at ${file}: ${isThere ? 'the file is there already' : errnoText(error)}`;
	}
};

import {readdirSync} from 'node:fs';
import path from 'node:path';
import {sessionsFolder} from '../system/paths.js';
import {listJournals} from './retention.js';

const stemOf = (file: string): string => path.parse(file).name;

/**
The newest run of this machine: its summary, or its journal where there is no summary (it goes on, was cut off, or saved elsewhere). Names begin with the time of the start.

@returns Undefined where there is none.
*/
export const newestSession = (
	summaries = sessionsFolder(),
	journals?: string,
): string | undefined => {
	let names: string[] = [];
	try {
		names = readdirSync(summaries).filter(name => name.endsWith('.json'));
	} catch {
		// No such folder: nothing was saved yet.
	}

	const [summary] = names.toSorted().toReversed();
	const [journal] = listJournals(journals);
	if (summary === undefined || (journal && stemOf(journal.file) > stemOf(summary))) {
		return journal?.file;
	}

	return path.join(summaries, summary);
};

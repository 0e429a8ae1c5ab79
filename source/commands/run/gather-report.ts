import {setImmediate as nextTurn} from 'node:timers/promises';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {readSummary} from '../../journal/read/read-summary.js';
import {notAveragedNotes, accuracyNotes} from '../../report/table/groups.js';
import {referenceNotes, referenceRows, reportRows, rowNames} from '../../report/table/rows.js';
import {sessionsFolder} from '../../system/paths.js';
import {type Session} from '../../run/session.js';
import {type Summary} from '../../record/summary.js';
import {messageOf} from '../../text/user-error.js';
import {type ReportContent} from '../../report/report-content.js';

/** Saved runs beside the present one: the newest. */
const mostSaved = 20;

/** The newest summaries in the state folder, by their names, which begin with the time. */
const newestFiles = (): string[] => {
	const folder = sessionsFolder();
	try {
		return readdirSync(folder)
			.filter(name => name.endsWith('.json'))
			.sort()
			.slice(-mostSaved)
			.toReversed()
			.map(name => path.join(folder, name));
	} catch {
		// Nothing was saved yet.
		return [];
	}
};

/** This run as it stands, the saved ones of this machine, and the tables of others. */
export const gatherReport = async (session: Session): Promise<ReportContent> => {
	const now = session.summarise('running');
	const own = reportRows([{file: 'this run', summary: now}]);
	const saved: Array<{readonly file: string; readonly summary: Summary}> = [];
	const notes: string[] = [];
	for (const file of newestFiles()) {
		// The screen goes on between one file and the next.
		await nextTurn();
		try {
			const summary = readSummary(file);
			if (summary.id !== session.id) {
				saved.push({file, summary});
			}
		} catch (error) {
			notes.push(`Left out: ${messageOf(error)}`);
		}
	}

	const {references} = session.state;
	const rows = [...own, ...reportRows(saved), ...referenceRows(references)];
	return {
		rows,
		ownRows: own.length,
		notes: [
			...notAveragedNotes(rows, rowNames(rows)),
			...accuracyNotes(rows, rowNames(rows)),
			...referenceNotes(references),
			...notes,
		],
	};
};

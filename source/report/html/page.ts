import {type Reference} from '../../record/reference/reference.js';
import {notAveragedNotes, accuracyNotes} from '../table/groups.js';
import {
	referenceNotes,
	referenceRows,
	reportRows,
	rowNames,
	type ReportRow,
} from '../table/rows.js';
import {charts} from './charts.js';
import {Filters} from './filters.js';
import {html} from './markup.js';
import {rowTable} from './row-table.js';
import {sessionAnchor, sessionPart, type Session} from './session.js';
import {style} from './style.js';

/** Of more sessions the course is drawn without the figures of each step. */
const mostDetailed = 12;

/**
Saved sessions as one HTML document that needs nothing else: no script, no request. Light and dark, also on paper; each mark tells its value, and a table stands behind each chart.

@param sessions In the order of the table. Each is read once and let go: many may be read one after another.
@param references Tables of others, behind them.
@param hasAverages With the mixed averages of the report of 2019. @default false
@param count Sessions, where they are no list.
@returns The page in pieces, to be written one behind the other: whole, a year of sessions would lie in memory several times.
*/
export const reportPage = (
	sessions: Iterable<Session>,
	references: readonly Reference[] = [],
	{
		hasAverages = false,
		count = Array.isArray(sessions) ? sessions.length : Number.POSITIVE_INFINITY,
	}: {readonly hasAverages?: boolean; readonly count?: number} = {},
): {readonly pieces: readonly string[]; readonly ownRows: number} => {
	const filters = new Filters();
	const own: ReportRow[] = [];
	const anchors: string[] = [];
	const parts: string[] = [];
	for (const session of sessions) {
		const rows = reportRows([session]);
		const place = parts.length;
		filters.add(rows);
		own.push(...rows);
		anchors.push(...rows.map(() => sessionAnchor(place)));
		parts.push(
			sessionPart(session, {
				place,
				rows,
				filters,
				isOpen: count === 1,
				isCompact: count > mostDetailed,
			}).text,
		);
	}

	const others = referenceRows(references);
	filters.add(others);
	const rows = [...own, ...others];
	const notes = [
		...notAveragedNotes(rows, rowNames(rows)),
		...accuracyNotes(rows, rowNames(rows)),
		...referenceNotes(references),
	];
	const table = rowTable(rows, anchors, filters);
	const head = html`<h1>edgetop report</h1>
		<p class="quiet">
			${own.length} rows from ${parts.length} ${parts.length === 1 ? 'session' : 'sessions'}.
			Latency is submit to result on the host, after warm-up, no sample dropped. n/a: not known.
		</p>
		${filters.controls()}`;
	const behind = html`${notes.map(note => html`<p class="quiet">${note}</p>`)}
		${charts(rows, hasAverages, filters)}
		<h2>${parts.length === 1 ? 'The session' : 'Sessions'}</h2>`;
	return {
		pieces: [
			`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>edgetop report</title><style>${style}${table.style}${filters.style}</style></head><body>
<main>${head.text}`,
			table.markup.text,
			behind.text,
			...parts,
			'</main>\n</body></html>',
		],
		ownRows: own.length,
	};
};

import {type Reference} from '../../record/reference/reference.js';
import {notAveragedNotes} from '../table/groups.js';
import {referenceNotes, referenceRows, reportRows, rowNames} from '../table/rows.js';
import {charts} from './charts.js';
import {html} from './markup.js';
import {rowTable} from './row-table.js';
import {sessionAnchor, sessionPart, type Session} from './session.js';
import {style} from './style.js';

/**
Saved sessions as one HTML document that needs nothing else: no script, no request. Light and dark, also on paper; each mark tells its value, and a table stands behind each chart.

@param sessions In the order of the table.
@param references Tables of others, behind them.
@param hasAverages With the mixed averages of the report of 2019. @default false
*/
export const reportPage = (
	sessions: readonly Session[],
	references: readonly Reference[] = [],
	{hasAverages = false} = {},
): string => {
	const ownBySession = sessions.map(session => reportRows([session]));
	const own = ownBySession.flat();
	const rows = [...own, ...referenceRows(references)];
	const anchors = ownBySession.flatMap((part, place) => part.map(() => sessionAnchor(place)));
	const notes = [...notAveragedNotes(rows, rowNames(rows)), ...referenceNotes(references)];
	const body = html`<main>
		<h1>edgetop report</h1>
		<p class="quiet">
			${own.length} rows from ${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}.
			Latency is submit to result on the host, after warm-up, no sample dropped. n/a: not known.
		</p>
		${rowTable(rows, anchors)}${notes.map(note => html`<p class="quiet">${note}</p>`)}
		${charts(rows, hasAverages)}${sessions.map((item, place) => sessionPart(item, place))}
	</main>`;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>edgetop report</title><style>${style}</style></head><body>
${body.text}
</body></html>`;
};

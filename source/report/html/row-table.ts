import {missing} from '../../format/figure-text.js';
import {shownColumns, type ReportColumn} from '../table/columns.js';
import {rowNames, type ReportRow} from '../table/rows.js';
import {html, type Markup} from './markup.js';

const verdictClass = ({isValid}: ReportRow): string =>
	isValid === undefined ? '' : isValid ? 'valid' : 'invalid';

/** The class of a column: words or figures, and from which width on it is there. */
const columnClass = ({isText, importance = 0, id}: ReportColumn): string =>
	[isText ? 'words' : 'figure', `importance-${Math.min(importance, 9)}`, id].join(' ');

/** A column of which no row knows anything is not shown. */
const hasAny = (column: ReportColumn, rows: readonly ReportRow[]): boolean =>
	column.importance === 0 || rows.some(row => column.text(row) !== missing);

/** What the filters choose rows by. */
const filterAttributes = ({device, framework, model}: ReportRow) =>
	html`data-device="${device}" data-framework="${framework}" data-model="${model}"`;

/**
All rows: a table, and on a phone a card a row.

@param anchors Of each row the place of its session on the page; undefined where there is none.
*/
export const rowTable = (
	rows: readonly ReportRow[],
	anchors: ReadonlyArray<string | undefined>,
): Markup => {
	const names = rowNames(rows);
	const columns = shownColumns.filter(column => hasAny(column, rows));
	const body = rows.map((row, place) => {
		const anchor = anchors[place];
		const name =
			anchor === undefined ? html`${names[place]}` : html`<a href="#${anchor}">${names[place]}</a>`;
		return html`<tr class="${row.isReference ? 'reference' : 'own'}" ${filterAttributes(row)}>
			<th scope="row">${name}</th>
			${columns.map(column => {
				const text = column.text(row);
				const verdict = column.id === 'verdict' ? ` ${verdictClass(row)}` : '';
				return html`<td class="${columnClass(column)}${verdict}" data-title="${column.shortTitle}">
					${text}
				</td>`;
			})}
		</tr>`;
	});
	return html`<div class="scroll">
		<table class="rows">
			<thead>
				<tr>
					<th scope="col"></th>
					${columns.map(column => html`<th scope="col" class="${columnClass(column)}">${column.title}</th>`)}
				</tr>
			</thead>
			<tbody>
				${body}
			</tbody>
		</table>
	</div>`;
};

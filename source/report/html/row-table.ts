import {missing} from '../../format/figure-text.js';
import {shownColumns, type ReportColumn} from '../table/columns.js';
import {rowNames, type ReportRow} from '../table/rows.js';
import {withoutPrecision} from '../table/groups.js';
import {sanitize} from '../../text/sanitize.js';
import {filterValuesOf, type Filters} from './filters.js';
import {html, type Markup} from './markup.js';

/** A column of which no row knows anything is not shown. */
const columnsFor = (rows: readonly ReportRow[]): readonly ReportColumn[] =>
	shownColumns.filter(
		column => column.importance === 0 || rows.some(row => column.text(row) !== missing),
	);

/** A cell has a class only where the style of its column does not say all: there may be many thousands. */
const cellClass = ({id}: ReportColumn, text: string, {isValid}: ReportRow): Markup => {
	if (text === missing) {
		return html` class="na"`;
	}

	return id === 'verdict' && isValid !== undefined
		? html` class="${isValid ? 'valid' : 'invalid'}"`
		: html``;
};

/** Of a reference the table's notes say which; the precision has a column. */
const cellText = (column: ReportColumn, row: ReportRow): string => {
	if (column.id === 'verdict' && row.isReference) {
		return 'reference';
	}

	return column.id === 'model' ? sanitize(withoutPrecision(row)) : column.text(row);
};

/** Least widths of words, px; those of long texts are so wide that three lines hold them. */
const leastWidths: Readonly<Record<string, number>> = {
	device: 128,
	framework: 78,
	model: 116,
	frames: 66,
	verdict: 116,
};
const letterWidth = 6.6;
const widest = 260;

const widthOf = (column: ReportColumn, rows: readonly ReportRow[]): number => {
	const longest = rows.reduce((most, row) => Math.max(most, cellText(column, row).length), 0);
	const threeLines = letterWidth * (Math.ceil(longest / 3) + 3);
	return Math.max(leastWidths[column.id] ?? 0, Math.min(widest, threeLines));
};

/** Columns of words are to the left; on a phone each figure says what it is. */
const columnRules = (columns: readonly ReportColumn[], rows: readonly ReportRow[]): string =>
	columns
		.map((column, place) => {
			const {isText, shortTitle} = column;
			const nth = `.rows tr > :nth-child(${place + 2})`;
			const width = `min-width:${widthOf(column, rows)}px`;
			return `${nth}{text-align:${isText ? 'left' : 'right'};${isText ? width : 'white-space:nowrap'}}@media (max-width:700px){.rows td:nth-child(${place + 2})::before{content:"${shortTitle}"}}`;
		})
		.join('\n');

export type RowTable = {readonly markup: Markup; readonly style: string};

/**
All rows: a table, and on a phone a card a row with all that is known of it.

@param anchors Of each row the place of its session on the page; undefined where there is none.
*/
export const rowTable = (
	rows: readonly ReportRow[],
	anchors: ReadonlyArray<string | undefined>,
	filters: Filters,
): RowTable => {
	const names = rowNames(rows);
	const columns = columnsFor(rows);
	const body = rows.map((row, place) => {
		const anchor = anchors[place];
		const name =
			anchor === undefined
				? html`${names[place]}`
				: html`<a href="#${anchor}" title="its course over time">${names[place]}</a>`;
		const cells = columns.map(column => {
			const text = cellText(column, row);
			return html`<td${cellClass(column, text, row)}>${text}</td>`;
		});
		return html`<tr${row.isReference ? html` class="reference"` : html``} ${filters.attributes([filterValuesOf(row)])}><th scope="row">${name}</th>${cells}</tr>
`;
	});
	const markup = html`<div class="scroll">
		<table class="rows">
			<thead>
				<tr>
					<th scope="col"><span class="unseen">row</span></th>
					${columns.map(column => html`<th scope="col">${column.title}</th>`)}
				</tr>
			</thead>
			<tbody>
				${body}
			</tbody>
		</table>
	</div>`;
	return {markup, style: columnRules(columns, rows)};
};

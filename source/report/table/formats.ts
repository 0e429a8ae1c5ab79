import {fittedTable} from '../../format/fitted-table.js';
import {csvLine} from '../../text/csv.js';
import {columnsFor, detectorColumns, reportColumns, type ReportColumn} from './columns.js';
import {rowNames, type TableRow} from './rows.js';

/** A text of anybody in Markdown: what it would make of it is escaped. */
export const markdownCell = (text: string): string =>
	text.replaceAll(/[\\|`<>[\]*_]/g, String.raw`\$&`);

const markdownLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Longest text of a cell in the terminal. */
const widestText = 36;

/**
For the terminal: rows are numbered, or lettered where they are references; the charts refer to that.

@param width Columns that it may take; what does not fit is left out by importance, and named in the last line.
*/
export const rowsAsText = (
	rows: readonly TableRow[],
	width = Number.POSITIVE_INFINITY,
): string[] => {
	const names = rowNames(rows);
	const {head, lines, leftOut} = fittedTable<number>(
		[
			{title: '', of: place => names[place]!, importance: 0},
			...columnsFor(rows).map(({shortTitle, importance = 0, isText, text}) => ({
				title: shortTitle,
				of: (place: number) => text(rows[place]!),
				importance,
				isText,
			})),
		],
		rows.map((_, place) => place),
		width,
		widestText,
	);
	return [
		head,
		...lines,
		...(leftOut.length > 0
			? [`left out for want of room: ${leftOut.join(', ')} (all: --format csv)`]
			: []),
	];
};

export const rowsAsMarkdown = (
	rows: readonly TableRow[],
	columns: readonly ReportColumn[] = columnsFor(rows),
): string[] => [
	markdownLine(columns.map(({title}) => title)),
	markdownLine(columns.map(({isText}) => (isText ? '---' : '---:'))),
	...rows.map(row => markdownLine(columns.map(({text}) => markdownCell(text(row))))),
];

/** Full precision; shares are fractions of 1, what is missing is empty. */
export const rowsAsCsv = (
	rows: readonly TableRow[],
	columns: readonly ReportColumn[] = [
		...reportColumns,
		...(rows.some(({boxesPerFrame}) => boxesPerFrame !== undefined) ? detectorColumns : []),
	],
): string[] => [
	csvLine(columns.map(({id}) => id)),
	...rows.map(row => csvLine(columns.map(({value}) => value(row)))),
];

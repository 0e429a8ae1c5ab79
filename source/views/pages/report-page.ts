import {fittedTable, type FittedColumn} from '../../format/fitted-table.js';
import {columnsFor} from '../../report/table/columns.js';
import {type ChartKind, type ChartLine} from '../../report/table/chart-line.js';
import {modelCharts} from '../../report/table/charts.js';
import {type ReportContent} from '../../report/report-content.js';
import {rowNames, type ReportRow} from '../../report/table/rows.js';
import {scatterChart} from '../../report/table/scatter.js';
import {type Line, line, type NamedRole, span} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';

type Named = {readonly name: string; readonly row: ReportRow};

const columnsOf = (rows: readonly ReportRow[]): ReadonlyArray<FittedColumn<Named>> => [
	{title: '', of: ({name}) => name, importance: 0},
	...columnsFor(rows).map(({shortTitle, importance = 0, isText, text}) => ({
		title: shortTitle,
		of: ({row}: Named) => text(row),
		importance,
		isText,
	})),
];

const roleOf = ({row}: Named, place: number, ownRows: number): NamedRole =>
	row.isReference ? 'dim' : place < ownRows ? 'strong' : 'plain';

/** Words of a text in lines of so many columns. */
const wrap = (text: string, width: number): string[] => {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= width) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else {
			lines.push(word);
		}
	}

	return lines;
};

const chartRoles = {
	plain: 'plain',
	own: 'accent',
	reference: 'dim',
} as const satisfies Record<ChartKind, NamedRole>;

const chartLine = (item: ChartLine): Line =>
	line(...item.map(({text, kind}) => span(text, chartRoles[kind])));

/** All lines of the page: the table, the charts, the notes. */
const contentLines = (content: ReportContent, width: number, {isAscii}: Theme): Line[] => {
	const {rows, notes, ownRows} = content;
	const names = rowNames(rows);
	const named = rows.map((row, place) => ({name: names[place]!, row}));
	const {head, lines} = fittedTable(columnsOf(rows), named, width);
	const plain = (text: string): Line => line(span(text));
	return [
		line(span(head, 'dim')),
		...lines.map((text, place) => line(span(text, roleOf(named[place]!, place, ownRows)))),
		plain(''),
		...modelCharts(rows, {isAscii, width}).map(item => chartLine(item)),
		...scatterChart(rows, {isAscii, width: Math.min(width, 100)}).map(item => chartLine(item)),
		plain(''),
		...notes.flatMap(text => wrap(text, width).map(part => line(span(part, 'dim')))),
	];
};

/** The farthest that the page can be scrolled, lines. */
export const lastScroll = (content: ReportContent, size: Size, theme: Theme): number => {
	const {width, height} = innerSize(size);
	return Math.max(0, contentLines(content, width, theme).length - height);
};

/**
The table and the charts of this run, the saved ones and other boards.

@param content Undefined while it is read.
@param scroll Lines above the first one shown.
*/
export const reportPage = (
	content: ReportContent | undefined,
	scroll: number,
	size: Size,
	theme: Theme,
): Line[] => {
	const {width, height} = innerSize(size);
	const lines = content
		? contentLines(content, width, theme)
		: [line(span('reading the saved sessions', 'dim'))];
	const last = Math.max(0, lines.length - height);
	return panel(
		{
			title: 'This run, saved ones and other boards',
			note: last > 0 ? 'up/down scroll, R closes' : 'R or Esc closes',
			lines: lines.slice(Math.min(scroll, last)),
		},
		size,
		theme,
	);
};

import {averageCharts} from '../../report/table/averages.js';
import {type ReportContent} from '../../report/report-content.js';
import {rowNames, type ReportRow} from '../../report/table/rows.js';
import {scatterChart} from '../../report/table/scatter.js';
import {framesPerSecond, milliseconds, na, percent} from '../../format/numbers.js';
import {type Line, line, type NamedRole, span} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';
import {rankedTable, type RankedColumn} from './ranked-table.js';

type Named = {readonly name: string; readonly row: ReportRow};

const columns: ReadonlyArray<RankedColumn<Named>> = [
	{title: '', of: ({name}) => name, rank: 0},
	{title: 'device', of: ({row}) => row.device, rank: 0, isText: true},
	{title: 'framework', of: ({row}) => row.framework, rank: 0, isText: true},
	{title: 'model', of: ({row}) => row.model, rank: 0, isText: true},
	{title: 'mean ms', of: ({row}) => milliseconds(row.inferMs), rank: 0},
	{title: 'p90 ms', of: ({row}) => milliseconds(row.p90Ms), rank: 1},
	{title: 'FPS', of: ({row}) => framesPerSecond(row.fps), rank: 2},
	{title: 'top-1', of: ({row}) => percent(row.top1), rank: 0},
	{title: 'top-5', of: ({row}) => percent(row.top5), rank: 3},
	{title: 'images', of: ({row}) => (row.images ? String(row.images) : na), rank: 4},
	{title: 'verdict', of: ({row}) => row.verdict, rank: 5, isText: true},
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

/** All lines of the page: the table, the four charts, the notes. */
const contentLines = (content: ReportContent, width: number, {isAscii}: Theme): Line[] => {
	const {rows, notes, ownRows} = content;
	const names = rowNames(rows);
	const named = rows.map((row, place) => ({name: names[place]!, row}));
	const {head, lines} = rankedTable(columns, named, width);
	const plain = (text: string): Line => line(span(text));
	return [
		line(span(head, 'dim')),
		...lines.map((text, place) => line(span(text, roleOf(named[place]!, place, ownRows)))),
		plain(''),
		...averageCharts(rows, {isAscii, width}).map(text => plain(text)),
		plain(''),
		...scatterChart(rows, {isAscii, width: Math.min(width, 100)}).map(text => plain(text)),
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
The table and the four charts of this run, the saved ones and other boards.

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

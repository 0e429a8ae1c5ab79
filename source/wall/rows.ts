import {framesPerSecond} from '../format/numbers.js';
import {type BoardRun} from '../record/wall-schema.js';
import {columnChart, roundTop} from '../views/canvas/column-chart.js';
import {cut, pad, span, widthOf, type Line, type Span} from '../views/canvas/lines.js';
import {type Theme} from '../views/canvas/theme.js';
import {type BoardState} from './board-state.js';
import {
	ageText,
	fpsText,
	heatCells,
	p50Text,
	powerScope,
	powerText,
	sustainedText,
	top1Text,
	troubleOf,
	verdictSaid,
	type Said,
} from './row-words.js';

/* A row a board, in columns; in a narrow terminal the less important ones are left out. */

type Cell = Said | ((width: number) => Said);

type Column = {
	readonly title: string;
	readonly width: number;
	/** Columns of a lower rank are left out last. */
	readonly rank: number;
	readonly isLeft?: boolean;
	readonly cell: (run: BoardRun, state: BoardState, nowMs: number, theme: Theme) => Cell;
};

const plain = (text: string): Said => ({text, role: 'plain'});

/** FPS of the last minutes from 0 up to the best of them. */
const chart = ({fps}: BoardState, width: number, {glyphs}: Theme): Said => {
	const shown = fps.slice(-width);
	const top = roundTop(Math.max(0, ...shown.map(value => value ?? 0)));
	const [row = ''] = columnChart(shown, 1, top, glyphs);
	return {text: row.padStart(width), role: 'chart'};
};

const gap = 1;
const marksWidth = 2;
const leastVerdict = 18;

const columns: readonly Column[] = [
	{
		title: 'model',
		width: 18,
		rank: 5,
		isLeft: true,
		cell: ({modelName}) => plain(modelName),
	},
	{title: 'backend', width: 16, rank: 6, isLeft: true, cell: ({backendId}) => plain(backendId)},
	{title: 'FPS', width: 6, rank: 0, cell: run => plain(fpsText(run))},
	{
		title: '60 s',
		width: 6,
		rank: 7,
		cell: ({fps}) => ({text: framesPerSecond(fps.last60s), role: 'dim'}),
	},
	{
		title: '2 min',
		width: 8,
		rank: 3,
		cell: (_run, state, _nowMs, theme) => width => chart(state, width, theme),
	},
	{title: 'p50 ms', width: 6, rank: 2, cell: run => plain(p50Text(run))},
	{title: 'top-1', width: 5, rank: 4, cell: run => plain(top1Text(run))},
	{title: '°C', width: 3, rank: 1, cell: run => heatCells(run).celsius},
	{title: 'trip', width: 4, rank: 1, cell: run => heatCells(run).toTrip},
	{title: 'power', width: 7, rank: 8, cell: run => plain(powerText(run))},
	{
		title: 'of',
		width: 10,
		rank: 11,
		isLeft: true,
		cell: run => ({text: powerScope(run), role: 'dim'}),
	},
	{title: 'sust.', width: 5, rank: 9, cell: run => plain(sustainedText(run))},
	{title: 'word', width: 6, rank: 10, cell: (_run, state, nowMs) => plain(ageText(state, nowMs))},
];

/** The layout of the rows in a width: the same for all of them. */
export type RowLayout = {
	readonly nameWidth: number;
	readonly columns: readonly Column[];
	readonly verdictWidth: number;
	readonly width: number;
};

const longestName = 24;

/** As many columns as fit, the most important ones first; the verdict has the rest. */
export const rowLayout = (names: readonly string[], width: number): RowLayout => {
	const most = Math.max(8, Math.min(longestName, Math.floor(width / 6)));
	const nameWidth = Math.min(most, Math.max(5, ...names.map(name => widthOf(name))));
	let left = width - marksWidth - nameWidth - gap - leastVerdict;
	const chosen = new Set<Column>();
	for (const column of columns.toSorted((a, b) => a.rank - b.rank)) {
		if (column.width + gap > left) {
			break;
		}

		chosen.add(column);
		left -= column.width + gap;
	}

	// What is left beyond a verdict in full makes the charts longer.
	const spare = Math.max(0, Math.min(16, left - 30));
	const shown = columns
		.filter(column => chosen.has(column))
		.map(column => (column.title === '2 min' ? {...column, width: column.width + spare} : column));
	return {nameWidth, columns: shown, verdictWidth: leastVerdict + left - spare, width};
};

const fit = ({text, role}: Said, width: number, isLeft: boolean, {glyphs}: Theme): Span => {
	const shown = cut(text, width, glyphs.ellipsis);
	return span(
		isLeft ? pad(shown, width) : ' '.repeat(Math.max(0, width - widthOf(shown))) + shown,
		role,
	);
};

const blank = span(' '.repeat(gap));

export const headingLine = (layout: RowLayout, theme: Theme): Line => [
	span(' '.repeat(marksWidth)),
	fit({text: 'board', role: 'dim'}, layout.nameWidth, true, theme),
	...layout.columns.flatMap(({title, width, isLeft = false}) => [
		blank,
		fit({text: title, role: 'dim'}, width, isLeft, theme),
	]),
	blank,
	fit({text: 'verdict, since', role: 'dim'}, layout.verdictWidth - gap, true, theme),
];

/** How all rows of one moment are drawn. */
export type RowLook = {
	readonly layout: RowLayout;
	/** On the monotonic clock, ms. */
	readonly nowMs: number;
	readonly theme: Theme;
};

export type RowMarks = {readonly isSelected: boolean; readonly isChosen: boolean};

/** One board; what is wrong with it takes the place of its figures. */
export const rowLine = (
	state: BoardState,
	{isSelected, isChosen}: RowMarks,
	{layout, nowMs, theme}: RowLook,
): Line => {
	const {glyphs} = theme;
	const {nameWidth, verdictWidth, width} = layout;
	const marks = [
		span(isSelected ? glyphs.pointer : ' ', 'accent'),
		span(isChosen ? glyphs.hit : ' ', 'accent'),
		fit({text: state.name, role: isSelected ? 'strong' : 'plain'}, nameWidth, true, theme),
		blank,
	];
	const trouble = troubleOf(state, nowMs);
	const run = state.word?.run;
	if (trouble !== undefined || run === undefined) {
		const room = width - marksWidth - nameWidth - gap;
		return [...marks, fit(trouble ?? {text: '', role: 'dim'}, room, true, theme)];
	}

	const cells = layout.columns.flatMap(column => {
		const cell = column.cell(run, state, nowMs, theme);
		const text = typeof cell === 'function' ? cell(column.width) : cell;
		return [fit(text, column.width, column.isLeft ?? false, theme), blank];
	});
	return [...marks, ...cells, fit(verdictSaid(state, run), verdictWidth - gap, true, theme)];
};

import {fpsText, millisecondsText, missing, shareText} from '../../format/figure-text.js';
import {sanitize} from '../../text/sanitize.js';
import {type TableRow} from './rows.js';

/** A column of the result table, the same in text, Markdown, CSV, HTML, on the page `R` and in bench. */
export type ReportColumn = {
	/** Its name in CSV, where the value stands in full precision: ms, fractions of 1. */
	readonly id: string;
	/** Heading for a person, with the unit. */
	readonly title: string;
	/** Heading where room is short. */
	readonly shortTitle: string;
	/** Unit of `text`; absent: words, or a count. */
	readonly unit?: 'ms' | '%' | 'FPS' | 'mJ';
	/** 0 is always shown; of the others the highest are left out first where room is short. Absent: for other programs alone. */
	readonly importance?: number;
	/** Words, aligned to the left. */
	readonly isText: boolean;
	value(row: TableRow): string | number | boolean | undefined;
	/** Sanitised, `n/a` where there is none. */
	text(row: TableRow): string;
};

const wordsOf =
	(value: (row: TableRow) => string | undefined) =>
	(row: TableRow): string =>
		sanitize(value(row) ?? missing);

type Look = Pick<ReportColumn, 'id' | 'title' | 'importance'> & {readonly shortTitle?: string};

const words = (look: Look, value: (row: TableRow) => string | undefined): ReportColumn => ({
	...look,
	shortTitle: look.shortTitle ?? look.title.toLowerCase(),
	isText: true,
	value,
	text: wordsOf(value),
});

const figures = (
	look: Look & Pick<ReportColumn, 'unit'>,
	value: (row: TableRow) => number | undefined,
	text: (value: number | undefined) => string,
): ReportColumn => ({
	...look,
	shortTitle: look.shortTitle ?? look.title,
	isText: false,
	value,
	text: row => text(value(row)),
});

/** A fact for other programs alone. */
const data = (id: string, value: ReportColumn['value']): ReportColumn => ({
	id,
	title: id,
	shortTitle: id,
	isText: true,
	value,
	text: row => sanitize(String(value(row) ?? missing)),
});

const count = (value: number | undefined): string => (value ? String(value) : missing);
const digits =
	(places: number) =>
	(value: number | undefined): string =>
		value === undefined ? missing : value.toFixed(places);

/** For tables of several boards. */
export const boardColumn = words({id: 'board', title: 'Board'}, ({board}) => board ?? '');

/** Every column, in the order of a table. */
export const reportColumns = [
	words({id: 'device', title: 'Device', importance: 0}, ({device}) => device),
	words({id: 'framework', title: 'Framework', importance: 0}, ({framework}) => framework),
	words({id: 'model', title: 'Model', importance: 0}, ({model}) => model),
	figures(
		{
			id: 'inferMeanMs',
			title: 'Inference time (ms)',
			shortTitle: 'mean ms',
			unit: 'ms',
			importance: 0,
		},
		({inferMs}) => inferMs,
		millisecondsText,
	),
	figures(
		{id: 'inferP50Ms', title: 'p50 (ms)', shortTitle: 'p50 ms', unit: 'ms', importance: 4},
		({p50Ms}) => p50Ms,
		millisecondsText,
	),
	figures(
		{id: 'inferP90Ms', title: 'p90 (ms)', shortTitle: 'p90 ms', unit: 'ms', importance: 1},
		({p90Ms}) => p90Ms,
		millisecondsText,
	),
	figures({id: 'fps', title: 'FPS', unit: 'FPS', importance: 2}, ({fps}) => fps, fpsText),
	figures(
		{id: 'top1', title: 'Top-1 %', shortTitle: 'top-1 %', unit: '%', importance: 0},
		({top1}) => top1,
		shareText,
	),
	figures(
		{id: 'top5', title: 'Top-5 %', shortTitle: 'top-5 %', unit: '%', importance: 3},
		({top5}) => top5,
		shareText,
	),
	figures(
		{id: 'images', title: 'Images', shortTitle: 'images', importance: 5},
		({images}) => images,
		count,
	),
	words({id: 'backend', title: 'Backend', importance: 7}, ({backend}) => backend),
	figures(
		{id: 'threads', title: 'Threads', shortTitle: 'threads', importance: 8},
		({threads}) => threads,
		count,
	),
	words({id: 'precision', title: 'Precision', importance: 9}, ({precision}) => precision),
	words({id: 'source', title: 'Source', importance: 10}, ({source}) => source),
	words({id: 'frames', title: 'Frames', importance: 11}, ({frames}) => frames),
	figures(
		{
			id: 'millijoules',
			title: 'mJ/inference',
			shortTitle: 'mJ',
			unit: 'mJ',
			importance: 12,
		},
		({millijoules}) => millijoules,
		digits(1),
	),
	figures(
		{id: 'sustained', title: 'Sustained', shortTitle: 'sustained', importance: 13},
		({sustained}) => sustained,
		digits(3),
	),
	{
		id: 'streams',
		title: 'Streams',
		shortTitle: 'streams',
		importance: 14,
		isText: false,
		value: ({streams}) => (streams?.isHeld ? streams.count : undefined),
		text: ({streams}) =>
			streams
				? `${streams.count} × ${streams.framesPerSecond} FPS${streams.isHeld ? '' : ' fell'}`
				: missing,
	} satisfies ReportColumn,
	words({id: 'verdict', title: 'Verdict', importance: 6}, ({verdict}) => verdict),
	data('isValid', ({isValid}) => isValid),
	data('isReference', ({isReference}) => isReference),
	data('notAveraged', ({notAveraged}) => notAveraged),
	data('file', ({file}) => file),
] as const satisfies readonly ReportColumn[];

/** Behind the others where a row is a detector's. */
export const detectorColumns: readonly ReportColumn[] = [
	data('boxesPerFrame', ({boxesPerFrame}) => boxesPerFrame),
	data('boxesPerSecond', ({boxesPerSecond}) => boxesPerSecond),
];

/** Those for a person, in the order of a table. */
export const shownColumns: readonly ReportColumn[] = reportColumns.filter(
	({importance}: ReportColumn) => importance !== undefined,
);

/** Those of the shown ones that say something in this table: streams only where a row has any. */
export const columnsFor = (
	rows: ReadonlyArray<Pick<TableRow, 'streams'>>,
): readonly ReportColumn[] =>
	rows.some(({streams}) => streams !== undefined)
		? shownColumns
		: shownColumns.filter(({id}) => id !== 'streams');

/** Some of the columns, in another order. */
export const columnsById = (ids: readonly string[]): ReportColumn[] =>
	ids.map(id => {
		const column = reportColumns.find(item => item.id === id);
		if (!column) {
			throw new Error(`no column ${id}`);
		}

		return column;
	});

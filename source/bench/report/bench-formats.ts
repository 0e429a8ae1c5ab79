import {type Figure} from '../../measure/figure.js';
import {cutText} from '../../format/fitted-table.js';
import {tiesText} from '../../format/ties-text.js';
import {unmatchedText} from '../../format/unmatched-text.js';
import {textTable} from '../../format/text-table.js';
import {boardColumn, columnsById, type ReportColumn} from '../../report/table/columns.js';
import {rowsAsMarkdown} from '../../report/table/formats.js';
import {type TableRow} from '../../report/table/rows.js';
import {csvLine} from '../../text/csv.js';
import {sanitize} from '../../text/sanitize.js';
import {type PairRow} from './pair-row.js';

/** The columns of the report of 2019 first, then what it did not have. */
const columns = columnsById([
	'device',
	'framework',
	'model',
	'inferMeanMs',
	'top1',
	'top5',
	'inferP90Ms',
	'fps',
	'millijoules',
	'sustained',
	'streams',
	'verdict',
]);

const withBoards = (
	rows: readonly PairRow[],
	others: readonly ReportColumn[],
): readonly ReportColumn[] =>
	rows.some(({board}) => board !== undefined) ? [boardColumn, ...others] : others;

const columnsOf = (rows: readonly PairRow[]): readonly ReportColumn[] =>
	withBoards(
		rows,
		rows.some(({streams}) => streams !== undefined)
			? columns
			: columns.filter(({id}) => id !== 'streams'),
	);

/** A pair in a sentence. */
const pairText = ({title, backendId, board}: PairRow): string =>
	sanitize(`${title} on ${backendId}${board === undefined ? '' : ` of ${board}`}`);

/** Behind them in CSV. */
const dataColumns = columnsById([
	'backend',
	'threads',
	'precision',
	'source',
	'frames',
	'images',
	'isValid',
	'isReference',
]);

const wordWidth = 40;

const valueOf = (figure: Figure): number | undefined =>
	'value' in figure ? figure.value : undefined;

/** A pair as a row of the result table. */
export const pairAsTableRow = (row: PairRow): TableRow => ({
	...(row.board !== undefined && {board: row.board}),
	device: row.device ?? 'n/a',
	framework: row.framework ?? row.backendId,
	model: row.title,
	inferMs: row.inferMs,
	p90Ms: row.p90Ms,
	fps: row.fps,
	top1: row.top1?.value,
	top5: row.top5?.value,
	images: row.images,
	ties: row.ties,
	backend: row.backendId,
	threads: row.threads,
	precision: row.precision,
	source: row.source,
	frames: row.framesRule,
	millijoules: valueOf(row.millijoules),
	sustained: valueOf(row.sustained),
	...(row.streams?.streams !== undefined && {
		streams: {
			count: row.streams.streams,
			framesPerSecond: row.streams.framesPerSecond,
			isHeld: true,
		},
	}),
	isValid: row.isValid,
	verdict: row.verdict,
	file: '',
	isReference: false,
});

/** Why figures are missing, each reason once. */
const reasons = (rows: readonly PairRow[], what: string, figureOf: (row: PairRow) => Figure) => {
	const texts = rows
		.filter(({frames}) => frames > 0)
		.flatMap(row => {
			const figure = figureOf(row);
			return 'missing' in figure ? [sanitize(figure.missing)] : [];
		});
	return texts.length > 0 ? [`${what} n/a: ${[...new Set(texts)].join('; ')}`] : [];
};

/** Rows whose frames came from different places: FPS of one contains decoding, that of another does not. */
const framesNote = (rows: readonly PairRow[]): string[] => {
	const pairsOf = new Map<string, string[]>();
	for (const row of rows) {
		const mode = row.framesModes.join(' and ');
		if (mode !== '') {
			pairsOf.set(mode, [...(pairsOf.get(mode) ?? []), pairText(row)]);
		}
	}

	const parts = [...pairsOf].map(([mode, pairs]) => `${mode} for ${pairs.join(', ')}`);
	return parts.length > 1
		? [
				`frames: ${parts.join('; ')}: FPS of these are not comparable, latencies are (--frames-from)`,
			]
		: [];
};

/** What stands under the table. */
export const benchNotes = (rows: readonly PairRow[]): string[] => [
	...reasons(rows, 'FPS', ({fps}) =>
		fps === undefined ? {missing: 'needs slices of 1 s and more'} : {value: fps},
	),
	...reasons(rows, 'mJ/inference', ({millijoules}) => millijoules),
	...reasons(rows, 'sustained', ({sustained}) => sustained),
	...framesNote(rows),
	...reasons(rows, 'accuracy', ({accuracyMissing}) =>
		accuracyMissing === undefined ? {value: 0} : {missing: accuracyMissing},
	),
	...rows.flatMap(row =>
		row.unmatched ? [`classes of ${pairText(row)}: ${unmatchedText(row.unmatched)}`] : [],
	),
	...rows.flatMap(row => {
		const text = tiesText(row);
		return text === undefined ? [] : [`equal scores of ${pairText(row)}: ${text}`];
	}),
];

const cut = ({id, isText, text}: ReportColumn, row: TableRow): string =>
	isText && id !== 'verdict' ? cutText(text(row), wordWidth) : text(row);

/** Rows that nothing but their backend tells apart say its target behind the framework: `onnxruntime 1.30.0 webgpu`. */
const tableRowsOf = (rows: readonly PairRow[]): TableRow[] => {
	const all = rows.map(row => pairAsTableRow(row));
	return all.map(row => {
		const hasTwin = all.some(
			other =>
				other.backend !== row.backend &&
				other.board === row.board &&
				other.device === row.device &&
				other.framework === row.framework &&
				other.model === row.model,
		);
		const target = row.backend?.split(':', 2)[1] ?? row.backend;
		return hasTwin ? {...row, framework: `${row.framework} ${target}`} : row;
	});
};

/** For the terminal: long names are cut, verdicts are not. */
export const benchAsText = (
	rows: readonly PairRow[],
	references: readonly TableRow[] = [],
	width?: number,
): string[] => {
	const shown = columnsOf(rows);
	return textTable(
		[
			shown.map(({title}) => title),
			...[...tableRowsOf(rows), ...references].map(row => shown.map(column => cut(column, row))),
		],
		shown.flatMap(({isText}, place) => (isText ? [place] : [])),
		width,
	);
};

export const benchAsMarkdown = (
	rows: readonly PairRow[],
	references: readonly TableRow[] = [],
): string[] => rowsAsMarkdown([...tableRowsOf(rows), ...references], columnsOf(rows));

/** Full precision; shares are fractions of 1, what is missing is empty. */
export const benchAsCsv = (
	rows: readonly PairRow[],
	references: readonly TableRow[] = [],
): string[] => {
	const all = [...withBoards(rows, columns), ...dataColumns];
	return [
		csvLine([
			...all.map(({id}) => id),
			'framesCounted',
			'seconds',
			'slices',
			'streamsFps',
			'streamsHoldSeconds',
			'streamsP99Ms',
		]),
		...rows.map(row => {
			const tableRow = pairAsTableRow(row);
			return csvLine([
				...all.map(({value}) => value(tableRow)),
				row.frames,
				row.seconds,
				row.slices,
				row.streams?.framesPerSecond,
				row.streams?.holdSeconds,
				row.streams?.p99Ms,
			]);
		}),
		...references.map(row =>
			csvLine([...all.map(({value}) => value(row)), '', '', '', '', '', '']),
		),
	];
};

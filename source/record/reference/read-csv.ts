import path from 'node:path';
import {delimiterOf, parseCsv, type CsvRow} from '../../text/csv.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {readBenchmarkApp} from './read-benchmark-app.js';
import {columnsOf, timeUnitOf, type Column, type Columns, type Field} from './headings.js';
import {isMissing, millisecondsOf, numberOf, withoutNoise} from './read-cell.js';
import {type Reference, type ReferenceRow, referenceRowSchema} from './reference.js';

/* A table of other boards as a spreadsheet saves it, with the headings that people write. */

const words: ReadonlySet<Field> = new Set([
	'device',
	'framework',
	'model',
	'precision',
	'backend',
	'source',
	'frames',
] as const);
const times: ReadonlySet<Field> = new Set(['inferMs', 'p50Ms', 'p90Ms']);
const shares: ReadonlySet<Field> = new Set(['top1', 'top5']);
/** Where 0 means that none was counted. */
const counts: ReadonlySet<Field> = new Set(['images', 'threads']);
const needed = ['device', 'framework', 'model', 'inferMs'] as const;

const byField = (columns: readonly Column[], field: Field): Column | undefined =>
	columns.find(column => column.field === field);

/** Whether a table's times stand in a column for all kinds of results, as MLPerf's do. */
const hasResults = (columns: readonly Column[]): boolean =>
	byField(columns, 'inferMs') === undefined &&
	byField(columns, 'result') !== undefined &&
	byField(columns, 'units') !== undefined;

const check = ({found, twice}: Columns, file: string): void => {
	if (twice !== undefined) {
		throw new UserError(
			`${file}: the heading "${sanitize(twice, 60)}" is there twice; leave one of the columns out`,
		);
	}

	const hasTime = byField(found, 'p50Ms') !== undefined || hasResults(found);
	const missing = needed.filter(
		field => byField(found, field) === undefined && !(field === 'inferMs' && hasTime),
	);
	if (missing.length > 0) {
		throw new UserError(
			`${file}: the first line names no column for ${missing.join(', ')}; wanted: Device, Framework, Model, Inference time (ms), and Top-1 %, Top-5 %, Images where they are known`,
		);
	}
};

/** How the cells of a table are read. */
type Reading = {
	readonly columns: readonly Column[];
	readonly hasDecimalComma: boolean;
	/** Columns of shares in percent. */
	readonly percents: ReadonlySet<Column>;
};

/** Percent by the heading, by a cell's own sign, or because a fraction cannot be above 1. */
const isPercent = ({heading, place}: Column, rows: readonly CsvRow[], hasDecimalComma: boolean) =>
	/%|percent|\bpct\b/i.test(heading) ||
	rows.some(({cells}) => {
		const cell = cells[place] ?? '';
		return cell.includes('%') || numberOf(cell, hasDecimalComma) > 1;
	});

const valueOf = (
	column: Column,
	cell: string,
	{hasDecimalComma, percents}: Reading,
): string | number => {
	const {field, heading} = column;
	if (words.has(field)) {
		return cell.replaceAll(/\s+/g, ' ');
	}

	if (times.has(field)) {
		return millisecondsOf(cell, timeUnitOf(heading) ?? 1, hasDecimalComma);
	}

	const number = numberOf(cell, hasDecimalComma);
	return shares.has(field) && percents.has(column) ? withoutNoise(number / 100) : number;
};

/** What became of a line. */
type Outcome = {readonly row: ReferenceRow} | {readonly leftOut: string};

const resultMs = (
	cells: readonly string[],
	{columns, hasDecimalComma}: Reading,
): number | {readonly leftOut: string} => {
	const units = cells[byField(columns, 'units')!.place] ?? '';
	const unit = timeUnitOf(units);
	return unit === undefined
		? {leftOut: `a result in ${sanitize(units, 30) || 'no unit'}, no time of one inference`}
		: millisecondsOf(cells[byField(columns, 'result')!.place] ?? '', unit, hasDecimalComma);
};

const readRow = ({cells, line}: CsvRow, reading: Reading, file: string): Outcome => {
	const {columns} = reading;
	const cellOf = (field: Field) => cells[byField(columns, field)?.place ?? -1] ?? '';
	if (/^true$/i.test(cellOf('isReference'))) {
		return {leftOut: 'itself a reference of another table'};
	}

	const reason = cellOf('notAveraged');
	if (reason !== '') {
		return {leftOut: sanitize(reason, 80)};
	}

	const fields = columns.flatMap((column): Array<[Field, string | number]> => {
		const cell = cells[column.place] ?? '';
		const isNone = isMissing(cell) || (counts.has(column.field) && numberOf(cell) === 0);
		return isNone ? [] : [[column.field, valueOf(column, cell, reading)]];
	});
	const values: Partial<Record<Field, string | number>> = Object.fromEntries(fields);
	if (hasResults(columns)) {
		const result = resultMs(cells, reading);
		if (typeof result === 'object') {
			return result;
		}

		values.inferMs = result;
	}

	values.inferMs ??= values.p50Ms;
	const hasWords = needed.every(field => field === 'inferMs' || values[field] !== undefined);
	if (hasWords && values.inferMs === undefined) {
		return {leftOut: 'no time'};
	}

	const row = referenceRowSchema.safeParse(values);
	if (!row.success) {
		const {path: at, message} = row.error.issues[0]!;
		throw new UserError(`${file}, line ${line}: ${at.join('.')}: ${sanitize(message, 160)}`);
	}

	return {row: row.data};
};

/** What a reader must know of how a table was read. */
const caveatsOf = (reading: Reading, outcomes: readonly Outcome[]): string[] => {
	const {columns} = reading;
	const time = byField(columns, 'inferMs');
	const reasons = new Map<string, number>();
	for (const outcome of outcomes) {
		if ('leftOut' in outcome) {
			reasons.set(outcome.leftOut, (reasons.get(outcome.leftOut) ?? 0) + 1);
		}
	}

	return [
		...(time && timeUnitOf(time.heading) === undefined && !/ms$/i.test(time.heading)
			? [`The heading "${time.heading}" names no unit of time: read as ms`]
			: []),
		...(time === undefined && !hasResults(columns) ? ['Times are medians, not means'] : []),
		...(hasResults(columns) && byField(columns, 'scenario')
			? ['MLPerf states the 90th percentile of a single stream, not the mean']
			: []),
		...[...reasons].map(
			([reason, count]) => `${count} ${count === 1 ? 'row' : 'rows'} left out: ${reason}`,
		),
	];
};

/** Comments before the heading are no part of the table. */
const withoutComments = (text: string): string => text.replace(/^\uFEFF?(?:[#"]?#[^\n]*\n)+/, '');

/**
A table as a spreadsheet saves it: separated by commas, semicolons or tabs, or a report of OpenVINO's benchmark_app. Its title is the file's name.

@throws UserError naming the file and the line.
*/
export const fromCsv = (whole: string, file: string): Reference => {
	const text = withoutComments(whole);
	const title = path.basename(file, path.extname(file));
	const benchmarkApp = readBenchmarkApp(text, file);
	if (benchmarkApp) {
		return {kind: 'edgetop-reference', schemaVersion: 1, title, ...benchmarkApp};
	}

	const delimiter = delimiterOf(/^.*/.exec(text.trimStart())![0]);
	const [heading, ...lines] = parseCsv(text, file, delimiter);
	const columns = columnsOf(heading?.cells ?? []);
	check(columns, file);
	const hasDecimalComma = delimiter !== ',';
	const reading: Reading = {
		columns: columns.found,
		hasDecimalComma,
		percents: new Set(
			columns.found.filter(
				column => shares.has(column.field) && isPercent(column, lines, hasDecimalComma),
			),
		),
	};
	if (lines.length === 0) {
		throw new UserError(`${file}: a heading, but no row`);
	}

	const outcomes = lines.map(line => readRow(line, reading, file));
	const rows = outcomes.flatMap(outcome => ('row' in outcome ? [outcome.row] : []));
	const caveats = caveatsOf(reading, outcomes);
	if (rows.length === 0) {
		throw new UserError(`${file}: no row that can be compared: ${caveats.join('; ')}`);
	}

	return {
		kind: 'edgetop-reference',
		schemaVersion: 1,
		title,
		caveats,
		rows,
		...(columns.unread.length > 0 && {unread: columns.unread}),
	};
};

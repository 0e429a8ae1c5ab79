import path from 'node:path';
import process from 'node:process';
import {type Flags} from '../flags.js';
import {readSummary} from '../journal/read/read-summary.js';
import {chartText, type ChartLine, type ChartStyle} from '../report/table/chart-line.js';
import {averageCaveat, averageCharts, modelCharts} from '../report/table/charts.js';
import {markdownCell, rowsAsCsv, rowsAsMarkdown, rowsAsText} from '../report/table/formats.js';
import {notAveragedNotes, accuracyNotes} from '../report/table/groups.js';
import {
	referenceNotes,
	referenceRows,
	reportRows,
	rowNames,
	type ReportRow,
} from '../report/table/rows.js';
import {shareOf} from '../report/share.js';
import {scatterChart} from '../report/table/scatter.js';
import {wrapCell} from '../format/text-table.js';
import {namedSessions} from '../journal/named-sessions.js';
import {newestSession} from '../journal/newest-session.js';
import {readReferences} from '../record/reference/read-reference.js';
import {type Reference} from '../record/reference/reference.js';
import {computeFast} from '../system/memory.js';
import {ownNames} from '../system/own-names.js';
import {SaveFile} from '../system/save-file.js';
import {parseFormat} from '../text/parse-values.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {jsonText} from '../text/json-text.js';
import {terminalColour} from './run/terminal.js';

const formats = ['text', 'md', 'csv', 'json', 'html'] as const;
type Format = (typeof formats)[number];

const formatOf = (flags: Flags): Format => parseFormat(flags, formats) ?? 'text';

/** What is to be made of the rows. */
type Report = {
	readonly rows: readonly ReportRow[];
	readonly references: readonly Reference[];
	readonly hasAverages: boolean;
};

const chartLines = ({rows, hasAverages}: Report, style: ChartStyle): ChartLine[] => [
	...modelCharts(rows, style),
	...(hasAverages ? averageCharts(rows, style) : []),
	...scatterChart(rows, style),
];

const notesOf = ({rows, references, hasAverages}: Report): string[] => [
	...(hasAverages ? [averageCaveat] : []),
	...notAveragedNotes(rows, rowNames(rows)),
	...accuracyNotes(rows, rowNames(rows)),
	...referenceNotes(references),
];

/** Colours for a terminal that shows them: one's own rows stand out, those of others step back. */
const painted = (line: ChartLine): string =>
	line
		.map(({text, kind}) =>
			kind === 'plain' ? text : `\u001B[${kind === 'own' ? '36' : '2'}m${text}\u001B[0m`,
		)
		.join('');

const lines = (
	report: Report,
	format: Exclude<Format, 'html'>,
	{isColoured, ...style}: ChartStyle & {readonly isColoured: boolean},
): string[] => {
	const {rows, references} = report;
	switch (format) {
		case 'csv': {
			return rowsAsCsv(rows);
		}

		case 'json': {
			const document = {kind: 'edgetop-report', schemaVersion: 1, rows, references};
			return [jsonText(document, 2)];
		}

		case 'md': {
			const cells = notesOf(report).flatMap(text => ['', markdownCell(text)]);
			const charts = chartLines(report, style).map(line => chartText(line).trimEnd());
			return [...rowsAsMarkdown(rows), '', '```text', ...charts, '```', ...cells];
		}

		case 'text': {
			const charts = chartLines(report, style).map(line =>
				isColoured ? painted(line) : chartText(line).trimEnd(),
			);
			const {width} = style;
			const notes = notesOf(report);
			const told = width === undefined ? notes : notes.flatMap(text => wrapCell(text, width));
			return [...rowsAsText(rows, width), '', ...charts, '', ...told];
		}
	}
};

/** To a file that was asked for, else to stdout. */
const write = (pieces: readonly string[], output: string | undefined): void => {
	if (output === undefined) {
		for (const piece of pieces) {
			process.stdout.write(piece);
		}
	} else {
		new SaveFile(output).save(pieces);
		process.stderr.write(`saved to ${path.resolve(output)}\n`);
	}
};

/** The sessions that are named, else the newest of this machine. */
const filesOf = (named: readonly string[]): readonly string[] => {
	if (named.length > 0) {
		return namedSessions(named);
	}

	const newest = newestSession();
	if (newest === undefined) {
		throw new UserError(
			'report: a saved summary is missing: this machine has none yet; run edgetop, or edgetop report RUN.json [MORE.json …]',
		);
	}

	process.stderr.write(`the newest: ${sanitize(newest)}\n`);
	return [newest];
};

/** One summary at a time: a year of them does not lie in memory. */
function* readOneByOne(files: readonly string[]) {
	for (const file of files) {
		yield {file, summary: readSummary(file)};
	}
}

const checkAny = (ownRows: number, files: readonly string[]): void => {
	if (ownRows === 0) {
		throw new UserError(
			`report: no frame was counted in ${files.map(file => sanitize(file)).join(', ')}`,
		);
	}
};

/** One file to hand on. */
const share = (files: readonly string[], flags: Flags): number => {
	if (flags.format !== undefined && flags.format !== 'json') {
		throw new UserError(`report: --share writes JSON, not ${flags.format}`);
	}

	const {reference, leftOut} = shareOf(readOneByOne(files), ownNames());
	for (const [reason, count] of leftOut) {
		process.stderr.write(`left out: ${count} ${count === 1 ? 'row' : 'rows'} (${reason})\n`);
	}

	if (!reference) {
		throw new UserError('report: --share: no row that others could compare with');
	}

	write([jsonText(reference, '\t'), '\n'], flags.output);
	return 0;
};

/**
`edgetop report [FILE|FOLDER…]`: a table of saved sessions and four charts of them, with tables of others behind them.

@throws UserError
*/
export const runReport = async (named: readonly string[], flags: Flags): Promise<number> => {
	const format = formatOf(flags);
	computeFast();
	const files = filesOf(named);
	if (flags.share) {
		return share(files, flags);
	}

	const references = readReferences(flags.reference ?? [], text => {
		process.stderr.write(`edgetop: ${text}\n`);
	});
	const hasAverages = flags.averages === true;
	if (format === 'html') {
		const {reportPage} = await import('../report/html/page.js');
		const {pieces, ownRows} = reportPage(readOneByOne(files), references, {
			hasAverages,
			count: files.length,
		});
		checkAny(ownRows, files);
		write(pieces, flags.output);
		return 0;
	}

	const own: ReportRow[] = [];
	for (const session of readOneByOne(files)) {
		own.push(...reportRows([session]));
	}

	checkAny(own.length, files);
	const report = {rows: [...own, ...referenceRows(references)], references, hasAverages};
	const {stdout} = process;
	const isScreen = stdout.isTTY && flags.output === undefined;
	const text = lines(report, format, {
		isAscii: flags.ascii === true,
		width: isScreen ? stdout.columns : undefined,
		isColoured: isScreen && terminalColour(flags.color, process.env) !== 'none',
	}).join('\n');
	write([text, '\n'], flags.output);
	return 0;
};

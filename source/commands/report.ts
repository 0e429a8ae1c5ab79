import path from 'node:path';
import process from 'node:process';
import {type Flags} from '../flags.js';
import {readSummary} from '../journal/read/read-summary.js';
import {averageCharts} from '../report/table/averages.js';
import {markdownCell, rowsAsCsv, rowsAsMarkdown, rowsAsText} from '../report/table/formats.js';
import {referenceNotes, referenceRows, reportRows, type ReportRow} from '../report/table/rows.js';
import {scatterChart} from '../report/table/scatter.js';
import {wrapCell} from '../format/text-table.js';
import {newestSession} from '../journal/newest-session.js';
import {readReferences} from '../record/reference/read-reference.js';
import {type Reference} from '../record/reference/reference.js';
import {SaveFile} from '../system/save-file.js';
import {parseChoice} from '../text/parse-values.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

const formats = ['text', 'md', 'csv', 'json', 'html'] as const;
type Format = (typeof formats)[number];

const formatOf = (flags: Flags): Format => {
	if (flags.json && flags.format !== undefined && flags.format !== 'json') {
		throw new UserError(`--json and --format ${flags.format} contradict each other`);
	}

	return flags.json ? 'json' : parseChoice('format', flags.format ?? 'text', formats);
};

const note =
	'An average is over the rows given here: where not every device ran every model, it compares those choices too.';

const lines = (
	rows: readonly ReportRow[],
	references: readonly Reference[],
	format: Exclude<Format, 'html'>,
	{isAscii, width}: {readonly isAscii: boolean; readonly width: number | undefined},
): string[] => {
	const style = {isAscii, ...(width !== undefined && {width})};
	const scatterStyle = {isAscii, ...(width !== undefined && {width: Math.min(width, 100)})};
	const charts = () => [...averageCharts(rows, style), '', ...scatterChart(rows, scatterStyle)];
	const notes = () => [note, ...referenceNotes(references)];
	switch (format) {
		case 'csv': {
			return rowsAsCsv(rows);
		}

		case 'json': {
			const document = {kind: 'edgetop-report', schemaVersion: 1, rows, references};
			return [JSON.stringify(document, undefined, 2)];
		}

		case 'md': {
			const cells = notes().flatMap(text => ['', markdownCell(text)]);
			return [...rowsAsMarkdown(rows), '', '```text', ...charts(), '```', ...cells];
		}

		case 'text': {
			const told = width === undefined ? notes() : notes().flatMap(text => wrapCell(text, width));
			return [...rowsAsText(rows, width), '', ...charts(), '', ...told];
		}
	}
};

/** To a file that was asked for, else to stdout. */
const write = (text: string, output: string | undefined): void => {
	if (output === undefined) {
		process.stdout.write(text);
	} else {
		new SaveFile(output).save(text);
		process.stderr.write(`saved to ${path.resolve(output)}\n`);
	}
};

/** The files that are named, else the newest session of this machine. */
const filesOf = (named: readonly string[]): readonly string[] => {
	if (named.length > 0) {
		return named;
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

/**
`edgetop report [FILE…]`: a table of saved sessions and four charts of them, with tables of others behind them.

@throws UserError
*/
export const runReport = async (named: readonly string[], flags: Flags): Promise<number> => {
	const format = formatOf(flags);
	const sessions = filesOf(named).map(file => ({file, summary: readSummary(file)}));
	const own = reportRows(sessions);
	if (own.length === 0) {
		throw new UserError(
			`report: no frame was counted in ${sessions.map(({file}) => sanitize(file)).join(', ')}`,
		);
	}

	const references = readReferences(flags.reference ?? [], text => {
		process.stderr.write(`edgetop: ${text}\n`);
	});
	const rows = [...own, ...referenceRows(references)];

	if (format === 'html') {
		const {reportPage} = await import('../report/html/page.js');
		write(reportPage(sessions, references), flags.output);
		return 0;
	}

	// A file, like a pipe, has no width; only text is for the terminal.
	const width =
		flags.output === undefined && format === 'text' ? process.stdout.columns : undefined;
	const text = lines(rows, references, format, {isAscii: flags.ascii === true, width}).join('\n');
	write(`${text}\n`, flags.output);
	return 0;
};

import path from 'node:path';
import process from 'node:process';
import {type Flags} from '../flags.js';
import {readSummary} from '../journal/read/read-summary.js';
import {averageCharts} from '../report/table/averages.js';
import {markdownCell, rowsAsCsv, rowsAsMarkdown, rowsAsText} from '../report/table/formats.js';
import {referenceNotes, referenceRows, reportRows, type ReportRow} from '../report/table/rows.js';
import {scatterChart} from '../report/table/scatter.js';
import {readReferences} from '../record/reference/read-reference.js';
import {type Reference} from '../record/reference/reference.js';
import {SaveFile} from '../system/save-file.js';
import {parseChoice} from '../text/parse-values.js';
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
	isAscii: boolean,
): string[] => {
	const charts = () => [...averageCharts(rows, {isAscii}), '', ...scatterChart(rows, {isAscii})];
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
			return [...rowsAsText(rows), '', ...charts(), '', ...notes()];
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

/**
`edgetop report FILE…`: a table of saved sessions and four charts of them, with tables of others behind them.

@throws UserError
*/
export const runReport = async (files: readonly string[], flags: Flags): Promise<number> => {
	if (files.length === 0) {
		throw new UserError(
			'report: a saved summary is missing: edgetop report RUN.json [MORE.json …]',
		);
	}

	const format = formatOf(flags);
	const sessions = files.map(file => ({file, summary: readSummary(file)}));
	const own = reportRows(sessions);
	if (own.length === 0) {
		throw new UserError(`report: no frame was counted in ${files.join(', ')}`);
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

	const text = lines(rows, references, format, flags.ascii === true).join('\n');
	write(`${text}\n`, flags.output);
	return 0;
};

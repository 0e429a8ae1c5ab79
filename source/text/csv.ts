import {parse, CsvError} from 'csv-parse/sync';
import {stringify} from 'csv-stringify/sync';
import {sanitize} from './sanitize.js';
import {UserError} from './user-error.js';

/** A row of a CSV file. */
export type CsvRow = {
	/** Without blanks around them. */
	readonly cells: readonly string[];
	/** Of its end in the file, from 1 on. */
	readonly line: number;
};

const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** What separates the cells of a heading: a comma, a semicolon or a tab, whichever is there most often outside of quotes. */
export const delimiterOf = (heading: string): Delimiter => {
	const bare = heading.replaceAll(/"(?:[^"]|"")*"/g, '');
	return delimiters.toSorted((a, b) => bare.split(b).length - bare.split(a).length)[0]!;
};

/**
The rows of a CSV text (RFC 4180: quotes may hold line breaks), without empty ones. A byte-order mark is left out.

@throws UserError naming the file and the line of a quote that is not closed.
*/
export const parseCsv = (text: string, file: string, delimiter: Delimiter = ','): CsvRow[] => {
	try {
		const rows = parse(text, {
			bom: true,
			delimiter,
			info: true,
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
			skip_records_with_empty_values: true,
		}) as unknown as ReadonlyArray<{record: string[]; info: {lines: number}}>;
		return rows.map(({record, info}) => ({
			cells: record.map(cell => cell.trim()),
			line: info.lines,
		}));
	} catch (error) {
		if (error instanceof CsvError) {
			throw new UserError(`${file}: no CSV: ${sanitize(error.message, 160)}`, {cause: error});
		}

		throw error;
	}
};

/** What a spreadsheet would take for a formula gets an apostrophe before it; some cut cells at semicolons, and some know the wide signs of East Asia. */
const defused = (value: string): string =>
	sanitize(value).replaceAll(/(^|;)(?=\s*[=+\-@＝＋－＠])/g, "$1'");

/** One line of CSV (RFC 4180), without its end. What is missing is empty; texts are sanitised. */
export const csvLine = (cells: ReadonlyArray<string | number | boolean | undefined>): string =>
	stringify([cells.map(cell => (typeof cell === 'string' ? defused(cell) : cell))], {
		cast: {boolean: String},
		eof: false,
	});

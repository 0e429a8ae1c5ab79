import {type Flags} from '../../flags.js';
import {modelKey} from '../../record/reference/model-key.js';
import {rowKey} from '../../record/reference/rank.js';
import {type Reference} from '../../record/reference/reference.js';
import {markdownCell} from '../../report/table/formats.js';
import {referenceNotes, referenceRows} from '../../report/table/rows.js';
import {parseFormat} from '../../text/parse-values.js';
import {jsonText} from '../../text/json-text.js';
import {benchAsCsv, benchAsMarkdown, benchAsText, benchNotes} from './bench-formats.js';
import {type PairRow} from './pair-row.js';

const formats = ['text', 'md', 'csv', 'json'] as const;
export type BenchFormat = (typeof formats)[number];

/** @throws UserError for one that bench does not have, or two at once. */
export const benchFormat = (flags: Flags): BenchFormat => parseFormat(flags, formats) ?? 'text';

/** The rows of others that ran the same models; a table without one is left out. */
export const referencesOf = (
	rows: readonly PairRow[],
	tables: readonly Reference[],
): Reference[] => {
	const keys = new Set(rows.map(({model}) => modelKey(model)));
	return tables
		.map(table => ({...table, rows: table.rows.filter(row => keys.has(rowKey(row)))}))
		.filter(table => table.rows.length > 0);
};

/** The result of a bench as it is printed, with its last line break. */
export const benchOutput = (
	rows: readonly PairRow[],
	format: BenchFormat,
	about: {
		/** What JSON has before `rows` and `references`. */
		readonly document: Readonly<Record<string, unknown>>;
		/** First lines under the table. */
		readonly notes: readonly string[];
		readonly references: readonly Reference[];
		/** Cells of the terminal; undefined where the reader is none. */
		readonly width: number | undefined;
	},
): string => {
	const references = referenceRows(about.references);
	const notes = [...about.notes, ...benchNotes(rows), ...referenceNotes(about.references)];
	const lines = {
		csv: () => benchAsCsv(rows, references),
		json: () => [jsonText({...about.document, rows, references: about.references}, 2)],
		md: () => [
			...benchAsMarkdown(rows, references),
			'',
			...notes.map(note => `- ${markdownCell(note)}`),
		],
		text: () => [...benchAsText(rows, references, about.width), '', ...notes],
	}[format]();
	return `${lines.join('\n')}\n`;
};

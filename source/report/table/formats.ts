import {sanitize} from '../../text/sanitize.js';
import {fpsText, millisecondsText, missing, shareText} from '../../format/figure-text.js';
import {textTable} from '../../format/text-table.js';
import {rowNames, type ReportRow} from './rows.js';

const heads = [
	'Device',
	'Framework',
	'Model',
	'Inference time (ms)',
	'p50 (ms)',
	'p90 (ms)',
	'FPS',
	'Top-1 %',
	'Top-5 %',
	'Images',
	'Verdict',
] as const;

/** Columns that are words. */
const words = [0, 1, 2, 10];

const cells = (row: ReportRow): string[] => [
	sanitize(row.device),
	sanitize(row.framework),
	sanitize(row.model),
	millisecondsText(row.inferMs),
	millisecondsText(row.p50Ms),
	millisecondsText(row.p90Ms),
	fpsText(row.fps),
	shareText(row.top1),
	shareText(row.top5),
	row.images ? String(row.images) : missing,
	sanitize(row.verdict),
];

const shortHeads = [
	'',
	...heads.map(head => (head === 'Inference time (ms)' ? 'mean (ms)' : head)),
];

/** For the terminal: rows are numbered, or lettered where they are references; the charts refer to that. */
export const rowsAsText = (rows: readonly ReportRow[], width?: number): string[] => {
	const names = rowNames(rows);
	return textTable(
		[
			shortHeads,
			...rows.map((row, place) => [
				names[place]!,
				...cells(row).map((cell, column) => (words.includes(column) ? sanitize(cell, 36) : cell)),
			]),
		],
		words.map(column => column + 1),
		width,
	);
};

export const markdownCell = (text: string): string =>
	text.replaceAll(/[\\|`<>[\]*_]/g, String.raw`\$&`);

export const markdownLine = (row: readonly string[]): string => `| ${row.join(' | ')} |`;

export const rowsAsMarkdown = (rows: readonly ReportRow[]): string[] => [
	markdownLine(heads),
	markdownLine(heads.map((_, column) => (words.includes(column) ? '---' : '---:'))),
	...rows.map(row => markdownLine(cells(row).map(cell => markdownCell(cell)))),
];

const csvHeads = [
	'device',
	'framework',
	'model',
	'inferMeanMs',
	'inferP50Ms',
	'inferP90Ms',
	'fps',
	'top1',
	'top5',
	'images',
	'isValid',
	'verdict',
	'file',
];

/** Quoted as RFC 4180 asks; a word that a spreadsheet would take for a formula is quoted with an apostrophe before it. */
export const csvCell = (value: string | number | boolean | undefined): string => {
	if (typeof value !== 'string') {
		return value === undefined ? '' : String(value);
	}

	const text = sanitize(value).replace(/^[=+\-@]/, "'$&");
	return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Full precision; shares are fractions of 1, what is missing is empty. */
export const rowsAsCsv = (rows: readonly ReportRow[]): string[] => [
	csvHeads.join(','),
	...rows.map(row =>
		[
			row.device,
			row.framework,
			row.model,
			row.inferMs,
			row.p50Ms,
			row.p90Ms,
			row.fps,
			row.top1,
			row.top5,
			row.images,
			row.isValid,
			row.verdict,
			row.file,
		]
			.map(value => csvCell(value))
			.join(','),
	),
];

import {type Figure} from '../../measure/figure.js';
import {sanitize} from '../../text/sanitize.js';
import {fpsText, millisecondsText, missing, shareText} from '../../format/figure-text.js';
import {csvCell, markdownCell, markdownLine} from '../../report/table/formats.js';
import {textTable} from '../../format/text-table.js';
import {type PairRow} from './pair-row.js';

/** The columns of the report of 2019, and what it did not have. */
const heads = [
	'Device',
	'Framework',
	'Model',
	'Inference time (ms)',
	'Top-1 %',
	'Top-5 %',
	'p90 (ms)',
	'FPS',
	'mJ/inference',
	'Sustained',
	'Verdict',
];
const words = [0, 1, 2, 10];
const wordWidth = 40;

const figureText = (figure: Figure, digits: number): string =>
	'value' in figure ? figure.value.toFixed(digits) : missing;

const cells = (row: PairRow): string[] => [
	sanitize(row.device ?? missing),
	sanitize(row.framework ?? row.backendId),
	sanitize(row.title),
	millisecondsText(row.inferMs),
	shareText(row.top1?.value),
	shareText(row.top5?.value),
	millisecondsText(row.p90Ms),
	fpsText(row.fps),
	figureText(row.millijoules, 1),
	figureText(row.sustained, 3),
	sanitize(row.verdict),
];

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

/** What stands under the table. */
export const benchNotes = (rows: readonly PairRow[]): string[] => [
	...reasons(rows, 'mJ/inference', ({millijoules}) => millijoules),
	...reasons(rows, 'sustained', ({sustained}) => sustained),
];

/** For the terminal: long names are cut, verdicts are not. */
export const benchAsText = (rows: readonly PairRow[], width?: number): string[] =>
	textTable(
		[
			heads,
			...rows.map(row =>
				cells(row).map((cell, column) =>
					words.includes(column) && column < 10 ? sanitize(cell, wordWidth) : cell,
				),
			),
		],
		words,
		width,
	);

export const benchAsMarkdown = (rows: readonly PairRow[]): string[] => [
	markdownLine(heads),
	markdownLine(heads.map((_, column) => (words.includes(column) ? '---' : '---:'))),
	...rows.map(row => markdownLine(cells(row).map(cell => markdownCell(cell)))),
];

const valueOf = (figure: Figure): number | undefined =>
	'value' in figure ? figure.value : undefined;

/** Full precision; shares are fractions of 1, what is missing is empty. */
export const benchAsCsv = (rows: readonly PairRow[]): string[] => [
	'device,framework,model,inferMeanMs,top1,top5,p90Ms,fps,millijoules,sustained,verdict,backend,images,frames,seconds,slices,isValid',
	...rows.map(row =>
		[
			row.device,
			row.framework,
			row.title,
			row.inferMs,
			row.top1?.value,
			row.top5?.value,
			row.p90Ms,
			row.fps,
			valueOf(row.millijoules),
			valueOf(row.sustained),
			row.verdict,
			row.backendId,
			row.images,
			row.frames,
			row.seconds,
			row.slices,
			row.isValid,
		]
			.map(value => csvCell(value))
			.join(','),
	),
];

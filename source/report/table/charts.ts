import {millisecondsText, shareText} from '../../format/figure-text.js';
import {sanitize} from '../../text/sanitize.js';
import {barLines, type ChartBar} from './bar-lines.js';
import {type ChartLine, type ChartStyle, markOf, part} from './chart-line.js';
import {
	averagesBy,
	frameworkName,
	modelPanels,
	type Average,
	type ModelBar,
	type ModelPanel,
} from './groups.js';
import {type ReportRow} from './rows.js';

const kindOf = ({isReference}: {readonly isReference: boolean}) =>
	isReference ? ('reference' as const) : ('own' as const);

const rowsText = (rows: number): string => (rows > 1 ? ` (${rows} rows)` : '');

const modelBar = (bar: ModelBar): ChartBar => ({
	names: [sanitize(bar.device, 60), sanitize(bar.how, 60)],
	value: bar.ms,
	text: [
		`${millisecondsText(bar.ms)} ms`,
		...(bar.top1 === undefined ? [] : [`${shareText(bar.top1)} %`]),
		...(bar.notAveraged === undefined ? [] : [sanitize(bar.notAveraged.split(':')[0]!, 24)]),
	]
		.join('  ')
		.concat(rowsText(bar.rows)),
	kind: kindOf(bar),
});

const panelLines = ({model, bars}: ModelPanel, style: ChartStyle): ChartLine[] => [
	...barLines(
		`Inference time and top-1 of ${sanitize(model, 60)} (logarithmic)`,
		bars.map(bar => modelBar(bar)),
		{isLog: true, unit: 'ms'},
		style,
	),
	[],
];

/** What the marks mean. */
const legend = ({isAscii = false}: ChartStyle): ChartLine => [
	part(`${markOf('own', isAscii)} your runs: medians`, 'own'),
	part('   '),
	part(`${markOf('reference', isAscii)} references: means as published`, 'reference'),
];

/** A chart for each model that was run, so that only what is comparable stands together. */
export const modelCharts = (rows: readonly ReportRow[], style: ChartStyle = {}): ChartLine[] => {
	const panels = modelPanels(rows);
	return panels.length === 0
		? []
		: [
				...panels.flatMap(panel => panelLines(panel, style)),
				...(rows.some(({isReference}) => isReference) ? [legend(style), []] : []),
			];
};

const averageBars = (averages: readonly Average[], textOf: (value: number) => string): ChartBar[] =>
	averages.map(average => ({
		names: [sanitize(average.name, 60)],
		value: average.value,
		text: `${textOf(average.value)}${rowsText(average.rows)}`,
		kind: kindOf(average),
	}));

/** What a reader must know of an average over all rows. */
export const averageCaveat =
	'An average is over the rows given here: where not every device ran every model, it compares those choices too.';

/** The averages of the report of 2019: time by device, accuracy by model, time by framework. Means, as there. */
export const averageCharts = (rows: readonly ReportRow[], style: ChartStyle = {}): ChartLine[] => {
	const milliseconds = (value: number) => `${millisecondsText(value)} ms`;
	const isTimed = ({inferMs}: ReportRow) => (inferMs > 0 ? inferMs : undefined);
	const time = (title: string, nameOf: (row: ReportRow) => string) =>
		barLines(
			`${title} (logarithmic)`,
			averageBars(averagesBy(rows, nameOf, isTimed), milliseconds),
			{isLog: true, unit: 'ms'},
			style,
		);
	return [
		...time('Average inference time by device', ({device}) => device),
		[],
		...barLines(
			'Average top-1 accuracy by model',
			averageBars(
				averagesBy(
					rows,
					({model}) => model,
					({top1}) => top1,
				),
				value => `${shareText(value)} %`,
			),
			{isLog: false, unit: '%'},
			style,
		),
		[],
		...time('Average inference time by framework', row => frameworkName(row)),
		[],
	];
};

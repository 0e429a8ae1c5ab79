import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';
import {sanitize} from '../text/sanitize.js';
import {changeText, fpsText, millisecondsText, missing, shareText} from '../format/figure-text.js';
import {moreNeeded, verdictWords} from '../format/verdict-text.js';
import {textTable} from '../format/text-table.js';
import {type FigureComparison} from './compare-figures.js';
import {timeMargin, timesAsMany} from './statistics/comparison.js';
import {
	labelOf,
	type ComparisonReport,
	type NamedSession,
	type PairComparison,
	type SessionComparison,
} from './compare-sessions.js';
import {type Difference} from './context-differences.js';

/** Values of a context can be long; a column of the table is not. */
const widestValue = 34;

/** Width within the indentation. */
const inner = (width: number | undefined): number | undefined =>
	width === undefined ? undefined : width - 2;

const indented = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`);

const differenceLines = (
	labels: readonly string[],
	differences: readonly Difference[],
	width: number | undefined,
): string[] =>
	indented(
		textTable(
			[
				['', ...labels],
				...differences.map(({name, values}) => [
					name,
					...values.map(value => sanitize(value ?? missing, widestValue)),
				]),
			],
			Array.from({length: labels.length + 1}, (_, column) => column),
			inner(width),
		),
	);

const valueText = (value: number | undefined, unit: FigureComparison['unit']): string =>
	({ms: millisecondsText, FPS: fpsText, share: shareText})[unit](value);

const unitText = {ms: ', ms', FPS: '', share: ', %'} as const;

const verdictText = ({
	verdict,
	reason,
	change,
	low,
	high,
	margin,
	unit,
}: FigureComparison): string => {
	if (verdict === undefined) {
		return `– ${reason ?? ''}`;
	}

	const words = verdictWords({verdict, low, high, margin, unit});
	return verdict === 'undecided' && change !== undefined && low !== undefined && high !== undefined
		? `${words}; ${moreNeeded(timesAsMany(change, low, high, margin ?? timeMargin), unit === 'share' ? 'the images' : 'the frames')}`
		: words;
};

const figureRow = (figure: FigureComparison): string[] => {
	const {unit, change, low, high} = figure;
	const suffix = unit === 'share' ? 'pt' : '%';
	return [
		`${figure.title}${unitText[unit]}`,
		valueText(figure.first, unit),
		valueText(figure.second, unit),
		change === undefined ? missing : `${changeText(change)} ${suffix}`,
		low === undefined || high === undefined
			? ''
			: `${changeText(low)} to ${changeText(high)} ${suffix}`,
		verdictText(figure),
	];
};

const pairLines = (label: string, pair: PairComparison, width: number | undefined): string[] => [
	'',
	`${label} against A: ${sanitize(pair.modelName)} on ${sanitize(pair.backendId)} (segment ${pair.second} against ${pair.first})`,
	...(pair.differences.length > 0 ? differenceLines(['A', label], pair.differences, width) : []),
	...indented(
		textTable(
			[
				['figure', 'A', label, 'change', '95 % interval', 'verdict'],
				...pair.figures.map(figure => figureRow(figure)),
			],
			[0, 5],
			inner(width),
		),
	),
	...pair.notes.map(note => `  note: ${sanitize(note)}`),
];

const comparisonLines = (
	{label, pairs, alone}: SessionComparison,
	width: number | undefined,
): string[] => [
	...pairs.flatMap(pair => pairLines(label, pair, width)),
	...(alone.length > 0 || pairs.length === 0 ? [''] : []),
	...alone.map(text => `${label}: ${sanitize(text)}: A has no such segment`),
	...(pairs.length === 0 && alone.length === 0 ? [`${label}: no frame was counted`] : []),
];

const tests = (report: ComparisonReport): string[] => {
	const names = report.comparisons.flatMap(({pairs}) =>
		pairs.flatMap(({figures}) => figures.flatMap(({test}) => test ?? [])),
	);
	return [...new Set(names)];
};

const overviewRow = (
	label: string,
	{context}: Summary,
	segment: SummarySegment,
	verdict: string,
): string[] => [
	label,
	sanitize(context.host.board ?? context.host.name, 22),
	sanitize(`${segment.modelName} ${segment.precision}`, 34),
	sanitize(segment.backendId, 22),
	millisecondsText(segment.stages.infer?.p50),
	millisecondsText(segment.stages.infer?.p90),
	fpsText(segment.fps.session),
	shareText(segment.accuracy.cumulative.top1?.value),
	shareText(segment.accuracy.cumulative.top5?.value),
	verdict,
];

/** Verdict on the median of inference, as the one word of the overview. */
const shortVerdict = (
	comparison: SessionComparison | undefined,
	segment: SummarySegment,
): string => {
	if (!comparison) {
		return 'baseline';
	}

	const pair = comparison.pairs.find(({second}) => second === segment.number);
	const figure = pair?.figures.find(({id}) => id === 'infer.p50');
	return figure?.verdict === undefined ? '–' : `${figure.verdict} ${changeText(figure.change!)} %`;
};

const overview = (
	report: ComparisonReport,
	sessions: readonly NamedSession[],
	width: number | undefined,
): string[] =>
	textTable(
		[
			['', 'device', 'model', 'backend', 'p50 ms', 'p90 ms', 'FPS', 'top-1', 'top-5', 'infer p50'],
			...sessions.flatMap(({summary}, place) =>
				summary.segments
					.filter(({frames}) => frames > 0)
					.map(segment =>
						overviewRow(
							labelOf(place),
							summary,
							segment,
							shortVerdict(report.comparisons[place - 1], segment),
						),
					),
			),
		],
		[0, 1, 2, 3, 9],
		width,
	);

/**
The comparison for a person, plain text.

@param width Cells of the terminal, which its tables keep to.
*/
export const comparisonText = (
	report: ComparisonReport,
	sessions: readonly NamedSession[],
	width?: number,
): string => {
	const labels = report.sessions.map(({label}) => label);
	const lines = [
		...report.sessions.map(
			({label, file, startedAt, host}) =>
				`${label}  ${sanitize(file)}, ${sanitize(startedAt)}, ${sanitize(host)}`,
		),
		'',
		...overview(report, sessions, width),
		'',
		report.context.length > 0 ? 'What differs' : 'Host, versions and images are the same.',
		...(report.context.length > 0 ? differenceLines(labels, report.context, width) : []),
		...report.comparisons.flatMap(comparison => comparisonLines(comparison, width)),
		'',
		...tests(report).map(test => `test: ${test}`),
		'One run a side: an interval covers what varies within the runs, not from one start to the next.',
		...report.comparisons.flatMap(({limits}) =>
			limits.map(
				({limit, hasPassed, text}) =>
					`--fail-if ${limit}: ${hasPassed ? 'passed' : 'MISSED'}: ${sanitize(text)}`,
			),
		),
	];
	return `${lines.join('\n')}\n`;
};

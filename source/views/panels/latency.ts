import {type Bin, type SegmentFigures} from '../../record/segment-schema.js';
import {bar} from '../canvas/bar.js';
import {columnChart} from '../canvas/column-chart.js';
import {milliseconds, na, percent} from '../../format/numbers.js';
import {type Line, line, type NamedRole, span, wholeItems} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type PanelLook, type Size} from './frame.js';

const valueWidth = 8;
/** `38.40`, `2.710`: as many characters, so that what follows stands still. */
const digits = 5;
/** With more columns than this, percentiles are explained beside their names. */
const roomyWidth = 50;
/** A tail of this many times the median is long, and very long. */
const tailRatios = {long: 2, veryLong: 5} as const;

/** Yellow where it is twice the median, red from five times on. */
export const tailRole = (value: number | undefined, p50: number | undefined): NamedRole => {
	if (value === undefined || p50 === undefined || p50 <= 0) {
		return 'plain';
	}

	const ratio = value / p50;
	return ratio >= tailRatios.veryLong ? 'bad' : ratio >= tailRatios.long ? 'warn' : 'plain';
};

/** A blank line with each name under the column of its value, as far as they do not meet. */
const marksLine = (
	bins: readonly Bin[],
	columnsPerBin: number,
	values: ReadonlyArray<readonly [string, number | undefined]>,
	{mark}: Theme['glyphs'],
): Line => {
	let text = '';
	for (const [name, value] of values) {
		const bin = value === undefined ? -1 : bins.findLastIndex(({fromMs}) => fromMs <= value);
		const column = bin * columnsPerBin;
		if (bin >= 0 && (column > text.length || text === '')) {
			text = text.padEnd(column) + mark + name;
		}
	}

	return line(span(text, 'dim'));
};

/** Bins to columns: each bin as many columns as fit, so that the picture fills the width. */
export const histogram = (
	{distribution: bins, stages}: SegmentFigures,
	{width, height}: Size,
	theme: Theme,
): Line[] => {
	if (bins.length === 0 || height < 2) {
		return [];
	}

	const share = Math.max(1, Math.floor(width / bins.length));
	const shown = bins.slice(0, Math.floor(width / share));
	const values = shown.flatMap(({count}) =>
		Array.from({length: share}, () => (count === 0 ? undefined : count)),
	);
	const top = Math.max(...shown.map(({count}) => count));
	const from = milliseconds(bins[0]!.fromMs);
	const to = `${milliseconds(bins.at(-1)!.fromMs)}+ ms`;
	const hasMarks = height >= 5;
	const rows = height - (hasMarks ? 2 : 1);
	return [
		...columnChart(values, rows, top, theme.glyphs).map(text => line(span(text, 'chart'))),
		...(hasMarks
			? [
					marksLine(
						shown,
						share,
						[
							['p50', stages.infer?.p50],
							['p90', stages.infer?.p90],
							['p99', stages.infer?.p99],
						],
						theme.glyphs,
					),
				]
			: []),
		line(span(from + to.padStart(Math.max(to.length + 1, values.length - from.length)), 'dim')),
	];
};

/** Medians of the stages; with little room under shorter names, and without the last ones. */
const stageLine = ({stages}: SegmentFigures, width: number): Line => {
	const isRoomy = width >= roomyWidth;
	const cells = [
		['decode', 'dec', stages.decode],
		['prep', 'pre', stages.preprocess],
		['infer', 'inf', stages.infer],
		['post', 'post', stages.postprocess],
	] as const;
	return wholeItems(
		cells.map(([name, short, stage]) =>
			line(
				span(`${isRoomy ? name : short} `, 'dim'),
				span(milliseconds(stage?.p50).padStart(isRoomy ? digits : 0)),
				span(isRoomy ? '  ' : ' '),
			),
		),
		width,
	);
};

/** Percentiles against the longest that is shown, in the order in which they matter. */
const percentileRows = (
	{stages: {infer}}: SegmentFigures,
	width: number,
	{glyphs}: Theme,
): Line[] => {
	const rows = [
		['p50', 'half of the frames within', infer?.p50],
		['p90', '9 of 10 within', infer?.p90],
		['p99', '99 of 100 within', infer?.p99],
	] as const;
	const isRoomy = width >= roomyWidth;
	const nameWidth = isRoomy ? 31 : 4;
	const barWidth = Math.max(4, Math.min(40, width - nameWidth - valueWidth - 3));
	const longest = Math.max(infer?.p99 ?? 0, 2 * (infer?.p50 ?? 0));
	const [left, right] = glyphs.barEnds;
	return rows.map(([name, words, value]) => {
		const role = name === 'p50' ? 'strong' : tailRole(value, infer?.p50);
		return line(
			span(isRoomy ? `${name}  ${words}`.padEnd(nameWidth) : name.padEnd(nameWidth), 'dim'),
			span(milliseconds(value).padStart(valueWidth), role),
			...(value === undefined
				? []
				: [
						span(` ${left}`, 'dim'),
						span(
							bar(value / longest, barWidth, glyphs),
							role === 'strong' || role === 'plain' ? 'chart' : role,
						),
						span(right, 'dim'),
					]),
		);
	});
};

const cells = (items: ReadonlyArray<readonly [string, string, NamedRole?]>, width: number): Line =>
	wholeItems(
		items.map(([name, value, role = 'plain']) =>
			line(span(`${name} `, 'dim'), span(value.padStart(digits), role), span('  ')),
		),
		width,
	);

/** What else is told of the distribution, most important first. */
const detailRows = (segment: SegmentFigures, width: number): Line[] => {
	const {
		stages: {infer},
		earlyStopping,
		stalls,
		isUnstable,
		firstInferenceMs,
	} = segment;
	return [
		cells(
			[
				['max', milliseconds(infer?.max)],
				['CV', percent(infer?.cv).padStart(6), isUnstable ? 'warn' : 'plain'],
				[
					'stalls',
					(stalls === undefined ? na : String(stalls)).padStart(3),
					stalls ? 'warn' : 'plain',
				],
				['first', milliseconds(firstInferenceMs)],
			],
			width,
		),
		cells(
			[
				['p99.9', milliseconds(infer?.p999)],
				['MLPerf p90', milliseconds(earlyStopping.p90)],
				['MLPerf p99', milliseconds(earlyStopping.p99)],
				['mean', milliseconds(infer?.mean)],
				['min', milliseconds(infer?.min)],
			],
			width,
		),
	];
};

/** How long inference takes, how evenly, and where the rest of the time goes. */
export const latency = (
	segment: SegmentFigures,
	size: Size,
	theme: Theme,
	look: PanelLook = {},
): Line[] => {
	const inner = innerSize(size);
	const [details, more] = detailRows(segment, inner.width);
	const text = [
		...percentileRows(segment, inner.width, theme),
		details!,
		stageLine(segment, inner.width),
		...(inner.height >= 6 ? [more!] : []),
	];
	return panel(
		{
			title: 'Inference latency, ms',
			lines: [
				...text,
				...histogram(segment, {width: inner.width, height: inner.height - text.length}, theme),
			],
			...look,
		},
		size,
		theme,
	);
};

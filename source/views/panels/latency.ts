import {type Bin, type SegmentFigures} from '../../record/segment-schema.js';
import {columnChart} from '../canvas/column-chart.js';
import {milliseconds, na, percent} from '../../format/numbers.js';
import {type Line, line, span, wholeItems} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type Size} from './frame.js';

const cell = (name: string, value: string): Line =>
	line(span(name.padEnd(6), 'dim'), span(value.padStart(5)), span('  '));

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
const histogram = (
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
	const isRoomy = width >= 50;
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
				span(milliseconds(stage?.p50)),
				span(isRoomy ? '  ' : ' '),
			),
		),
		width,
	);
};

/** Percentiles of inference, the verdict, and where the time goes. */
export const latency = (segment: SegmentFigures, size: Size, theme: Theme): Line[] => {
	const {infer} = segment.stages;
	const {earlyStopping, validity} = segment;
	const inner = innerSize(size);
	const cv = infer?.cv;
	const text: Line[] = [
		[
			...cell('p50', milliseconds(infer?.p50)),
			...cell('p90', milliseconds(infer?.p90)),
			...cell('p95', milliseconds(infer?.p95)),
		],
		[
			...cell('p99', milliseconds(infer?.p99)),
			...cell('p99.9', milliseconds(infer?.p999)),
			...cell('max', milliseconds(infer?.max)),
		],
		[
			...cell('min', milliseconds(infer?.min)),
			...cell('mean', milliseconds(infer?.mean)),
			...cell('CV', percent(cv)),
		],
		line(
			span('MLPerf p90 ', 'dim'),
			span(milliseconds(earlyStopping.p90)),
			span('  p99 ', 'dim'),
			span(milliseconds(earlyStopping.p99)),
			span('  stalls ', 'dim'),
			span(
				segment.stalls === undefined ? na : String(segment.stalls),
				segment.stalls ? 'warn' : 'plain',
			),
		),
		line(
			span(validity.text, validity.isValid ? 'good' : 'warn'),
			...(segment.isUnstable ? [span('  unstable: CV > 2.5 %', 'warn')] : []),
		),
		stageLine(segment, inner.width),
	];
	const first =
		segment.firstInferenceMs === undefined ? '' : `first ${milliseconds(segment.firstInferenceMs)}`;
	return panel(
		{
			title: 'Inference latency, ms',
			note: first,
			lines: [
				...text,
				...histogram(segment, {width: inner.width, height: inner.height - text.length}, theme),
			],
		},
		size,
		theme,
	);
};

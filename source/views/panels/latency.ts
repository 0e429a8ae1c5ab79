import {type Bin, type SegmentFigures} from '../../session/snapshot.js';
import {columnChart} from '../charts/column-chart.js';
import {milliseconds, na, percent} from '../format.js';
import {type Line, line, span} from '../lines.js';
import {type Theme} from '../theme.js';
import {innerSize, panel, type Size} from './frame.js';

const cell = (name: string, value: string): Line =>
	line(span(name.padEnd(6), 'dim'), span(value.padStart(5)), span('  '));

/** Bins to columns: each bin as many columns as fit, so that the picture fills the width. */
const histogram = (bins: readonly Bin[], {width, height}: Size, theme: Theme): Line[] => {
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
	return [
		...columnChart(values, height - 1, top, theme.glyphs).map(text => line(span(text, 'chart'))),
		line(span(from + to.padStart(Math.max(to.length + 1, values.length - from.length)), 'dim')),
	];
};

const stageLine = ({stages}: SegmentFigures): Line => {
	const cells = [
		['decode', stages.decode],
		['prep', stages.preprocess],
		['infer', stages.infer],
		['post', stages.postprocess],
	] as const;
	return cells.flatMap(([name, stage]) =>
		line(span(`${name} `, 'dim'), span(milliseconds(stage?.p50)), span('  ')),
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
		stageLine(segment),
	];
	const first =
		segment.firstInferenceMs === undefined ? '' : `first ${milliseconds(segment.firstInferenceMs)}`;
	return panel(
		{
			title: 'Inference latency, ms',
			note: first,
			lines: [
				...text,
				...histogram(
					segment.distribution,
					{width: inner.width, height: inner.height - text.length},
					theme,
				),
			],
		},
		size,
		theme,
	);
};

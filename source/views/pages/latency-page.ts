import {type SegmentFigures} from '../../record/segment-schema.js';
import {type LatencySummary} from '../../measure/latency.js';
import {milliseconds, na, percent} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {histogram, tailRole} from '../panels/latency.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';

const nameWidth = 12;
const cellWidth = 9;

const columns = [
	['p50', ({p50}: LatencySummary) => p50],
	['p90', ({p90}: LatencySummary) => p90],
	['p95', ({p95}: LatencySummary) => p95],
	['p99', ({p99}: LatencySummary) => p99],
	['p99.9', ({p999}: LatencySummary) => p999],
	['max', ({max}: LatencySummary) => max],
	['mean', ({mean}: LatencySummary) => mean],
] as const;

const stageRow = (name: string, stage: LatencySummary | undefined): Line =>
	line(
		span(name.padEnd(nameWidth), 'dim'),
		...(stage
			? columns.map(([, of]) =>
					span(milliseconds(of(stage)).padStart(cellWidth), tailRole(of(stage), stage.p50)),
				)
			: [span(`${na} (this stage did not take place)`, 'dim')]),
	);

const sentence = (name: string, text: string): Line =>
	line(span(name.padEnd(nameWidth), 'dim'), span(text));

/** Everything that is known of how long a frame takes. */
export const latencyPage = (segment: SegmentFigures, size: Size, theme: Theme): Line[] => {
	const inner = innerSize(size);
	const {stages, earlyStopping, stalls, firstInferenceMs, loadMs, warmup} = segment;
	const lines = [
		line(
			span('stage, ms'.padEnd(nameWidth), 'dim'),
			span(columns.map(([name]) => name.padStart(cellWidth)).join(''), 'dim'),
		),
		stageRow('decode', stages.decode),
		stageRow('preprocess', stages.preprocess),
		stageRow('infer', stages.infer),
		stageRow('postprocess', stages.postprocess),
		stageRow('total', stages.total),
		[],
		sentence(
			'MLPerf',
			`early stopping, confidence 0.99: p90 ${milliseconds(earlyStopping.p90)}, p99 ${milliseconds(earlyStopping.p99)}`,
		),
		sentence(
			'evenness',
			`CV ${percent(stages.infer?.cv)}${segment.isUnstable ? ', unstable: above 2.5 %' : ''}; ${stalls ?? na} stalls (slower than 5 × p50)`,
		),
		sentence(
			'start',
			`load ${milliseconds(loadMs)}, first inference ${milliseconds(firstInferenceMs)}${warmup ? `, warm-up ${warmup.runs} runs in ${milliseconds(warmup.milliseconds)}` : ''}`,
		),
		[],
		line(span('Distribution of infer', 'title')),
	];
	return panel(
		{
			title: 'Inference latency, whole',
			note: 'Esc closes',
			lines: [
				...lines,
				...histogram(
					segment,
					{width: inner.width, height: Math.min(24, inner.height - lines.length)},
					theme,
				),
			],
		},
		size,
		theme,
	);
};

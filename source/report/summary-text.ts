import {detectionText} from '../format/detection-text.js';
import {withUnit} from '../format/numbers.js';
import {type SummarySegment} from '../record/segment-schema.js';
import {decoderText, disturbanceText} from '../format/disturbance-text.js';
import {framesFromText, framesModeText} from '../format/frames-text.js';
import {passesText} from '../format/passes-text.js';
import {tiesText} from '../format/ties-text.js';
import {unmatchedText} from '../format/unmatched-text.js';
import {conversionText} from '../models/conversion.js';
import {placementText} from '../format/placement-text.js';
import {type Summary} from '../record/summary.js';
import {sanitize} from '../text/sanitize.js';
import {liveLines} from '../compare/live-text.js';
import {acceleratorLines} from './accelerator-text.js';
import {segmentThermalRows, throttlingLines} from './throttling-text.js';

const na = 'n/a';

const number = (value: number | undefined, digits = 2): string =>
	value === undefined ? na : value.toFixed(digits);

type Share = SummarySegment['accuracy']['cumulative']['top1'];

const share = (value: Share): string =>
	value === undefined
		? na
		: `${(100 * value.value).toFixed(1)} %  (95 %: ${(100 * value.low).toFixed(1)} to ${(100 * value.high).toFixed(1)})`;

const row = (name: string, value: string): string => `  ${name.padEnd(16)}${value}`;

const stageRows = ({stages}: SummarySegment): string[] => {
	const names = ['decode', 'preprocess', 'infer', 'postprocess', 'total'] as const;
	const heads = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'].map(head => head.padStart(9));
	return [
		`  ${'stage, ms'.padEnd(14)}${heads.join('')}`,
		...names.map(name => {
			const stage = stages[name];
			const cells = stage
				? [stage.p50, stage.p90, stage.p95, stage.p99, stage.p999, stage.max, stage.mean].map(
						value => number(value).padStart(9),
					)
				: [na.padStart(9)];
			return `  ${name.padEnd(14)}${cells.join('')}`;
		}),
	];
};

const passText = ({passes}: SummarySegment): string =>
	passes === undefined ? 'a pass has no known end' : passesText(passes);

/** Top-1 and top-5, or why there are none; what is in neither, what ties decide, and what was published. */
const accuracyRows = (segment: SummarySegment): string[] => {
	const {accuracy, accuracyMissing, published, unmatched} = segment;
	const {cumulative} = accuracy;
	const tied = tiesText(cumulative);
	return [
		row('accuracy over', `${cumulative.n} different images, ${passText(segment)}`),
		...(cumulative.n > 0 || accuracyMissing === undefined
			? [row('top-1', share(cumulative.top1)), row('top-5', share(cumulative.top5))]
			: [row('accuracy', `${na} (${accuracyMissing})`)]),
		...(unmatched ? [row('no such class', unmatchedText(unmatched))] : []),
		...(tied === undefined ? [] : [row('equal scores', tied)]),
		...(published
			? [
					row(
						'published',
						`top-1 ${number(100 * published.top1, 1)} %${published.top5 === undefined ? '' : `, top-5 ${number(100 * published.top5, 1)} %`}, on another set of images`,
					),
				]
			: []),
	];
};

const streamText = ({
	delivered,
	dropped,
	framesPerSecond,
	decoderCores,
}: NonNullable<SummarySegment['stream']>): string =>
	[
		...(framesPerSecond === undefined ? [] : [`${number(framesPerSecond, 1)} FPS`]),
		`${delivered} frames given`,
		`${dropped} dropped`,
		...(decoderCores === undefined ? [] : [`${decoderText(decoderCores)} beside the model`]),
	].join(', ');

const segmentLines = (segment: SummarySegment): string[] => {
	const {fps, runtime, threads} = segment;
	const found = detectionText(segment);
	const source = framesFromText(segment);
	const disturbed = disturbanceText(segment.disturbance);
	const where = [
		segment.backendId,
		runtime ? `${runtime.name} ${runtime.version}` : undefined,
		segment.device,
		threads === undefined
			? undefined
			: `${threads} threads (${segment.threadsReason ?? 'chosen by the runtime'})`,
	];
	return [
		'',
		`${segment.number}. ${segment.modelTitle}, ${segment.precision}${segment.task === 'detection' ? ', detector' : ''}`,
		row('backend', where.filter(Boolean).join(', ')),
		...(segment.conversion ? [row('file', conversionText(segment.conversion))] : []),
		...(segment.placement ? [row('runs on', placementText(segment.placement))] : []),
		row(
			'frames',
			`${segment.frames} in ${number(segment.seconds, 1)} s, ${framesModeText(segment) ?? na}`,
		),
		...(source === undefined ? [] : [row('frames from', source)]),
		...(segment.stream ? [row('source', streamText(segment.stream))] : []),
		...(segment.resumed
			? [
					row(
						'made of',
						`${segment.resumed.runs} runs: accuracy and passes hold for all, the rest for this one (${segment.resumed.frames} frames before, session ${segment.resumed.session})`,
					),
				]
			: []),
		...(segment.batch === undefined
			? []
			: [
					row(
						'batch',
						`${segment.batch} frames an inference; infer is a frame's share of it, its time ÷ ${segment.batch}`,
					),
				]),
		row('FPS', `${number(fps.session, 1)} overall, ${number(fps.last60s, 1)} in the last 60 s`),
		...(found === undefined ? [] : [row('boxes', found)]),
		row('verdict', segment.validity.text),
		...accuracyRows(segment),
		row(
			'early stopping',
			`p90 ${withUnit(number(segment.earlyStopping.p90), 'ms')}, p99 ${withUnit(number(segment.earlyStopping.p99), 'ms')}`,
		),
		...segmentThermalRows(segment),
		row('stalls', segment.stalls === undefined ? na : String(segment.stalls)),
		row(
			'load, first run',
			`${withUnit(number(segment.loadMs, 0), 'ms')}, ${withUnit(number(segment.firstInferenceMs, 1), 'ms')}`,
		),
		...(disturbed === undefined ? [] : [row('edgetop costs', disturbed)]),
		...(segment.isUnstable
			? [row('note', 'unstable: inference varies by more than 2.5 % (CV)')]
			: []),
		...(segment.skippedFrames > 0
			? [row('skipped', `${segment.skippedFrames} files that could not be decoded`)]
			: []),
		...(segment.restarts > 0 ? [row('restarts', String(segment.restarts))] : []),
		'',
		...stageRows(segment),
	];
};

const framesText = ({kind, name, count, classes, seed}: Summary['context']['frames']): string =>
	kind === undefined || kind === 'images'
		? `${name}: ${count ?? na}, ${classes} classes, seed ${seed}`
		: `${name}, ${kind}${count === undefined ? '' : `, ${count} frames`}, without labels`;

/** The summary for a person, plain text of at most 100 columns where names allow. */
export const summaryText = (summary: Summary): string => {
	const {context, end} = summary;
	const temperature =
		context.startTemperatureCelsius === undefined
			? `${na} (no sensor)`
			: `${number(context.startTemperatureCelsius, 1)} °C (${context.startTemperatureSource})`;
	const lines = [
		`edgetop ${summary.edgetop}, ${summary.startedAt}, ${end.reason}${end.detail === undefined || end.detail === end.reason ? '' : `: ${end.detail}`}`,
		row(
			'host',
			`${context.host.board ?? context.host.name}, ${context.host.cpu}, ${context.host.platform}, ${context.host.kernel}`,
		),
		row(
			(context.frames.kind ?? 'images') === 'images' ? 'images' : 'source',
			framesText(context.frames),
		),
		row('at the start', temperature),
		...summary.segments.flatMap(segment => segmentLines(segment)),
		...liveLines(summary),
		...throttlingLines(summary),
		...acceleratorLines(summary),
		...(summary.gates.length > 0 ? [''] : []),
		...summary.gates.map(gate =>
			row(
				gate.name,
				`${gate.hasPassed ? 'passed' : 'MISSED'}: ${gate.value === null ? na : number(gate.value)}, limit ${gate.limit}`,
			),
		),
	];
	return `${lines.map(each => sanitize(each, Infinity)).join('\n')}\n`;
};

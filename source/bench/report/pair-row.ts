import {type SummarySegment} from '../../record/segment-schema.js';
import {
	wilson,
	type AccuracyFigure,
	type Proportion,
	type TiedFrames,
} from '../../measure/accuracy.js';
import {type Figure} from '../../measure/figure.js';
import {type LatencyHistogram} from '../../measure/histogram.js';
import {validity, type Preset} from '../../measure/validity.js';
import {type Pair} from '../bench-state.js';
import {type MeasuredSlice} from '../measured-slice.js';
import {type StreamAnswer} from '../streams/answer.js';
import {savedLatencies} from '../../journal/read/read-summary.js';
import {reportRows} from '../../report/table/rows.js';

/** A pair of the matrix as a row of its table: figures over all its slices, or why there are none. */
export type PairRow = Pair & {
	/** Of `--on`: the board as ssh knows it. */
	readonly board?: string;
	readonly device?: string;
	readonly framework?: string;
	/** With its precision. */
	readonly title: string;
	readonly threads?: number;
	readonly precision?: string;
	/** The set of images. */
	readonly source?: string;
	/** How the frames reached the model. */
	readonly framesRule?: string;
	/** Mean latency of inference, ms. */
	readonly inferMs?: number;
	readonly p90Ms?: number;
	readonly p99Ms?: number;
	/** Frames over the wall-clock time of the slices. */
	readonly fps?: number;
	/** Of each slice, in the order of the turns. */
	readonly sliceFps: readonly number[];
	/** Fractions of 1 with Wilson 95 % intervals, each image counted once. */
	readonly top1?: Proportion;
	readonly top5?: Proportion;
	/** What the order of equal scores decides; absent: nothing. */
	readonly ties?: AccuracyFigure['ties'];
	/** Why there is no accuracy, and what would mend it. */
	readonly accuracyMissing?: string | undefined;
	/** Images that are in no accuracy, since the model does not have their class. */
	readonly unmatched?: SummarySegment['unmatched'];
	/** Images behind the accuracy. */
	readonly images: number;
	/** Gross energy an inference, mJ. */
	readonly millijoules: Figure;
	/** FPS of the last 5 minutes over minute 1, of the slice that fell most. */
	readonly sustained: Figure;
	readonly frames: number;
	/** How frames reached the model, each way once. */
	readonly framesModes: readonly string[];
	readonly seconds: number;
	readonly slices: number;
	readonly isValid: boolean;
	/** VALID, or what is missing; what slowed it down; or why it did not run. */
	readonly verdict: string;
	/** How many streams it holds, where that was asked for. */
	readonly streams?: StreamAnswer | undefined;
	/** Why it could not run, or not to its end. */
	readonly failure?: string;
};

const noFigure = (missing: string): Figure => ({missing});

const sum = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);

/** Mean of a figure, weighted by frames; missing where no slice has it, with the reason of the first. */
const weightedMean = (
	slices: readonly MeasuredSlice[],
	figureOf: (segment: SummarySegment) => Figure | undefined,
): Figure => {
	const known = slices.flatMap(({segment}) => {
		const figure = figureOf(segment);
		return figure && 'value' in figure ? [{value: figure.value, frames: segment.frames}] : [];
	});
	const first = slices[0] && figureOf(slices[0].segment);
	return known.length > 0
		? {
				value:
					sum(known.map(({value, frames}) => value * frames)) /
					sum(known.map(({frames}) => frames)),
			}
		: first && 'missing' in first
			? first
			: noFigure('no sensor');
};

const sustainedOf = (slices: readonly MeasuredSlice[]): Figure => {
	const figures = slices.flatMap(({segment}) =>
		segment.thermal ? [segment.thermal.sustained.ratio] : [],
	);
	const values = figures.flatMap(figure => ('value' in figure ? [figure.value] : []));
	return values.length > 0
		? {value: Math.min(...values)}
		: noFigure(figures.length > 0 ? 'needs slices of 6 min' : 'not measured');
};

/** All inferences of the slices: what they saved, within 0.2 % of value. */
const latenciesOf = (slices: readonly MeasuredSlice[]): LatencyHistogram | undefined => {
	let all: LatencyHistogram | undefined;
	for (const {segment} of slices) {
		const histogram = savedLatencies(segment);
		if (histogram && all) {
			all.merge(histogram);
		} else {
			all ??= histogram;
		}
	}

	return all;
};

/** Hits of the slices together; an image is counted in one slice alone (`SessionOptions.part`). */
const shareOf = (
	slices: readonly MeasuredSlice[],
	name: 'top1' | 'top5',
): Proportion | undefined => {
	const counted = slices.map(({segment}) => segment.accuracy.cumulative);
	const n = sum(counted.map(figure => figure.n));
	const hits = sum(counted.map(figure => Math.round((figure[name]?.value ?? 0) * figure.n)));
	return n > 0 ? wilson(hits, n) : undefined;
};

/** The ties of the slices together; undefined: none. */
const tiesOf = (slices: readonly MeasuredSlice[]): AccuracyFigure['ties'] => {
	const counted = slices.map(({segment}) => segment.accuracy.cumulative);
	const n = sum(counted.map(figure => figure.n));
	const tiedFrames = (name: 'top1' | 'top5'): TiedFrames | undefined => {
		const frames = sum(counted.map(({ties}) => ties?.[name]?.frames ?? 0));
		const share = (end: 'lowest' | 'highest'): number =>
			sum(counted.map(one => one.n * (one.ties?.[name]?.[end] ?? one[name]?.value ?? 0))) / n;
		return frames === 0 ? undefined : {frames, lowest: share('lowest'), highest: share('highest')};
	};

	const top1 = tiedFrames('top1');
	const top5 = tiedFrames('top5');
	return (top1 ?? top5) && {top1, top5};
};

/** Over the time in which the slices counted, the way each of them counts it; undefined where one is too short for an FPS. */
const fpsOf = (slices: readonly MeasuredSlice[]): number | undefined => {
	const seconds = slices.map(({segment: {frames, fps}}) => frames / (fps.session ?? Number.NaN));
	const value = sum(slices.map(({segment}) => segment.frames)) / sum(seconds);
	return value > 0 ? value : undefined;
};

const slowdowns = (slices: readonly MeasuredSlice[]): string[] => [
	...new Set(
		slices.flatMap(({summary}) =>
			(summary.throttling?.spells ?? []).map(({verdict, reason}) => `${verdict}: ${reason}`),
		),
	),
];

/** A pair without a frame. */
export const unmeasuredRow = (pair: Pair, reason: string): PairRow => ({
	...pair,
	title: pair.model,
	sliceFps: [],
	images: 0,
	millijoules: noFigure('not run'),
	sustained: noFigure('not run'),
	frames: 0,
	framesModes: [],
	seconds: 0,
	slices: 0,
	isValid: false,
	verdict: `not run: ${reason}`,
	failure: reason,
});

/**
A pair over all its slices.

@param wanted Slices that make it whole.
@param failure Why it did not run to its end.
*/
export const pairRow = (
	pair: Pair,
	slices: readonly MeasuredSlice[],
	{
		preset,
		wanted,
		streams,
		failure,
	}: {
		readonly preset: Preset;
		readonly wanted: number;
		readonly streams?: StreamAnswer | undefined;
		readonly failure?: string;
	},
): PairRow => {
	const measured = slices.filter(({segment}) => segment.frames > 0);
	const [first] = measured;
	if (!first) {
		return unmeasuredRow(pair, failure ?? 'not measured yet');
	}

	const [facts] = reportRows([first]);
	const frames = sum(measured.map(({segment}) => segment.frames));
	const seconds = sum(measured.map(({segment}) => segment.seconds));
	const latencies = latenciesOf(measured);
	const top1 = shareOf(measured, 'top1');
	const top5 = shareOf(measured, 'top5');
	const warmups = measured.flatMap(({segment}) => segment.warmup?.milliseconds ?? []);
	const {isValid, text} = validity(preset, frames, seconds, {
		warmup: warmups.length > 0 ? {milliseconds: Math.min(...warmups)} : undefined,
		batch: measured[0]?.segment.batch,
	});
	const fps = fpsOf(measured);
	const isWhole = measured.length >= wanted;
	return {
		...pair,
		...(facts && {
			device: facts.device,
			framework: facts.framework,
			threads: facts.threads,
			precision: facts.precision,
			source: facts.source,
			framesRule: facts.frames,
		}),
		title: facts?.model ?? pair.model,
		...(latencies && {
			inferMs: latencies.mean!,
			p90Ms: latencies.percentile(0.9)!,
			p99Ms: latencies.percentile(0.99)!,
		}),
		fps,
		sliceFps: measured.flatMap(({segment}) => segment.fps.session ?? []),
		top1,
		top5,
		ties: tiesOf(measured),
		...(!top1 && {accuracyMissing: measured.at(-1)?.segment.accuracyMissing}),
		unmatched: measured.at(-1)?.segment.unmatched,
		images: sum(measured.map(({segment}) => segment.accuracy.cumulative.n)),
		millijoules: weightedMean(measured, ({thermal}) => thermal?.energy.grossMillijoules),
		sustained: sustainedOf(measured),
		frames,
		framesModes: [...new Set(measured.flatMap(({segment}) => segment.framesMode ?? []))],
		seconds,
		slices: measured.length,
		isValid: isValid && isWhole && failure === undefined,
		streams,
		verdict: [
			text,
			...(streams ? [streams.text] : []),
			...(isWhole ? [] : [`${measured.length} of ${wanted} slices`]),
			...(failure === undefined ? [] : [`failed: ${failure}`]),
			...slowdowns(measured),
		].join('; '),
		failure,
	};
};

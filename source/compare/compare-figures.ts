import {type SummarySegment} from '../record/segment-schema.js';
import {savedLatencies} from '../journal/read/read-summary.js';
import {compareBlocks, inefficiency} from './statistics/compare-blocks.js';
import {compareShares} from './statistics/compare-shares.js';
import {compareQuantiles, thinned, type Ranked} from './statistics/comparison.js';
import {type SegmentPair} from './pair-segments.js';

export type FigureVerdict =
	'faster' | 'slower' | 'higher' | 'lower' | 'no difference' | 'undecided';

/** One figure of both segments and what can be said of the difference. */
export type FigureComparison = {
	readonly id: string;
	readonly title: string;
	/** Of `first` and `second`; a share is a fraction of 1. */
	readonly unit: 'ms' | 'FPS' | 'share';
	readonly first?: number;
	readonly second?: number;
	/** Second against first: a fraction of the first (0.05: 5 % more), of shares the difference (0.05: five points). */
	readonly change?: number;
	/** Ends of the 95 % interval of `change`. */
	readonly low?: number;
	readonly high?: number;
	/** Of the second against the first; "no difference": the whole interval lies within `margin`. */
	readonly verdict?: FigureVerdict;
	/** The largest change either way that is still "no difference"; in the unit of `change`. */
	readonly margin?: number;
	/** How the interval was found. */
	readonly test?: string;
	/** Why there is no verdict. */
	readonly reason?: string;
};

/** Any number serves; a fixed one makes the same files give the same intervals. */
const seed = 1;

/** Relative error of a latency that comes from the saved histogram. */
const histogramResolution = 0.002;

const noSamples = 'not saved: the samples (an older edgetop)';

type Sampled = {
	readonly samples: Ranked;
	/** How many of them are independent. */
	readonly independent: Ranked;
};

/** The saved latencies of a segment; undefined where the summary holds none. */
export const sampled = (segment: SummarySegment): Sampled | undefined => {
	const samples = savedLatencies(segment);
	const {blocks} = segment;
	if (!samples || !blocks) {
		return undefined;
	}

	const weight = inefficiency(blocks.inferMs, blocks.frames, samples.standardDeviation ?? 0);
	return {samples, independent: thinned(samples, weight)};
};

const relative = (first: number | undefined, second: number | undefined): number | undefined =>
	first !== undefined && second !== undefined && first > 0 ? second / first - 1 : undefined;

/** Both values and their change, without a verdict. */
const untested = (
	about: Pick<FigureComparison, 'id' | 'title' | 'unit' | 'first' | 'second'>,
	reason: string,
): FigureComparison => {
	const {first, second, unit} = about;
	const change =
		unit === 'share'
			? first === undefined || second === undefined
				? undefined
				: second - first
			: relative(first, second);
	return {...about, change, reason};
};

const latencyFigures = ({first, second}: SegmentPair, refusal?: string): FigureComparison[] => {
	const one = sampled(first);
	const other = sampled(second);
	return ([50, 90, 99] as const).map(percent => {
		const about = {
			id: `infer.p${percent}`,
			title: `infer p${percent}`,
			unit: 'ms' as const,
			first: first.stages.infer?.[`p${percent}`],
			second: second.stages.infer?.[`p${percent}`],
		};
		if (refusal !== undefined || !one || !other) {
			return untested(about, refusal ?? noSamples);
		}

		const result = compareQuantiles(one.independent, other.independent, {
			p: percent / 100,
			seed,
			resolution: histogramResolution,
		});
		return result ? {...about, ...result} : untested(about, 'too few independent samples');
	});
};

const fpsFigure = ({first, second}: SegmentPair, refusal?: string): FigureComparison => {
	const about = {
		id: 'fps',
		title: 'FPS',
		unit: 'FPS' as const,
		first: first.fps.session,
		second: second.fps.session,
	};
	if (refusal !== undefined || !first.blocks || !second.blocks) {
		return untested(about, refusal ?? noSamples);
	}

	const perFrame = ({frames, wallMs}: NonNullable<SummarySegment['blocks']>) =>
		wallMs.map(ms => ms / frames);
	const result = compareBlocks(perFrame(first.blocks), perFrame(second.blocks));
	if (!result) {
		return untested(about, 'too few frames');
	}

	// Time a frame is the inverse of FPS: more of it is slower, and the ends change places.
	const {change, low, high, verdict, margin, test} = result;
	return {
		...about,
		change: 1 / (1 + change) - 1,
		low: 1 / (1 + high) - 1,
		high: 1 / (1 + low) - 1,
		verdict,
		margin,
		test,
	};
};

const shareFigure = (
	{first, second}: SegmentPair,
	name: 'top1' | 'top5',
	refusal?: string,
): FigureComparison => {
	const one = first.accuracy.cumulative;
	const other = second.accuracy.cumulative;
	const about = {
		id: name,
		title: name === 'top1' ? 'top-1' : 'top-5',
		unit: 'share' as const,
		first: one[name]?.value,
		second: other[name]?.value,
	};
	const result =
		refusal === undefined && about.first !== undefined && about.second !== undefined
			? compareShares({value: about.first, n: one.n}, {value: about.second, n: other.n})
			: undefined;
	return result ? {...about, ...result} : untested(about, refusal ?? 'no labelled images');
};

const onlyPercentiles = 'not tested: only percentiles are saved';

const stageFigure = (
	{first, second}: SegmentPair,
	stage: 'decode' | 'preprocess' | 'total',
	refusal?: string,
): FigureComparison =>
	untested(
		{
			id: `${stage}.p50`,
			title: `${stage} p50`,
			unit: 'ms',
			first: first.stages[stage]?.p50,
			second: second.stages[stage]?.p50,
		},
		refusal ?? onlyPercentiles,
	);

const oneSample = 'not tested: one sample a run';

/**
Every figure that two segments share, with a verdict or the reason why there is none.

@param hasSameImages Whether both runs drew from the same dataset.
*/
export const compareFigures = (pair: SegmentPair, hasSameImages: boolean): FigureComparison[] => {
	const {first, second} = pair;
	const otherModel =
		first.modelName === second.modelName
			? undefined
			: 'not comparable: different models, so different work';
	const otherImages = hasSameImages ? undefined : 'not comparable: different images';
	const single = (id: 'loadMs' | 'firstInferenceMs', title: string) =>
		untested(
			{id, title, unit: 'ms', first: first[id], second: second[id]},
			otherModel ?? oneSample,
		);
	const figures = [
		...latencyFigures(pair, otherModel),
		fpsFigure(pair, otherModel ?? otherImages),
		shareFigure(pair, 'top1', otherImages),
		shareFigure(pair, 'top5', otherImages),
		stageFigure(pair, 'decode', otherImages),
		stageFigure(pair, 'preprocess', otherModel ?? otherImages),
		stageFigure(pair, 'total', otherModel ?? otherImages),
		single('loadMs', 'model load'),
		single('firstInferenceMs', 'first inference'),
	];
	return figures.filter(figure => figure.first !== undefined || figure.second !== undefined);
};

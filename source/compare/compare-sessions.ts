import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';
import {compareFigures, sampled, type FigureComparison} from './compare-figures.js';
import {contextDifferences, segmentDifferences, type Difference} from './context-differences.js';
import {judgeLimit, type Limit, type LimitResult} from './fail-if.js';
import {pairSegments, type SegmentPair} from './pair-segments.js';

export type NamedSession = {readonly file: string; readonly summary: Summary};

/** A segment of the first session against one of another. */
export type PairComparison = {
	readonly first: number;
	readonly second: number;
	readonly modelName: string;
	readonly backendId: string;
	readonly differences: readonly Difference[];
	readonly figures: readonly FigureComparison[];
	/** What weakens the figures, in words. */
	readonly notes: readonly string[];
};

export type SessionComparison = {
	/** Letter of the session that stands against A. */
	readonly label: string;
	readonly pairs: readonly PairComparison[];
	/** Segments that A has no partner for, in words. */
	readonly alone: readonly string[];
	readonly limits: ReadonlyArray<LimitResult & {readonly limit: string}>;
};

export type ComparisonReport = {
	readonly kind: 'edgetop-comparison';
	readonly schemaVersion: 1;
	readonly sessions: ReadonlyArray<{
		readonly label: string;
		readonly file: string;
		readonly id: string;
		readonly startedAt: string;
		readonly host: string;
	}>;
	/** What differs between the sessions as a whole. */
	readonly context: readonly Difference[];
	/** Each later session against the first. */
	readonly comparisons: readonly SessionComparison[];
};

/** A, B, … Z, S27, S28, … */
export const labelOf = (place: number): string =>
	place < 26 ? String.fromCodePoint(65 + place) : `S${place + 1}`;

const describe = ({modelName, precision, backendId, number}: SummarySegment): string =>
	`segment ${number}, ${modelName} ${precision} on ${backendId}`;

const weaknesses = (label: string, segment: SummarySegment): string[] => {
	const sample = sampled(segment);
	return [
		...(segment.validity.isValid ? [] : [`${label}: ${segment.validity.text}`]),
		...(sample && sample.independent.count < sample.samples.count
			? [
					`${label}: neighbouring frames are alike; ${sample.samples.count} samples weigh as ${sample.independent.count} independent ones`,
				]
			: []),
		...(segment.restarts > 0
			? [`${label}: the engine was started again ${segment.restarts} ×`]
			: []),
		...(segment.passes?.complete === 0 && segment.accuracy.cumulative.n > 0
			? [`${label}: partial pass, ${segment.accuracy.cumulative.n} images`]
			: []),
	];
};

const comparePair = (
	{first, second}: SegmentPair,
	label: string,
	hasSameImages: boolean,
): PairComparison => ({
	first: first.number,
	second: second.number,
	modelName: second.modelName,
	backendId: second.backendId,
	differences: segmentDifferences([first, second]),
	figures: compareFigures({first, second}, hasSameImages),
	notes: [...weaknesses('A', first), ...weaknesses(label, second)],
});

const judge = (limit: Limit, label: string, pairs: readonly PairComparison[]) => {
	const results = pairs.map(pair => ({pair, ...judgeLimit(limit, pair.figures)}));
	const missed = results.find(({hasPassed}) => !hasPassed);
	const where = missed && `${label}, segment ${missed.pair.second}: ${missed.text}`;
	return {
		limit: limit.text,
		hasPassed: results.length > 0 && !missed,
		text: where ?? (results.length > 0 ? `${label}: kept` : `${label}: nothing to compare`),
	};
};

/**
Each session against the first.

@param sessions At least two, as `readSummary` gives them.
*/
export const compareSessions = (
	sessions: readonly NamedSession[],
	limits: readonly Limit[] = [],
): ComparisonReport => {
	const summaries = sessions.map(({summary}) => summary);
	const [base, ...others] = summaries;
	return {
		kind: 'edgetop-comparison',
		schemaVersion: 1,
		sessions: sessions.map(({file, summary}, place) => ({
			label: labelOf(place),
			file,
			id: summary.id,
			startedAt: summary.startedAt,
			host: summary.context.host.board ?? summary.context.host.name,
		})),
		context: contextDifferences(summaries),
		comparisons: others.map((other, place) => {
			const label = labelOf(place + 1);
			const {pairs, alone} = pairSegments(base!.segments, other.segments);
			const hasSameImages = base!.context.frames.hash === other.context.frames.hash;
			const compared = pairs.map(pair => comparePair(pair, label, hasSameImages));
			return {
				label,
				pairs: compared,
				alone: alone.map(segment => describe(segment)),
				limits: limits.map(limit => judge(limit, label, compared)),
			};
		}),
	};
};

import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';
import {sanitize} from '../text/sanitize.js';
import {coolDownText, liveVerdictText, moreNeeded, roundsText} from '../format/verdict-text.js';
import {fpsText, millisecondsText, shareText} from '../format/figure-text.js';
import {textTable} from '../format/text-table.js';
import {timeMargin, timesAsMany} from './statistics/comparison.js';
import {compareFigures, type FigureComparison} from './compare-figures.js';
import {judgeLimit, type Limit, type LimitResult} from './fail-if.js';

const optionsText = ({threads, device, backendOptions}: SummarySegment): string =>
	[
		...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
		...(device === undefined ? [] : [device]),
		...Object.entries(backendOptions).map(([key, value]) => `${key}=${value}`),
	].join(', ');

const endings = {
	difference: 'ended: a difference was shown',
	time: 'ended: the time was up',
	request: 'ended by hand',
} as const;

/** The two segments that ran in turns; undefined where none did. */
const sidesOf = (
	summary: Summary,
): {readonly first: SummarySegment; readonly second: SummarySegment} | undefined => {
	const numbers = summary.liveComparison;
	const first = summary.segments.find(({number}) => number === numbers?.first);
	const second = summary.segments.find(({number}) => number === numbers?.second);
	return first && second && {first, second};
};

/** The two had their frames from different places: FPS of one contains decoding, that of the other does not. */
const framesNote = (a: SummarySegment, b: SummarySegment): string[] =>
	a.framesMode === b.framesMode
		? []
		: [
				`frames: A ${a.framesMode ?? 'n/a'}, B ${b.framesMode ?? 'n/a'}: FPS of these are not comparable, latencies are (--frames-from)`,
			];

/** How many more rounds would decide what is undecided. */
const moreRounds = ({
	verdict,
	change,
	low,
	high,
	margin,
	rounds,
}: NonNullable<Summary['liveComparison']>): string[] =>
	verdict === 'undecided' && change !== undefined && low !== undefined && high !== undefined
		? [
				`${moreNeeded(timesAsMany(change, low, high, margin ?? timeMargin), `the ${rounds.length} rounds`)} (--duration)`,
			]
		: [];

/** The result of a comparison in turns, for a person; no lines where there is none. */
export const liveLines = (summary: Summary): string[] => {
	const {liveComparison: live} = summary;
	const sides = sidesOf(summary);
	if (!live || !sides) {
		return [];
	}

	const {sensor, seconds, cutShort} = live.coolDown;
	const rows = [sides.first, sides.second].map((segment, place) => [
		'AB'[place]!,
		sanitize(segment.modelName, 34),
		sanitize(segment.backendId, 30),
		millisecondsText(segment.stages.infer?.p50),
		fpsText(segment.fps.session),
		shareText(segment.accuracy.cumulative.top1?.value),
		sanitize(optionsText(segment), 60),
	]);
	return [
		'',
		...textTable(
			[['', 'model', 'backend', 'p50 ms', 'FPS', 'top-1', 'with'], ...rows],
			[0, 1, 2, 6],
		),
		`B against A, median latency of inference: ${liveVerdictText(live)}`,
		...moreRounds(live),
		...framesNote(sides.first, sides.second),
		`${roundsText(live)}${live.endedBy ? `; ${endings[live.endedBy]}` : ''}`,
		...(live.test === undefined
			? []
			: [
					`test: ${live.test} at look ${live.looks}; all looks together hold 95 %; ${(100 * live.allowance).toFixed(0)} % is never proved`,
				]),
		`${coolDownText({sensor: sensor === undefined ? undefined : sanitize(sensor, 40)})}, ${seconds.toFixed(0)} s in all${cutShort > 0 ? `, cut short ${cutShort} ×` : ''}`,
	];
};

/** Whether a comparison in turns keeps the limits of `--fail-if`. What cannot be judged is missed. */
export const judgeLive = (
	summary: Summary,
	limits: readonly Limit[],
): ReadonlyArray<LimitResult & {readonly limit: string}> => {
	const {liveComparison: live} = summary;
	const sides = sidesOf(summary);
	const latency: FigureComparison = {
		id: 'infer.p50',
		title: 'infer p50',
		unit: 'ms',
		change: live?.change,
		...(live?.verdict && {verdict: live.verdict}),
		reason: live?.missing ?? 'no round was finished',
	};
	const accuracy = sides ? compareFigures(sides, true).filter(({id}) => id === 'top1') : [];
	return limits.map(limit => ({
		limit: limit.text,
		...judgeLimit(limit, [latency, ...accuracy]),
	}));
};

import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';
import {sanitize} from '../text/sanitize.js';
import {changeText, fpsText, millisecondsText, shareText} from '../format/figure-text.js';
import {textTable} from '../format/text-table.js';
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

/** What the rounds showed, in one line. */
const verdictText = ({
	verdict,
	missing,
	change,
	low,
	high,
}: NonNullable<Summary['liveComparison']>): string =>
	verdict === undefined || change === undefined || low === undefined || high === undefined
		? `B against A: no verdict (${missing ?? 'unknown'})`
		: `B against A: ${verdict}: ${changeText(change)} % in the median latency of inference (95 %: ${changeText(low)} to ${changeText(high)} %)`;

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
		verdictText(live),
		`${live.rounds.length} rounds of ABBA or BAAB by a coin, ${live.framesPerSlice} frames a slice${live.endedBy ? `; ${endings[live.endedBy]}` : ''}`,
		...(live.test === undefined
			? []
			: [
					`test: ${live.test} at look ${live.looks}; all looks together hold 95 %; ${(100 * live.allowance).toFixed(0)} % is never proved`,
				]),
		`between rounds: ${sensor === undefined ? 'no temperature sensor, a short pause' : `${sanitize(sensor, 40)} back to within 2 °C of the round’s start`}, ${seconds.toFixed(0)} s in all${cutShort > 0 ? `, cut short ${cutShort} ×` : ''}`,
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

import {type SegmentFigures} from '../../record/segment-schema.js';
import {type Snapshot} from '../../record/snapshot.js';
import {duration, framesPerSecond, milliseconds, na, percent} from '../../format/numbers.js';
import {conversionText} from '../../models/conversion.js';
import {type Line, line, span} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {validityWords} from '../panels/result-line.js';
import {type Theme} from '../canvas/theme.js';
import {fittedTable, type FittedColumn} from '../../format/fitted-table.js';
import {liveLines} from './live-lines.js';

/** A difference of shares in points, with its sign. */
const points = (share: number): string =>
	`${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;

/** Lines about converted models, at most. */
const mostConversions = 4;

/** Short words: the column stands beside what the precision won and lost. */
const precisionWords: Readonly<Record<string, string>> = {
	float32: 'fp32',
	float16: 'fp16',
	bfloat16: 'bf16',
	'float16-weights': 'fp16 wts',
};

/** Of two the precision alone says which is which. */
const differInPrecision = (segments: readonly SegmentFigures[]): boolean =>
	segments.some(a =>
		segments.some(
			b =>
				a.modelName === b.modelName && a.backendId === b.backendId && a.precision !== b.precision,
		),
	);

/** What a segment won and lost against the first one of its model: the trade of a precision or a runtime. */
const tradeColumns = (
	segments: readonly SegmentFigures[],
): ReadonlyArray<FittedColumn<SegmentFigures>> => {
	const firstOf = ({modelName, number}: SegmentFigures): SegmentFigures | undefined => {
		const first = segments.find(segment => segment.modelName === modelName);
		return first && first.number < number ? first : undefined;
	};

	if (segments.every(segment => firstOf(segment) === undefined)) {
		return [];
	}

	return [
		{
			title: 'precision',
			of: ({precision}) => precisionWords[precision] ?? precision,
			importance: differInPrecision(segments) ? 1 : 2,
			isText: true,
		},
		{
			title: 'speed',
			of(segment) {
				const first = firstOf(segment);
				const [before, now] = [first, segment].map(one => one?.stages.infer?.p50);
				return first ? (before && now ? `${(before / now).toFixed(2)}×` : na) : '';
			},
			importance: 1,
		},
		{
			title: 'top-1 ±',
			of(segment) {
				const first = firstOf(segment);
				const [before, now] = [first, segment].map(one => one?.accuracy.cumulative.top1?.value);
				return first ? (before === undefined || now === undefined ? na : points(now - before)) : '';
			},
			importance: 1,
		},
	];
};

const columnsOf = (
	snapshot: Snapshot,
	segments: readonly SegmentFigures[],
): ReadonlyArray<FittedColumn<SegmentFigures>> => {
	const trade = tradeColumns(segments);
	// Where something was won and lost, that comes before what it was in figures.
	const [fps, top1, p99] =
		trade.length === 0 ? [0, 1, 1] : differInPrecision(segments) ? [2, 2, 3] : [0, 1, 3];
	return [
		{title: '#', of: ({number}) => String(number), importance: 0},
		{title: 'model', of: ({modelName}) => modelName, importance: 0, isText: true},
		{title: 'backend', of: ({backendId}) => backendId, importance: 0, isText: true},
		{title: 'frames', of: ({frames}) => String(frames), importance: 3},
		{title: 'FPS', of: ({fps}) => framesPerSecond(fps.session), importance: fps},
		{title: 'p50 ms', of: ({stages}) => milliseconds(stages.infer?.p50), importance: 0},
		{title: 'p99 ms', of: ({stages}) => milliseconds(stages.infer?.p99), importance: p99},
		{
			title: 'top-1',
			of: ({accuracy}) => percent(accuracy.cumulative.top1?.value),
			importance: top1,
		},
		{title: 'top-5', of: ({accuracy}) => percent(accuracy.cumulative.top5?.value), importance: 2},
		...trade,
		{
			title: 'began',
			of: ({startedAtMs}) => (startedAtMs === undefined ? na : duration(startedAtMs)),
			importance: 4,
		},
		{
			title: 'verdict',
			of: segment =>
				segment === snapshot.segment ? validityWords(snapshot) : segment.validity.text,
			importance: 5,
			isText: true,
		},
	];
};

/** Segments of this run side by side, newest last. */
export const comparePage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const inner = innerSize(size);
	const live = liveLines(snapshot);
	const all = [...snapshot.earlierSegments, snapshot.segment];
	const converted = all
		.filter(({conversion}) => conversion !== undefined)
		.slice(-mostConversions)
		.map(({number, conversion}) => `${number}. ${conversionText(conversion!)}`);
	const below = [...live, ...converted.map(text => line(span(text, 'dim')))];
	const room = Math.max(1, inner.height - 1 - (below.length > 0 ? below.length + 1 : 0));
	const segments = all.slice(-room);
	const {head, lines} = fittedTable(columnsOf(snapshot, all), segments, inner.width);
	return panel(
		{
			title: 'Segments of this run',
			note: 'c or Esc closes',
			lines: [
				line(span(head, 'dim')),
				...lines.map((text, index) =>
					line(span(text, index === lines.length - 1 ? 'strong' : 'plain')),
				),
				...(below.length > 0 ? [line(span('')), ...below] : []),
			],
		},
		size,
		theme,
	);
};

import {type SegmentFigures} from '../../record/segment-schema.js';
import {type Snapshot} from '../../record/snapshot.js';
import {duration, framesPerSecond, milliseconds, na, percent} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {validityWords} from '../panels/result-line.js';
import {type Theme} from '../canvas/theme.js';
import {fittedTable, type FittedColumn} from '../../format/fitted-table.js';
import {liveLines} from './live-lines.js';

const columnsOf = (snapshot: Snapshot): ReadonlyArray<FittedColumn<SegmentFigures>> => [
	{title: '#', of: ({number}) => String(number), importance: 0},
	{title: 'model', of: ({modelName}) => modelName, importance: 0, isText: true},
	{title: 'backend', of: ({backendId}) => backendId, importance: 0, isText: true},
	{title: 'frames', of: ({frames}) => String(frames), importance: 3},
	{title: 'FPS', of: ({fps}) => framesPerSecond(fps.session), importance: 0},
	{title: 'p50 ms', of: ({stages}) => milliseconds(stages.infer?.p50), importance: 0},
	{title: 'p99 ms', of: ({stages}) => milliseconds(stages.infer?.p99), importance: 1},
	{title: 'top-1', of: ({accuracy}) => percent(accuracy.cumulative.top1?.value), importance: 1},
	{title: 'top-5', of: ({accuracy}) => percent(accuracy.cumulative.top5?.value), importance: 2},
	{
		title: 'began',
		of: ({startedAtMs}) => (startedAtMs === undefined ? na : duration(startedAtMs)),
		importance: 4,
	},
	{
		title: 'verdict',
		of: segment => (segment === snapshot.segment ? validityWords(snapshot) : segment.validity.text),
		importance: 5,
		isText: true,
	},
];

/** Segments of this run side by side, newest last. */
export const comparePage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const inner = innerSize(size);
	const live = liveLines(snapshot);
	const room = Math.max(1, inner.height - 1 - (live.length > 0 ? live.length + 1 : 0));
	const segments = [...snapshot.earlierSegments, snapshot.segment].slice(-room);
	const {head, lines} = fittedTable(columnsOf(snapshot), segments, inner.width);
	return panel(
		{
			title: 'Segments of this run',
			note: 'c or Esc closes',
			lines: [
				line(span(head, 'dim')),
				...lines.map((text, index) =>
					line(span(text, index === lines.length - 1 ? 'strong' : 'plain')),
				),
				...(live.length > 0 ? [line(span('')), ...live] : []),
			],
		},
		size,
		theme,
	);
};

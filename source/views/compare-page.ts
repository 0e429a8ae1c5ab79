import {type SegmentFigures, type Snapshot} from '../session/snapshot.js';
import {liveLines} from './live-lines.js';
import {duration, framesPerSecond, milliseconds, na, percent} from './format.js';
import {cut, type Line, line, pad, span, widthOf} from './lines.js';
import {innerSize, panel, type Size} from './panels/frame.js';
import {type Theme} from './theme.js';

type Column = {
	readonly title: string;
	readonly of: (segment: SegmentFigures) => string;
	/** Columns with higher numbers are left out first where the screen is narrow. */
	readonly rank: number;
	readonly isText?: boolean;
};

const columns: readonly Column[] = [
	{title: '#', of: ({number}) => String(number), rank: 0},
	{title: 'model', of: ({modelName}) => modelName, rank: 0, isText: true},
	{title: 'backend', of: ({backendId}) => backendId, rank: 0, isText: true},
	{title: 'frames', of: ({frames}) => String(frames), rank: 3},
	{title: 'FPS', of: ({fps}) => framesPerSecond(fps.session), rank: 0},
	{title: 'p50 ms', of: ({stages}) => milliseconds(stages.infer?.p50), rank: 0},
	{title: 'p99 ms', of: ({stages}) => milliseconds(stages.infer?.p99), rank: 1},
	{title: 'top-1', of: ({accuracy}) => percent(accuracy.cumulative.top1?.value), rank: 1},
	{title: 'top-5', of: ({accuracy}) => percent(accuracy.cumulative.top5?.value), rank: 2},
	{
		title: 'began',
		of: ({startedAtMs}) => (startedAtMs === undefined ? na : duration(startedAtMs)),
		rank: 4,
	},
	{title: 'verdict', of: ({validity}) => validity.text, rank: 5, isText: true},
];

const gap = 2;
const longestText = 24;

type Table = {
	readonly shown: readonly Column[];
	readonly widths: readonly number[];
	readonly cells: ReadonlyArray<readonly string[]>;
};

const tableUpTo = (rank: number, segments: readonly SegmentFigures[]): Table => {
	const shown = columns.filter(column => column.rank <= rank);
	const cells = segments.map(segment => shown.map(column => cut(column.of(segment), longestText)));
	const widths = shown.map(({title}, index) =>
		Math.max(title.length, ...cells.map(row => widthOf(row[index]!))),
	);
	return {shown, widths, cells};
};

const tableWidth = ({widths}: Table): number =>
	widths.reduce((sum, width) => sum + width + gap, -gap);

/** The columns up to the highest rank with which the table still fits. */
const tableOf = (segments: readonly SegmentFigures[], width: number): Table =>
	[5, 4, 3, 2, 1]
		.map(rank => tableUpTo(rank, segments))
		.find(table => tableWidth(table) <= width) ?? tableUpTo(0, segments);

/** Segments of this run side by side, newest last. */
export const comparePage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const inner = innerSize(size);
	const live = liveLines(snapshot);
	const room = Math.max(1, inner.height - 1 - (live.length > 0 ? live.length + 1 : 0));
	const segments = [...snapshot.earlierSegments, snapshot.segment].slice(-room);
	const {shown, widths, cells} = tableOf(segments, inner.width);
	const row = (texts: readonly string[], role: 'dim' | 'plain' | 'strong'): Line =>
		line(
			span(
				texts
					.map((text, index) => {
						const width = widths[index]!;
						return shown[index]!.isText ? pad(text, width) : text.padStart(width);
					})
					.join(' '.repeat(gap)),
				role,
			),
		);
	return panel(
		{
			title: 'Segments of this run',
			note: 'c or Esc closes',
			lines: [
				row(
					shown.map(({title}) => title),
					'dim',
				),
				...cells.map((texts, index) => row(texts, index === cells.length - 1 ? 'strong' : 'plain')),
				...(live.length > 0 ? [line(span('')), ...live] : []),
			],
		},
		size,
		theme,
	);
};

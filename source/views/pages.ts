import {type SegmentFigures, type Snapshot} from '../session/snapshot.js';
import {duration, framesPerSecond, milliseconds, na, percent} from './format.js';
import {keyBindings, keyName} from './keys.js';
import {cut, type Line, line, span} from './lines.js';
import {panel, type Size} from './panels/frame.js';
import {type Theme} from './theme.js';

export const helpPage = (size: Size, theme: Theme): Line[] =>
	panel(
		{
			title: 'Keys',
			note: 'any key closes',
			lines: [
				...keyBindings.map(({keys, text}) =>
					line(
						span(
							keys
								.map(key => keyName(key))
								.join(' ')
								.padEnd(10),
							'accent',
						),
						span(text),
					),
				),
				[],
				line(
					span(
						'FPS is wall-clock frames per second. Latency is submit to result on the host,',
						'dim',
					),
				),
				line(span('after warm-up, no sample dropped. n/a is a figure that is not known.', 'dim')),
			],
		},
		size,
		theme,
	);

const columns: ReadonlyArray<{
	readonly title: string;
	readonly of: (segment: SegmentFigures) => string;
}> = [
	{title: '#', of: ({number}) => String(number)},
	{title: 'model', of: ({modelName}) => modelName},
	{title: 'backend', of: ({backendId}) => backendId},
	{title: 'frames', of: ({frames}) => String(frames)},
	{title: 'FPS', of: ({fps}) => framesPerSecond(fps.session)},
	{title: 'p50 ms', of: ({stages}) => milliseconds(stages.infer?.p50)},
	{title: 'p99 ms', of: ({stages}) => milliseconds(stages.infer?.p99)},
	{title: 'top-1', of: ({accuracy}) => percent(accuracy.cumulative.top1?.value)},
	{title: 'top-5', of: ({accuracy}) => percent(accuracy.cumulative.top5?.value)},
	{
		title: 'began',
		of: ({startedAtMs}) => (startedAtMs === undefined ? na : duration(startedAtMs)),
	},
];

/** Segments of this run side by side, newest last. */
export const comparePage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const segments = [...snapshot.earlierSegments, snapshot.segment].slice(-(size.height - 3));
	const cells = segments.map(segment => columns.map(column => cut(column.of(segment), 30)));
	const widths = columns.map(({title}, index) =>
		Math.max(title.length, ...cells.map(row => row[index]!.length)),
	);
	const row = (texts: readonly string[], role: 'dim' | 'plain'): Line =>
		line(span(texts.map((text, index) => text.padEnd(widths[index]! + 2)).join(''), role));
	return panel(
		{
			title: 'Segments of this run',
			note: 'c or Esc closes',
			lines: [
				row(
					columns.map(({title}) => title),
					'dim',
				),
				...cells.map(texts => row(texts, 'plain')),
			],
		},
		size,
		theme,
	);
};

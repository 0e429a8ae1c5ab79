import {type Snapshot} from '../../record/snapshot.js';
import {columnChart, roundTop} from '../canvas/column-chart.js';
import {largeNumber} from '../canvas/large-number.js';
import {duration, framesPerSecond} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type Size} from './frame.js';

const axisWidth = 6;
/** Seconds that a chart can span: steps close enough that most of it is filled, far enough apart that it stands still. */
const windowsSeconds = [
	60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400,
	21_600, 28_800, 43_200, 64_800, 86_400,
];
/** A panel with this much room shows the newest figure in large digits. */
const roomy: Size = {width: 50, height: 10};

/** The shortest window that shows the whole run; the newest day of a longer one. */
export const chooseWindow = (elapsedMs: number): number =>
	1000 * (windowsSeconds.find(seconds => seconds * 1000 >= elapsedMs) ?? windowsSeconds.at(-1)!);

const chartLines = (snapshot: Snapshot, {width, height}: Size, theme: Theme): Line[] => {
	const columns = Math.max(1, width - axisWidth);
	const windowMs = chooseWindow(snapshot.elapsedMs);
	const values = snapshot.fpsHistory(columns, windowMs);
	const rows = Math.max(1, height - 1);
	const highest = Math.max(0, ...values.filter(value => value !== undefined));
	const top = roundTop(highest);
	const chart = columnChart(values, rows, top, theme.glyphs);
	const middle = rows >= 7 && rows % 2 === 1 ? (rows - 1) / 2 : undefined;
	const label = (row: number): string => {
		if (highest === 0) {
			return '';
		}

		if (row === 0) {
			return framesPerSecond(top);
		}

		return row === middle ? framesPerSecond(top / 2) : row === rows - 1 ? '0' : '';
	};

	const began = `${duration(windowMs)} ago`;
	return [
		...chart.map((text, row) =>
			line(
				span(
					label(row)
						.padStart(axisWidth - 1)
						.padEnd(axisWidth),
					'dim',
				),
				span(text, 'chart'),
			),
		),
		line(
			span(
				' '.repeat(axisWidth) + began + 'now'.padStart(Math.max(4, columns - began.length)),
				'dim',
			),
		),
	];
};

const cell = (name: string, value: number | undefined, gap = ' '): Line =>
	line(span(`${name} `, 'dim'), span(framesPerSecond(value).padStart(5), 'strong'), span(gap));

const oneLine = ({segment: {fps}}: Snapshot): Line[] => [
	[
		...cell('1s', fps.last1s),
		...cell('10s', fps.last10s),
		...cell('60s', fps.last60s),
		...cell('all', fps.session),
	],
];

/** The last second in large digits, the rest beside it. */
const large = ({segment: {fps, frames, seconds}}: Snapshot, theme: Theme): Line[] => {
	const digits = largeNumber(framesPerSecond(fps.last1s), theme.glyphs);
	const beside: Line[] = [
		line(span('over the last second', 'dim')),
		[
			...cell('10 s', fps.last10s, '   '),
			...cell('60 s', fps.last60s, '   '),
			...cell('all', fps.session),
		],
		line(
			span('frames ', 'dim'),
			span(String(frames)),
			span(' in ', 'dim'),
			span(duration(seconds * 1000)),
		),
	];
	return digits.map((text, row) => [span(text, 'accent'), span('   '), ...beside[row]!]);
};

/** FPS over 1, 10, 60 s and the segment, and its course. */
export const throughput = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const inner = innerSize(size);
	const hasRoom =
		inner.height >= roomy.height &&
		inner.width >= roomy.width &&
		snapshot.segment.fps.last1s !== undefined;
	const figures = hasRoom ? large(snapshot, theme) : oneLine(snapshot);
	return panel(
		{
			title: 'Throughput, frames per second',
			note: hasRoom ? '' : `${snapshot.segment.frames} frames`,
			lines: [
				...figures,
				...chartLines(snapshot, {width: inner.width, height: inner.height - figures.length}, theme),
			],
		},
		size,
		theme,
	);
};

import {type Snapshot} from '../../session/snapshot.js';
import {columnChart, roundTop} from '../charts/column-chart.js';
import {duration, framesPerSecond} from '../format.js';
import {type Line, line, span} from '../lines.js';
import {type Theme} from '../theme.js';
import {innerSize, panel, type Size} from './frame.js';

const axisWidth = 6;
const windowsMs = [60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000];

/** The shortest of a few round windows that shows the whole run; the newest day of a longer one. */
export const chooseWindow = (elapsedMs: number): number =>
	windowsMs.find(window => window >= elapsedMs) ?? windowsMs.at(-1)!;

const chartLines = (snapshot: Snapshot, {width, height}: Size, theme: Theme): Line[] => {
	const columns = Math.max(1, width - axisWidth);
	const windowMs = chooseWindow(snapshot.elapsedMs);
	const values = snapshot.fpsHistory(columns, windowMs);
	const rows = Math.max(1, height - 1);
	const highest = Math.max(0, ...values.filter(value => value !== undefined));
	const top = roundTop(highest);
	const chart = columnChart(values, rows, top, theme.glyphs);
	const label = (row: number): string => {
		if (highest === 0) {
			return '';
		}

		if (row === 0) {
			return framesPerSecond(top);
		}

		return row === rows - 1 ? '0' : '';
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

/** FPS over 1, 10, 60 s and the segment, and its course. */
export const throughput = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {fps, frames} = snapshot.segment;
	const inner = innerSize(size);
	const cell = (name: string, value: number | undefined): Line =>
		line(span(`${name} `, 'dim'), span(framesPerSecond(value).padStart(5), 'strong'), span(' '));
	return panel(
		{
			title: 'Throughput, frames per second',
			note: `${frames} frames`,
			lines: [
				[
					...cell('1s', fps.last1s),
					...cell('10s', fps.last10s),
					...cell('60s', fps.last60s),
					...cell('all', fps.session),
				],
				...chartLines(snapshot, {width: inner.width, height: inner.height - 1}, theme),
			],
		},
		size,
		theme,
	);
};

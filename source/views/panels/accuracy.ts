import {type SegmentFigures} from '../../session/snapshot.js';
import {na, percent} from '../format.js';
import {type Line, line, span} from '../lines.js';
import {type Theme} from '../theme.js';
import {innerSize, panel, type Size} from './frame.js';

type AccuracyFigure = SegmentFigures['accuracy']['rolling'];
type Share = AccuracyFigure['top1'];

/** `89.1 % 86.2-91.5`: the share and its 95 % interval, in whole points where room is short. */
const share = (value: Share, digits: number): string =>
	value === undefined
		? na
		: `${percent(value.value)} ${(100 * value.low).toFixed(digits)}-${(100 * value.high).toFixed(digits)}`;

const labelWidth = 5;
/** Two shares with a decimal in their intervals, the label and n. */
const roomyWidth = 50;

const row = (name: string, {n, top1, top5}: AccuracyFigure, isRoomy: boolean): Line => {
	const digits = isRoomy ? 1 : 0;
	const column = isRoomy ? 18 : 14;
	return line(
		span(name.padEnd(labelWidth), 'dim'),
		span(share(top1, digits).padEnd(column), 'strong'),
		span(share(top5, digits).padEnd(column)),
		span(isRoomy ? `n ${n}` : '', 'dim'),
	);
};

const passes = ({passes: {complete, partial}}: SegmentFigures): string =>
	complete === 0
		? `partial pass, ${percent(partial, 0)} of the images`
		: `${complete} whole pass${complete === 1 ? '' : 'es'} + ${percent(partial, 0)}`;

/** Top-1 and top-5 over the last frames and over all different images, with Wilson intervals. */
export const accuracy = (
	segment: SegmentFigures,
	labelSource: string,
	size: Size,
	theme: Theme,
): Line[] => {
	const {rolling, cumulative} = segment.accuracy;
	const {published} = segment;
	const {width} = innerSize(size);
	const isRoomy = width >= roomyWidth;
	const lines: Line[] =
		cumulative.n === 0
			? [
					line(
						span(
							labelSource === 'none'
								? `${na}: the images have no labels`
								: `${na}: no counted frame yet`,
							'dim',
						),
					),
				]
			: [
					line(
						span(' '.repeat(labelWidth)),
						span('top-1'.padEnd(isRoomy ? 18 : 14), 'dim'),
						span('top-5', 'dim'),
					),
					row('last', rolling, isRoomy),
					row('all', cumulative, isRoomy),
					line(
						span(passes(segment), 'dim'),
						...(published
							? [
									span(
										`  published ${percent(published.top1)}${published.top5 === undefined ? '' : ` / ${percent(published.top5)}`}`,
										'dim',
									),
								]
							: []),
					),
				];
	return panel(
		{title: 'Accuracy, 95 % interval', note: `${cumulative.n} images`, lines},
		size,
		theme,
	);
};

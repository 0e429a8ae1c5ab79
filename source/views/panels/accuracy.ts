import {type SegmentFigures} from '../../session/snapshot.js';
import {na, percent} from '../format.js';
import {type Line, line, span} from '../lines.js';
import {type Theme} from '../theme.js';
import {panel, type Size} from './frame.js';

type AccuracyFigure = SegmentFigures['accuracy']['rolling'];
type Share = AccuracyFigure['top1'];

/** `89.1 % 86.2-91.5`: the share and its 95 % interval. */
const share = (value: Share): string =>
	value === undefined
		? na
		: `${percent(value.value)} ${(100 * value.low).toFixed(1)}-${(100 * value.high).toFixed(1)}`;

const row = (name: string, {n, top1, top5}: AccuracyFigure): Line =>
	line(
		span(name.padEnd(6), 'dim'),
		span(share(top1).padEnd(18), 'strong'),
		span(share(top5).padEnd(18)),
		span(`n ${n}`, 'dim'),
	);

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
					line(span(''.padEnd(6)), span('top-1'.padEnd(18), 'dim'), span('top-5', 'dim')),
					row('last', rolling),
					row('all', cumulative),
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
	return panel({title: 'Accuracy, 95 % interval', lines}, size, theme);
};

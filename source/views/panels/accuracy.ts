import {type SegmentFigures} from '../../record/segment-schema.js';
import {na, percent} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type Size} from './frame.js';

type AccuracyFigure = SegmentFigures['accuracy']['rolling'];
type Share = AccuracyFigure['top1'];

/** `89.1 % 86.2-91.5`: the share and its 95 % interval, in whole points where room is short. */
const share = (value: Share, digits: number): string =>
	value === undefined
		? na
		: `${percent(value.value)} ${(100 * value.low).toFixed(digits)}-${(100 * value.high).toFixed(digits)}`;

/** The name and two shares with a decimal in their intervals. */
const roomyWidth = 50;

/** Widths of the name and of a share. */
const columnsOf = (isRoomy: boolean) => (isRoomy ? ([12, 18] as const) : ([5, 14] as const));

const row = (name: string, {top1, top5}: AccuracyFigure, isRoomy: boolean): Line => {
	const digits = isRoomy ? 1 : 0;
	const [label, column] = columnsOf(isRoomy);
	return line(
		span(name.padEnd(label), 'dim'),
		span(share(top1, digits).padEnd(column), 'strong'),
		span(share(top5, digits)),
	);
};

/** How often the images were gone through. */
const passText = ({passes}: SegmentFigures, isRoomy: boolean): string => {
	if (!passes) {
		return '';
	}

	const {complete, partial} = passes;
	if (complete === 0) {
		return isRoomy ? `${percent(partial, 0)} of the images` : `pass ${percent(partial, 0)}`;
	}

	const whole = `${complete} pass${complete === 1 ? '' : 'es'}`;
	return isRoomy ? `${whole} and ${percent(partial, 0)}` : whole;
};

const publishedRow = (
	{top1, top5}: NonNullable<SegmentFigures['published']>,
	isRoomy: boolean,
): Line => {
	const [label, column] = columnsOf(isRoomy);
	return line(
		span((isRoomy ? 'published' : 'pub.').padEnd(label), 'dim'),
		span(percent(top1).padEnd(column), 'dim'),
		span(percent(top5), 'dim'),
	);
};

const whyNone = (labelSource: string, {frames, accuracyMissing}: SegmentFigures): string => {
	if (accuracyMissing !== undefined) {
		return `${na}: ${accuracyMissing}`;
	}

	if (labelSource === 'none') {
		return `${na}: the images have no labels`;
	}

	return frames === 0 ? `${na}: no counted frame yet` : `${na}: the labels are not its classes`;
};

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
	const [label, column] = columnsOf(isRoomy);
	const lines: Line[] =
		cumulative.n === 0
			? [line(span(whyNone(labelSource, segment), 'dim'))]
			: [
					line(span(' '.repeat(label)), span('top-1'.padEnd(column), 'dim'), span('top-5', 'dim')),
					row(isRoomy ? `last ${rolling.n}` : 'last', rolling, isRoomy),
					row(isRoomy ? `all ${cumulative.n}` : 'all', cumulative, isRoomy),
					published
						? publishedRow(published, isRoomy)
						: line(span('no published figure to compare with', 'dim')),
				];
	return panel(
		{
			title: isRoomy ? 'Accuracy, 95 % interval' : 'Accuracy (95 %)',
			note: cumulative.n === 0 ? '' : passText(segment, isRoomy),
			lines,
		},
		size,
		theme,
	);
};

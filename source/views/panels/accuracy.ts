import {type SegmentFigures} from '../../record/segment-schema.js';
import {detectionText} from '../../format/detection-text.js';
import {na, percent} from '../../format/numbers.js';
import {shortPassesText} from '../../format/passes-text.js';
import {unmatchedText} from '../../format/unmatched-text.js';
import {cut, type Line, line, span, wrap} from '../canvas/lines.js';

type Share = SegmentFigures['accuracy']['rolling']['top1'];

const nameWidth = 6;
/** `100.0 %` and a blank. */
const shareWidth = 8;
/** `80.5-100.0`, and in whole points `80-100`. */
const intervalWidths = {roomy: 11, narrow: 8} as const;
/** Room for both sets beside the published figure. */
const roomyWidth = 52;

const interval = (value: Share, digits: number): string =>
	value === undefined
		? ''
		: `${(100 * value.low).toFixed(digits)}-${(100 * value.high).toFixed(digits)}`;

const shareText = (value: Share): string => percent(value?.value).padStart(shareWidth - 1);

/** How often the images were gone through. */
export const passText = ({passes}: SegmentFigures): string =>
	passes ? shortPassesText(passes) : '';

const whyNone = (labelSource: string, {frames, accuracyMissing}: SegmentFigures): string => {
	if (accuracyMissing !== undefined) {
		return `${na}: ${accuracyMissing}`;
	}

	if (labelSource === 'none') {
		return `${na}: the images have no labels`;
	}

	return frames === 0 ? `${na}: no counted frame yet` : `${na}: the labels are not its classes`;
};

/** Share and interval of the newest frames, and of all different images, beside the published figure. */
const roomyRow = (
	name: 'top1' | 'top5',
	{accuracy: {rolling, cumulative}, published}: SegmentFigures,
): Line =>
	line(
		span((name === 'top1' ? 'top-1' : 'top-5').padEnd(nameWidth), 'dim'),
		span(shareText(cumulative[name]), 'strong'),
		span(` ${interval(cumulative[name], 1)}`.padEnd(intervalWidths.roomy)),
		span(shareText(rolling[name])),
		span(` ${interval(rolling[name], 1)}`.padEnd(intervalWidths.roomy)),
		span(
			shareText(
				published?.[name] === undefined ? undefined : {value: published[name], low: 0, high: 0},
			),
			'dim',
		),
	);

const narrowRow = (
	name: 'top1' | 'top5',
	{accuracy: {cumulative}, published}: SegmentFigures,
): Line =>
	line(
		span((name === 'top1' ? 'top-1' : 'top-5').padEnd(nameWidth), 'dim'),
		span(shareText(cumulative[name]), 'strong'),
		span(` ${interval(cumulative[name], 0)}`.padEnd(intervalWidths.narrow)),
		...(published
			? [span(`pub. ${percent(published[name]).padStart(shareWidth - 1)}`, 'dim')]
			: []),
	);

/** Top-1 and top-5 over all different images, with Wilson intervals and the published figures; where there is room over the last frames too. */
export const accuracyLines = (
	segment: SegmentFigures,
	labelSource: string,
	width: number,
): Line[] => {
	const {rolling, cumulative} = segment.accuracy;
	if (cumulative.n === 0) {
		const found = detectionText(segment);
		return [
			...(found === undefined ? [] : [line(span(found, 'strong'))]),
			...wrap(whyNone(labelSource, segment), width).map(text => line(span(text, 'dim'))),
		];
	}

	const apart = segment.unmatched
		? [line(span(cut(unmatchedText(segment.unmatched), width), 'warn'))]
		: [];

	if (width < roomyWidth) {
		return [
			narrowRow('top1', segment),
			narrowRow('top5', segment),
			line(
				span(
					`95 %, all ${cumulative.n} images${segment.published ? '' : '; nothing published'}`,
					'dim',
				),
			),
			...apart,
		];
	}

	const column = shareWidth + intervalWidths.roomy - 1;
	return [
		line(
			span(' '.repeat(nameWidth)),
			span(`all ${cumulative.n}, 95 %`.padEnd(column), 'dim'),
			span(`last ${rolling.n}`.padEnd(column), 'dim'),
			span(segment.published ? 'published' : 'none published', 'dim'),
		),
		roomyRow('top1', segment),
		roomyRow('top5', segment),
		...apart,
	];
};

import {type SegmentState} from './segment.js';

/** Fewer different images than this say little. */
const leastImages = 100;
/** Published and measured sets differ; a fault of preprocessing costs more than this. */
const tolerance = 0.05;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/**
A line for the user when the accuracy lies so far below the published figure that the preprocessing is to be doubted: the upper end of the 95 % interval more than five points under it, over at least 100 different images.
*/
export const accuracyWarning = (segment: SegmentState): string | undefined => {
	const {manifest} = segment.identity;
	const {n, top1} = segment.cumulativeAccuracy;
	const published = manifest.published?.top1;
	if (!top1 || published === undefined || n < leastImages || top1.high >= published - tolerance) {
		return undefined;
	}

	return `top-1 is ${percent(top1.value)} (95 %: up to ${percent(top1.high)}), published ${percent(published)}: the preprocessing may be wrong; edgetop models check ${manifest.name} tries the variants`;
};

import {type SegmentState} from './segment.js';

/** Fewer different images than this say little. */
const leastImages = 100;
/** Published and measured sets differ; a fault of preprocessing costs more than this. */
const tolerance = 0.05;

/** Of a model without a published figure: nobody would publish less. */
const hopeless = 0.1;
const leastHopelessImages = 50;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/**
A line for the user when the preprocessing is to be doubted: the upper end of the 95 % interval of top-1 lies more than five points under the published figure, over at least 100 different images; or, where nothing is published, under 10 %, over at least 50.
*/
export const accuracyWarning = (segment: SegmentState): string | undefined => {
	const {manifest} = segment.identity;
	const {n, top1} = segment.cumulativeAccuracy;
	if (!top1) {
		return undefined;
	}

	const measured = `top-1 is ${percent(top1.value)} (95 %: up to ${percent(top1.high)})`;
	const published = manifest.published?.top1;
	if (published === undefined) {
		return n >= leastHopelessImages && top1.high < hopeless
			? `${measured}: the preprocessing or the labels are probably wrong; edgetop models check tries the variants`
			: undefined;
	}

	return n >= leastImages && top1.high < published - tolerance
		? `${measured}, published ${percent(published)}: the preprocessing may be wrong; edgetop models check ${manifest.name} tries the variants`
		: undefined;
};

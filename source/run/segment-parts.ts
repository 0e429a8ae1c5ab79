import {type SegmentFigures} from '../record/segment-schema.js';
import {type ScoreFault} from '../engine/score-fault.js';
import {passesBetween} from '../record/passes.js';
import {type SegmentIdentity} from '../record/segment-identity.js';
import {sanitize} from '../text/sanitize.js';

/** Scores that are no numbers, in words: of which frames, and what may be at fault. */
export const faultText = (
	{fault, frames: faulty}: {readonly fault: ScoreFault; readonly frames: number},
	frames: number,
): string => {
	const which = faulty < frames ? ` on ${faulty} of ${frames} frames` : '';
	return `the scores are ${fault}${which}; the preprocessing, the weights or 16-bit arithmetic may be at fault`;
};

/** Why there is no accuracy; undefined where there is one. */
export const accuracyMissing = (
	identity: SegmentIdentity,
	{
		frames,
		images,
		fault,
	}: {
		readonly frames: number;
		readonly images: number;
		readonly fault: {readonly fault: ScoreFault; readonly frames: number} | undefined;
	},
): string | undefined =>
	fault
		? faultText(fault, frames)
		: images > 0
			? undefined
			: identity.manifest.task === 'detection'
				? 'a detector: boxes, no classes'
				: (identity.accuracyMissing ??
					(frames === 0 ? 'no counted frame yet' : 'no image with a label was counted yet'));

/** Images of classes that the model does not have. */
export const unmatched = ({unmatched}: SegmentIdentity): SegmentFigures['unmatched'] =>
	unmatched && {
		images: unmatched.images,
		classCount: unmatched.classes.length,
		classes: unmatched.classes.slice(0, 20).map(name => sanitize(name, 80)),
	};

/** What a detector found; undefined for other models, and before the first frame. */
export const detection = (
	{manifest}: SegmentIdentity,
	boxes: number | undefined,
	{frames, seconds}: {readonly frames: number; readonly seconds: number},
): SegmentFigures['detection'] => {
	const form = manifest.detection?.form;
	return form === undefined || boxes === undefined || frames === 0 || seconds === 0
		? undefined
		: {form, boxes, perFrame: boxes / frames, perSecond: boxes / seconds};
};

/** Where in the frames a segment was: the first and the last position that it counted. */
export const course = (
	{entries, stream}: SegmentIdentity,
	positions: {readonly first: number; readonly last: number} | undefined,
): Pick<SegmentFigures, 'passes' | 'positions'> => ({
	passes: passesBetween(positions, entries.length, stream),
	...(positions && {positions: {first: positions.first, next: positions.last + 1}}),
});

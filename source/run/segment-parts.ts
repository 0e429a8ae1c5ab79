import {type SegmentFigures} from '../record/segment-schema.js';
import {type SegmentIdentity} from '../record/segment-identity.js';
import {sanitize} from '../text/sanitize.js';

/** Why there is no accuracy; undefined where there is one. */
export const accuracyMissing = (
	identity: SegmentIdentity,
	frames: number,
	images: number,
): string | undefined =>
	images > 0
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

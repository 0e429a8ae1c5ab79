import {type SegmentFigures} from '../record/segment-schema.js';

/** What a detector found: "12.3 boxes a frame, 240 boxes/s"; undefined for other models. */
export const detectionText = ({
	task,
	detection,
	frames,
}: Pick<SegmentFigures, 'task' | 'detection' | 'frames'>): string | undefined =>
	detection
		? `${detection.perFrame.toFixed(1)} boxes a frame, ${detection.perSecond.toFixed(1)} boxes/s`
		: task === 'detection'
			? `boxes n/a: ${frames === 0 ? 'no counted frame yet' : 'its outputs are of no known form, or the runtime does not tell them'}`
			: undefined;

import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';

/** One slice of a pair that was measured, whole or in part. */
export type MeasuredSlice = {
	readonly file: string;
	readonly summary: Summary;
	readonly segment: SummarySegment;
};

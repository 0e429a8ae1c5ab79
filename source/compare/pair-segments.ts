import {type SummarySegment} from '../record/segment-schema.js';

export type SegmentPair = {readonly first: SummarySegment; readonly second: SummarySegment};

/** Closest likeness first; a segment is paired once. */
const likenesses: ReadonlyArray<(segment: SummarySegment) => string> = [
	({modelName, precision, backendId, threads}) =>
		JSON.stringify([modelName, precision, backendId, threads]),
	({modelName, precision, backendId}) => JSON.stringify([modelName, precision, backendId]),
	({modelName, backendId}) => JSON.stringify([modelName, backendId]),
	({modelName}) => modelName,
];

const measured = (segments: readonly SummarySegment[]): SummarySegment[] =>
	segments.filter(({frames}) => frames > 0);

/**
Which segment of one session stands against which of another: the same model, then as much else alike as can be, in the order of the runs. Where each session has a single segment, the two are paired even if their models differ. Segments without a counted frame are left out.
*/
export const pairSegments = (
	first: readonly SummarySegment[],
	second: readonly SummarySegment[],
): {readonly pairs: readonly SegmentPair[]; readonly alone: readonly SummarySegment[]} => {
	const free = measured(first);
	const open = measured(second);
	if (free.length === 1 && open.length === 1) {
		return {pairs: [{first: free[0]!, second: open[0]!}], alone: []};
	}

	const found = new Map<SummarySegment, SummarySegment>();
	for (const likeness of likenesses) {
		for (const segment of open.filter(item => !found.has(item))) {
			const place = free.findIndex(item => likeness(item) === likeness(segment));
			if (place !== -1) {
				found.set(segment, free.splice(place, 1)[0]!);
			}
		}
	}

	return {
		pairs: open.flatMap(segment => {
			const partner = found.get(segment);
			return partner ? [{first: partner, second: segment}] : [];
		}),
		alone: open.filter(segment => !found.has(segment)),
	};
};

import {type SegmentFigures} from './segment-schema.js';
import {type Summary} from './summary.js';

/** Limits that a run must keep; the exit code says whether it did. */
export type Gates = {
	/** Least FPS over the last segment. */
	readonly minFps?: number;
	/** Greatest p99 of infer, ms. */
	readonly maxP99Ms?: number;
	/** Least cumulative top-1, fraction of 1. */
	readonly minTop1?: number;
};

/** A figure that is missing fails its gate: nothing was shown to be good. */
export const checkGates = (gates: Gates, segment: SegmentFigures): Summary['gates'] => {
	const checks = [
		{name: 'min-fps', limit: gates.minFps, value: segment.fps.session, isLeast: true},
		{name: 'max-p99', limit: gates.maxP99Ms, value: segment.stages.infer?.p99, isLeast: false},
		{
			name: 'min-top1',
			limit: gates.minTop1,
			value: segment.accuracy.cumulative.top1?.value,
			isLeast: true,
		},
	];
	return checks.flatMap(({name, limit, value, isLeast}) =>
		limit === undefined
			? []
			: [
					{
						name,
						limit,
						value: value ?? null,
						hasPassed: value !== undefined && (isLeast ? value >= limit : value <= limit),
					},
				],
	);
};

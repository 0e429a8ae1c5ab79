import {type EngineConfig, type EngineFacts} from '../engine/protocol.js';
import {computedPrecision} from '../models/precision.js';
import {type SegmentFigures} from './segment-schema.js';

/** What a segment is made of; it does not change while the segment lasts. */
export type SegmentIdentity = Pick<
	EngineConfig,
	| 'backendId'
	| 'device'
	| 'backendOptions'
	| 'manifest'
	| 'format'
	| 'conversion'
	| 'entries'
	| 'stream'
	| 'accuracyMissing'
	| 'unmatched'
	| 'accuracyEnd'
	| 'arrivals'
> & {
	readonly number: number;
	readonly facts?: EngineFacts;
	readonly firstInferenceMs?: number;
	readonly warmup?: {readonly runs: number; readonly milliseconds: number};
};

/** The figures that do not come from frames: what runs, on what, and how it began. */
export const describeIdentity = ({
	manifest,
	facts,
	backendId,
	backendOptions,
	format,
	conversion,
	firstInferenceMs,
	warmup,
}: SegmentIdentity) =>
	({
		modelName: manifest.name,
		modelTitle: manifest.title,
		precision: computedPrecision(manifest.formats[format]?.precision ?? 'unknown', backendOptions),
		task: manifest.task === 'classification' ? undefined : manifest.task,
		batch: manifest.input.batch,
		backendId,
		...(facts && {
			device: facts.device,
			runtime: facts.runtime,
			framesMode: facts.framesMode,
			framesReason: facts.framesReason,
			loadMs: facts.loadMs,
			threads: facts.threads,
			placement: facts.placement,
			threadsReason: facts.threadsReason,
		}),
		conversion,
		firstInferenceMs,
		warmup,
		...(manifest.published && {
			published: {
				top1: manifest.published.top1,
				top5: manifest.published.top5,
			},
		}),
	}) satisfies Partial<SegmentFigures>;

import {type SegmentFigures, type StageFigures} from '../record/segment-schema.js';
import {type FrameBatch} from '../engine/protocol.js';
import {earlyStoppingEstimate} from '../measure/early-stopping.js';
import {LatencyHistogram} from '../measure/histogram.js';
import {summariseLatency} from '../measure/latency.js';

const stageNames = ['decode', 'preprocess', 'infer', 'postprocess', 'total'] as const;
export type StageName = (typeof stageNames)[number];

/** Latencies of a segment's frames by stage. Constant memory. */
export class Stages {
	readonly #histograms: Record<StageName, LatencyHistogram> = {
		decode: new LatencyHistogram(),
		preprocess: new LatencyHistogram(),
		infer: new LatencyHistogram(),
		postprocess: new LatencyHistogram(),
		total: new LatencyHistogram(),
	};

	get infer(): LatencyHistogram {
		return this.#histograms.infer;
	}

	/** A stage that did not take place is NaN in the batch, and in no figure. */
	record(batch: FrameBatch, row: number): void {
		let total = 0;
		for (const stage of ['decode', 'preprocess', 'infer', 'postprocess'] as const) {
			const ms = batch[`${stage}Ms`][row]!;
			if (!Number.isNaN(ms)) {
				this.#histograms[stage].record(ms);
				total += ms;
			}
		}

		this.#histograms.total.record(total);
	}

	/** The stages that took place. */
	all(): ReadonlyArray<readonly [StageName, LatencyHistogram]> {
		return stageNames
			.map(stage => [stage, this.#histograms[stage]] as const)
			.filter(([, histogram]) => histogram.count > 0);
	}

	/** Gives up the samples for buckets. */
	compact(): void {
		for (const stage of stageNames) {
			this.#histograms[stage].compact();
		}
	}

	figures(): StageFigures {
		return Object.fromEntries(
			this.all().map(([stage, histogram]) => [stage, summariseLatency(histogram)]),
		);
	}

	earlyStopping(): SegmentFigures['earlyStopping'] {
		const p90 = earlyStoppingEstimate(this.infer, 0.9);
		const p99 = earlyStoppingEstimate(this.infer, 0.99);
		return {p90, p99};
	}
}

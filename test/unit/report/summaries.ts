import {type SummarySegment} from '../../../source/record/segment-schema.js';
import {BlockMeans} from '../../../source/compare/statistics/block-means.js';
import {LatencyHistogram} from '../../../source/measure/histogram.js';
import {summariseLatency} from '../../../source/measure/latency.js';
import {seededRandom} from '../../../source/measure/random.js';
import {wilson} from '../../../source/measure/accuracy.js';
import {type Summary} from '../../../source/record/summary.js';
import {seededNormal} from '../throttling/detect/simulated.js';

/** Latencies around a median, 5 % spread, independent of each other. */
export const latencies = (n: number, medianMs: number, seed: number): number[] => {
	const normal = seededNormal(seededRandom(seed));
	return Array.from({length: n}, () => medianMs * Math.exp(0.05 * normal()));
};

/** A segment as a run with these latencies of inference would save it; decoding takes no time. */
export const segmentOf = (
	inferMs: readonly number[],
	change: Partial<SummarySegment> = {},
	{hits = 86, n = 100} = {},
): SummarySegment => {
	const histogram = new LatencyHistogram();
	const means = new BlockMeans();
	means.start(0);
	let clock = 0;
	for (const ms of inferMs) {
		histogram.record(ms);
		clock += ms;
		means.record(ms, clock);
	}

	const {v, moments, buckets} = histogram.toJSON();
	const {frames, inferMs: blockMs, wallMs} = means.blocks();
	const accuracy = {n, top1: wilson(hits, n), top5: wilson(Math.min(n, hits + 10), n)};
	const infer = summariseLatency(histogram);
	return {
		number: 1,
		modelName: 'efficientnet-b0',
		modelTitle: 'EfficientNet-B0',
		modelSha256: 'aa'.repeat(32),
		precision: 'float32',
		preprocessing: {mean: [0.5]},
		input: {layout: 'nchw'},
		backendId: 'onnxruntime:cpu',
		backendOptions: {},
		runtime: {name: 'onnxruntime', version: '1.30.0'},
		threads: 4,
		loadMs: 200,
		firstInferenceMs: 30,
		frames: inferMs.length,
		seconds: clock / 1000,
		fps: {session: (1000 * inferMs.length) / clock},
		stages: {...(infer && {infer, total: infer})},
		isUnstable: true,
		earlyStopping: {},
		validity: {isValid: true, text: 'VALID'},
		distribution: histogram.distribution(24),
		inferHistogram: {v, moments: moments!, buckets: buckets.join(' ')},
		blocks: {frames, inferMs: [...blockMs], wallMs: [...wallMs]},
		accuracy: {rolling: accuracy, cumulative: accuracy},
		passes: {complete: 3, partial: 0},
		skippedFrames: 0,
		restarts: 0,
		...change,
	};
};

export const summaryOf = (
	segments: SummarySegment[],
	host: Partial<Summary['context']['host']> = {},
	frames: Partial<Summary['context']['frames']> = {},
): Summary => ({
	kind: 'edgetop-session',
	schemaVersion: 1,
	edgetop: '0.1.0',
	id: 'a1',
	startedAt: '2026-01-02T03:04:05.000Z',
	savedAt: '2026-01-02T03:05:05.000Z',
	elapsedSeconds: 60,
	end: {reason: 'completed'},
	context: {
		commandLine: [],
		node: '20.19.0',
		host: {
			name: 'bench',
			board: 'Raspberry Pi 4 Model B',
			cpu: 'Cortex-A72',
			cores: 4,
			memoryBytes: 4e9,
			platform: 'linux arm64',
			kernel: '6.6.31',
			governor: 'ondemand',
			...host,
		},
		frames: {
			name: 'samples',
			count: 100,
			labelled: 100,
			classes: 40,
			labelSource: 'folders',
			hash: 'ff'.repeat(32),
			seed: 1,
			cacheBytes: 0,
			...frames,
		},
		preset: 'quick',
	},
	segments,
	telemetry: [],
	gates: [],
	events: [],
	droppedEvents: 0,
});

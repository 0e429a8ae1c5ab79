import {z} from 'zod';
import {conversionSchema} from '../models/conversion.js';
import {disturbanceSchema} from './disturbance-schema.js';
import {type ReadOnly} from './read-only.js';
import {segmentThermalSchema} from './thermal-schema.js';

/* One segment of a run: in the snapshot, the journal and the summary. */

const share = z.number().min(0).max(1);
const milliseconds = z.number().min(0).max(1e13);
const rate = z.number().min(0).max(1e9);

const proportion = z
	.object({
		value: share.describe('Fraction of 1'),
		low: share.describe('Lower end of the Wilson 95 % interval'),
		high: share.describe('Upper end of the Wilson 95 % interval'),
	})
	.describe('A share with its Wilson 95 % interval');

const tiedFrames = z
	.object({
		frames: z.int().describe('Images whose hit depends on the order of equal scores'),
		lowest: share.describe('The share if all of them were misses, fraction of 1'),
		highest: share.describe('The share if all of them were hits, fraction of 1'),
	})
	.describe('The figure itself is by the rule: of equal scores the lower class comes first');

const accuracyFigure = z.object({
	n: z.int().describe('Images counted'),
	top1: proportion.optional(),
	top5: proportion.optional(),
	ties: z
		.object({top1: tiedFrames.optional(), top5: tiedFrames.optional()})
		.optional()
		.describe('Cumulative figures alone; absent where equal scores decide nothing'),
});

const latency = z
	.object({
		count: z.int().describe('Samples after warm-up'),
		p50: milliseconds,
		p90: milliseconds,
		p95: milliseconds,
		p99: milliseconds,
		p999: milliseconds.describe('99.9th percentile'),
		min: milliseconds,
		max: milliseconds,
		mean: milliseconds,
		cv: z.number().optional().describe('Coefficient of variation, fraction of 1'),
	})
	.describe('ms; percentiles are sorted[floor(n·p)] over all samples, none dropped');

const arrivalsSchema = z
	.object({
		streams: z.int().describe('Streams, interleaved evenly'),
		framesPerSecond: z.number().describe('Of each stream'),
		plannedFrames: z.int().describe('Frames of all streams that were to come'),
		periodMs: z
			.number()
			.describe('Between two frames of one stream: the bound for p99 of response'),
		response: latency
			.optional()
			.describe('From the arrival of a frame to its result on the host, waiting included; ms'),
		late: z.int().describe('Frames whose response took the period or longer'),
		lostAfterSeconds: z
			.number()
			.optional()
			.describe(
				'When so many were late that p99 over all planned frames cannot be below the period; the run ends then. Absent: not lost',
			),
	})
	.describe('Frames came at times of their own: docs/measurement.md');

const inferHistogram = z
	.object({
		v: z.int().describe('Version of the form'),
		moments: z.object({
			n: z.int().describe('Samples'),
			min: z.number().describe('ms'),
			max: z.number().describe('ms'),
			mean: z.number().describe('ms'),
			m2: z.number().describe('Sum of squared differences from the mean, ms²'),
		}),
		buckets: z
			.string()
			.regex(/^\d+(?: \d+)*$/)
			.describe(
				'Non-empty buckets, 256 a doubling from 2⁻²⁰ ms up: distance from the one before and count, in turns',
			),
	})
	.describe('All samples of infer, within 0.2 % of value: what `edgetop compare` tests');

const blocks = z
	.object({
		frames: z.int().describe('Frames in each block'),
		inferMs: z.array(z.number()).describe('Mean of infer in each block, ms'),
		wallMs: z.array(z.number()).describe('Wall-clock time of each block, ms'),
	})
	.describe('Blocks of consecutive frames, at most 39; an unfinished last one is left out');

const streamSchema = z
	.object({
		delivered: z.int().describe('Frames that the source gave while this segment counted'),
		dropped: z.int().describe('Of them those that the model had no time for'),
		framesPerSecond: z
			.number()
			.optional()
			.describe("A live source's own rate over its last ten seconds"),
		decoderCores: z
			.number()
			.optional()
			.describe(
				'CPU cores that decoding took beside the model, over the last ten seconds: ffmpeg, and making its pictures the input',
			),
	})
	.describe('Of a video, camera or network stream; of a video no frame is dropped');

export const segmentSchema = z
	.object({
		number: z.int().describe('1, 2, … in the order of the run'),
		modelName: z.string(),
		modelTitle: z.string(),
		modelSha256: z
			.string()
			.optional()
			.describe(
				'SHA-256 of the file that ran; of a model in several files (external data, .xml and .bin, a SavedModel), of the lines that sha256sum prints for them, by name',
			),
		precision: z.string(),
		conversion: conversionSchema.optional(),
		preprocessing: z.record(z.string(), z.unknown()).describe('As in the model manifest'),
		input: z.record(z.string(), z.unknown()).describe('Layout, size and type, as in the manifest'),
		batch: z
			.int()
			.optional()
			.describe(
				'Frames an inference, of a model that takes no other number; its times are a share of the inference. Absent: one',
			),
		backendId: z.string(),
		backendOptions: z.record(z.string(), z.string()),
		device: z.string().optional().describe('What really executed'),
		runtime: z.object({name: z.string(), version: z.string()}).optional(),
		placement: z
			.array(
				z.object({
					on: z.string().describe('Device or provider, as the runtime calls it'),
					operators: z.int().optional().describe('Operators of one inference that ran there'),
					operatorShare: z.number().optional().describe('Share of the operators, 0…1'),
					timeShare: z
						.number()
						.optional()
						.describe("Share of the time, 0…1; absent where the device's own time is not told"),
				}),
			)
			.optional()
			.describe(
				'What ran where in a profile of a few runs before the counted ones; absent where all runs on the device by construction',
			),
		versions: z.record(z.string(), z.string()).optional().describe('Drivers and libraries'),
		threads: z.int().optional(),
		threadsReason: z.string().optional().describe('How the number of threads was chosen'),
		framesMode: z
			.enum(['decoded live', 'decoded ahead', 'decoded between', 'cached in memory'])
			.optional()
			.describe('How frames reach the model: docs/frames.md'),
		framesReason: z.string().optional().describe('Why they come from there'),
		startedAtMs: z.number().optional().describe('Session time of the first counted frame, ms'),
		endedAtMs: z.number().optional().describe('Session time of the end, ms'),
		loadMs: milliseconds.optional().describe('Time to load the model, ms'),
		firstInferenceMs: milliseconds.optional().describe('The very first run, in no percentile, ms'),
		warmup: z.object({runs: z.int(), milliseconds: z.number()}).optional(),
		frames: z.int().describe('Frames counted, after warm-up'),
		seconds: z.number().describe('Wall-clock time in which they ran, s'),
		fps: z
			.object({
				last1s: rate.optional(),
				last10s: rate.optional(),
				last60s: rate.optional(),
				session: rate.optional().describe('Over the whole segment'),
			})
			.describe('Wall-clock frames per second over the last 1, 10, 60 s and the segment'),
		stages: z
			.object({
				decode: latency.optional(),
				preprocess: latency.optional(),
				infer: latency.optional(),
				postprocess: latency.optional(),
				total: latency.optional(),
			})
			.describe('Latencies by stage; a stage that did not take place is absent'),
		stalls: z.int().optional().describe('Frames slower than 5 × p50 of infer'),
		disturbance: disturbanceSchema.optional(),
		isUnstable: z.boolean().describe('CV of infer above 2.5 %'),
		earlyStopping: z
			.object({p90: milliseconds.optional(), p99: milliseconds.optional()})
			.describe('MLPerf early-stopping estimates of infer at confidence 0.99, ms'),
		validity: z.object({isValid: z.boolean(), text: z.string()}),
		distribution: z
			.array(z.object({fromMs: z.number(), toMs: z.number(), count: z.int()}))
			.describe('Histogram of infer; the last bin is open'),
		inferHistogram: inferHistogram.optional(),
		blocks: blocks.optional(),
		arrivals: arrivalsSchema.optional(),
		responseHistogram: inferHistogram
			.optional()
			.describe('All response times, within 0.2 % of value; the form of inferHistogram'),
		accuracy: z.object({rolling: accuracyFigure, cumulative: accuracyFigure}),
		accuracyMissing: z
			.string()
			.optional()
			.describe('Why there is no accuracy, and what would mend it; absent where there is one'),
		faultyFrames: z
			.int()
			.optional()
			.describe(
				'Frames whose scores were NaN or infinite; absent: none. There is no accuracy then',
			),
		unmatched: z
			.object({
				images: z.int().describe('Images of such classes among the frames'),
				classCount: z.int().describe('How many classes these are'),
				classes: z
					.array(z.string())
					.describe('Names of the first twenty, those with most images first'),
			})
			.optional()
			.describe(
				"Labelled images whose class is none of the model's: in no accuracy, neither right nor wrong",
			),
		detection: z
			.object({
				form: z.string().describe('Form of the output, as in the manifest'),
				boxes: z.int().describe('Boxes in all counted frames'),
				perFrame: z.number(),
				perSecond: z.number().describe('By the wall clock, as FPS'),
			})
			.optional()
			.describe(
				'Of a detector of a known form: boxes with a score above 0.25, after non-maximum suppression at 0.45',
			),
		task: z.enum(['detection', 'other']).optional().describe('Absent: classification'),
		passes: z
			.object({complete: z.int(), partial: share})
			.optional()
			.describe(
				'Whole passes over the frames, and the part of the last one, 0…1; absent where a pass has no known end',
			),
		positions: z
			.object({first: z.int(), next: z.int()})
			.optional()
			.describe(
				'First position of the endless sequence that is counted, and the one after the last; --resume goes on there',
			),
		resumed: z
			.object({
				session: z.string().describe('Id of the run before'),
				runs: z.int().describe('Runs that the pass is made of, this one included'),
				frames: z.int().describe('Frames that the earlier runs counted'),
			})
			.optional()
			.describe(
				'The pass was begun by earlier runs: cumulative accuracy and passes hold for all of them, everything else for this run alone',
			),
		stream: streamSchema.optional(),
		skippedFrames: z.int().describe('Files that could not be decoded'),
		restarts: z.int().describe('Times the engine was lost and started again'),
		published: z.object({top1: share, top5: share.optional()}).optional(),
		thermal: segmentThermalSchema.optional(),
	})
	.describe('One model on one backend with one set of options');

export type SummarySegment = ReadOnly<z.infer<typeof segmentSchema>>;

/** Figures of one segment: one model on one backend with one set of options. What only the summary needs is left out. */
export type SegmentFigures = Omit<
	SummarySegment,
	| 'modelSha256'
	| 'preprocessing'
	| 'input'
	| 'backendOptions'
	| 'versions'
	| 'thermal'
	| 'inferHistogram'
	| 'responseHistogram'
	| 'blocks'
>;

/** Latencies of one stage over the samples after warm-up. */
export type StageFigures = SegmentFigures['stages'];
/** How frames that came at times of their own were answered. */
export type ArrivalFigures = NonNullable<SegmentFigures['arrivals']>;
export type Bin = SegmentFigures['distribution'][number];

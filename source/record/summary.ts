import {z} from 'zod';
import {replaySchema, segmentThermalSchema, throttlingSchema} from './thermal-schema.js';
import {liveComparisonSchema} from './ab-test-schema.js';
import {timelineSchema} from './timeline-schema.js';

/*
The session summary: one JSON document a run, the product's only result format. Every field says its unit; a figure that is not known is absent, or `null` where the place must be kept. Units: ms for latencies, s for durations, fractions of 1 for shares.
*/
export const summarySchemaVersion = 1;

const proportion = z
	.object({
		value: z.number().describe('Fraction of 1'),
		low: z.number().describe('Lower end of the Wilson 95 % interval'),
		high: z.number().describe('Upper end of the Wilson 95 % interval'),
	})
	.describe('A share with its Wilson 95 % interval');

const accuracyFigure = z.object({
	n: z.int().describe('Images counted'),
	top1: proportion.optional(),
	top5: proportion.optional(),
});

const latency = z
	.object({
		count: z.int().describe('Samples after warm-up'),
		p50: z.number(),
		p90: z.number(),
		p95: z.number(),
		p99: z.number(),
		p999: z.number().describe('99.9th percentile'),
		min: z.number(),
		max: z.number(),
		mean: z.number(),
		cv: z.number().optional().describe('Coefficient of variation, fraction of 1'),
	})
	.describe('ms; percentiles are sorted[floor(n·p)] over all samples, none dropped');

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
	})
	.describe('Of a video, camera or network stream; of a video no frame is dropped');

const segment = z
	.object({
		number: z.int().describe('1, 2, … in the order of the run'),
		modelName: z.string(),
		modelTitle: z.string(),
		modelSha256: z.string().optional().describe('Of the file that ran'),
		precision: z.string(),
		preprocessing: z.record(z.string(), z.unknown()).describe('As in the model manifest'),
		input: z.record(z.string(), z.unknown()).describe('Layout, size and type, as in the manifest'),
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
		loadMs: z.number().optional().describe('Time to load the model, ms'),
		firstInferenceMs: z.number().optional().describe('The very first run, in no percentile, ms'),
		warmup: z.object({runs: z.int(), milliseconds: z.number()}).optional(),
		frames: z.int().describe('Frames counted, after warm-up'),
		seconds: z.number().describe('Wall-clock time in which they ran, s'),
		fps: z
			.object({
				last1s: z.number().optional(),
				last10s: z.number().optional(),
				last60s: z.number().optional(),
				session: z.number().optional().describe('Over the whole segment'),
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
		isUnstable: z.boolean().describe('CV of infer above 2.5 %'),
		earlyStopping: z
			.object({p90: z.number().optional(), p99: z.number().optional()})
			.describe('MLPerf early-stopping estimates of infer at confidence 0.99, ms'),
		validity: z.object({isValid: z.boolean(), text: z.string()}),
		distribution: z
			.array(z.object({fromMs: z.number(), toMs: z.number(), count: z.int()}))
			.describe('Histogram of infer; the last bin is open'),
		inferHistogram: inferHistogram.optional(),
		blocks: blocks.optional(),
		accuracy: z.object({rolling: accuracyFigure, cumulative: accuracyFigure}),
		accuracyMissing: z
			.string()
			.optional()
			.describe('Why there is no accuracy, where that lies in the model'),
		passes: z
			.object({complete: z.int(), partial: z.number()})
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
		published: z.object({top1: z.number(), top5: z.number().optional()}).optional(),
		thermal: segmentThermalSchema.optional(),
	})
	.describe('One model on one backend with one set of options');

export const contextSchema = z.object({
	commandLine: z.array(z.string()).describe('Arguments as typed'),
	node: z.string().describe('Version of Node'),
	host: z.object({
		name: z.string(),
		board: z.string().optional().describe('Model of the board or computer'),
		cpu: z.string(),
		cores: z.int().describe('Logical CPUs available to the process'),
		memoryBytes: z.number(),
		platform: z.string().describe('Operating system and architecture'),
		os: z.string().optional().describe('Distribution and version'),
		kernel: z.string(),
		governor: z.string().optional().describe('CPU frequency governor at the start'),
		virtualisation: z.string().optional().describe('Hypervisor or container, where one is seen'),
	}),
	frames: z.object({
		name: z.string(),
		kind: z.enum(['images', 'video', 'live']).optional().describe('Absent: images'),
		count: z.int().optional().describe('In a pass; absent where the source does not say'),
		labelled: z.int(),
		classes: z.int(),
		labelSource: z.string(),
		hash: z.string().describe('SHA-256 over names, sizes and classes'),
		seed: z.int().describe('Of the class-balanced shuffle'),
		cacheBytes: z
			.number()
			.optional()
			.describe('Of --frames-cache; absent: a share of what was free'),
	}),
	preset: z.string(),
	startTemperatureCelsius: z.number().optional(),
	startTemperatureSource: z.string().optional(),
});

const telemetryFigure = z.object({
	id: z.string(),
	label: z.string(),
	quantity: z
		.string()
		.optional()
		.describe('temperature, power, clock, load, memory, fan, …; absent in older summaries'),
	unit: z.string(),
	scope: z.string().optional().describe('Of a power figure: wall, board input, module, …'),
	source: z.string(),
	samples: z.int().describe('Readings that succeeded'),
	min: z.number().optional(),
	mean: z.number().optional(),
	max: z.number().optional(),
	last: z.number().optional(),
	missing: z.string().optional().describe('Why there is no value'),
});

export const summarySchema = z.object({
	kind: z.literal('edgetop-session'),
	schemaVersion: z.literal(summarySchemaVersion),
	edgetop: z.string().describe('Version of edgetop'),
	id: z.string().describe('Random identifier of the run'),
	startedAt: z.string().describe('ISO 8601, wall clock'),
	savedAt: z.string().describe('ISO 8601, wall clock'),
	elapsedSeconds: z.number(),
	end: z
		.object({
			reason: z.enum([
				'running',
				'completed',
				'quit',
				'interrupted',
				'signal',
				'failed',
				'cut off',
			]),
			detail: z.string().optional(),
		})
		.describe(
			'Why the run ended; `running` in a summary saved while it went on; `cut off` in one rebuilt from a journal without an end',
		),
	context: contextSchema,
	segments: z.array(segment),
	telemetry: z.array(telemetryFigure),
	throttling: throttlingSchema.optional(),
	replay: replaySchema.optional(),
	liveComparison: liveComparisonSchema.optional(),
	timeline: timelineSchema.optional(),
	gates: z
		.array(
			z.object({
				name: z.string(),
				limit: z.number(),
				value: z.number().nullable(),
				hasPassed: z.boolean(),
			}),
		)
		.describe('What --min-fps, --max-p99 and --min-top1 found'),
	events: z.array(
		z.object({
			atMs: z.number().describe('Session time, ms'),
			level: z.enum(['info', 'warning', 'error']),
			kind: z.string(),
			text: z.string(),
		}),
	),
	droppedEvents: z.int().describe('Events left out between the first 200 and the last 800'),
});

export type Summary = z.infer<typeof summarySchema>;
export type SessionContext = z.infer<typeof contextSchema>;
export type SummarySegment = z.infer<typeof segment>;
export type TelemetryFigure = z.infer<typeof telemetryFigure>;
export type EndReason = Summary['end']['reason'];

import {z} from 'zod';
import {type ReadOnly} from './read-only.js';
import {segmentSchema} from './segment-schema.js';
import {replaySchema, throttlingSchema} from './thermal-schema.js';
import {liveComparisonSchema} from './ab-test-schema.js';
import {timelineSchema} from './timeline-schema.js';

/*
The session summary: one JSON document a run, the product's only result format. Every field says its unit; a figure that is not known is absent, or `null` where the place must be kept. Units: ms for latencies, s for durations, fractions of 1 for shares.
*/
export const summarySchemaVersion = 1;

export const contextSchema = z.object({
	commandLine: z.array(z.string()).describe('Arguments as typed'),
	node: z.string().describe('Version of Node'),
	host: z.object({
		name: z.string(),
		board: z.string().optional().describe('Model of the board or computer'),
		cpu: z.string(),
		cores: z
			.int()
			.optional()
			.describe(
				'Logical CPUs available to the process, or of the board that computes; absent: not known',
			),
		memoryBytes: z.number().optional().describe('Absent: not known, of a board that computes'),
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
		order: z
			.literal('set')
			.optional()
			.describe(
				'Balanced over the classes of the images, the same for every model; absent (older summaries): over those that the model has',
			),
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

export const eventLevels = ['info', 'warning', 'error'] as const;

export const eventSchema = z
	.object({
		atMs: z.number().describe('Session time, ms'),
		level: z.enum(eventLevels),
		kind: z.string().describe('Machine-readable, past tense: `engineRestarted`, `frameSkipped`'),
		text: z.string().describe('One line for the user, sanitised'),
	})
	.describe('Something that happened');

export const summarySchema = z.object({
	kind: z.literal('edgetop-session'),
	schemaVersion: z.literal(summarySchemaVersion),
	edgetop: z.string().describe('Version of edgetop'),
	id: z.string().describe('Random identifier of the run'),
	startedAt: z.iso.datetime().describe('ISO 8601, wall clock'),
	savedAt: z.iso.datetime().describe('ISO 8601, wall clock'),
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
	segments: z.array(segmentSchema),
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
	events: z.array(eventSchema),
	droppedEvents: z.int().describe('Events left out between the first 200 and the last 800'),
});

export type Summary = ReadOnly<z.infer<typeof summarySchema>>;
export type SessionContext = ReadOnly<z.infer<typeof contextSchema>>;
export type TelemetryFigure = ReadOnly<z.infer<typeof telemetryFigure>>;
export type SessionEvent = ReadOnly<z.infer<typeof eventSchema>>;
export type EventLevel = SessionEvent['level'];
export type EndReason = Summary['end']['reason'];

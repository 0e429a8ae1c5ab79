import {z} from 'zod';
import {notRecorded} from './figure-schema.js';
import {type ReadOnly} from './read-only.js';
import {energySchema, forecastFigureSchema, sustainedSchema} from './thermal-schema.js';

/*
What a screen shows of the present moment and a summary does not hold: part of the snapshot and, a second at a time, of the journal. A file is not trusted: what the screen formats as a number is one.
*/

export const phases = [
	'starting',
	'loading',
	'warming up',
	'running',
	'comparing',
	'restarting',
	'ended',
	'failed',
] as const;
export type Phase = (typeof phases)[number];

/** A figure of the machine with the reading that it comes from. */
const hostFigure = z
	.union([
		z.object({value: z.number(), label: z.string().optional(), scope: z.string().optional()}),
		z.object({missing: z.string(), label: z.string().optional(), scope: z.string().optional()}),
	])
	.default(notRecorded);

export type HostFigure = ReadOnly<z.infer<typeof hostFigure>>;

export const hostSchema = z.object({
	cpuLoad: hostFigure.describe('Share of all CPUs in use, 0…1'),
	memoryUsedBytes: hostFigure,
	memoryTotalBytes: hostFigure,
	temperatureCelsius: hostFigure.describe('`label`: the zone'),
	powerWatts: hostFigure.describe('`scope`: what it covers'),
	clockHertz: hostFigure.describe('`label`: whose clock'),
});
export type HostFigures = ReadOnly<z.infer<typeof hostSchema>>;

export const acceleratorSchema = z.object({
	load: hostFigure.describe(
		'Share of its time in which it works, 0…1; of several devices or cores the busiest',
	),
	memoryUsedBytes: hostFigure.describe(
		'Memory of its own in use; missing where it shares that of the board',
	),
	memoryTotalBytes: hostFigure,
	fanShare: hostFigure.describe('Share of its full speed, 0…1'),
	fanRpm: hostFigure.describe('Turns a minute'),
});

/** The accelerator that works most, and the fan that turns most. */
export type AcceleratorFigures = ReadOnly<z.infer<typeof acceleratorSchema>>;

export const ownCostSchema = z.object({
	uiCpuPercent: z.number().optional().describe('Of one core, over the last seconds'),
	uiRssBytes: z.number().optional(),
	sensorsCpuPercent: z.number().optional(),
	engineRssBytes: z.number().optional(),
	terminalBytesPerSecond: z.number().optional().describe('Written to the terminal'),
});
/** What edgetop itself costs. */
export type OwnCost = ReadOnly<z.infer<typeof ownCostSchema>>;

const predictionSchema = z.object({
	label: z.string().describe('Class name, sanitised'),
	probability: z.number().describe('0…1'),
	isHit: z.boolean().describe('True where this class is one of the right answers of the frame'),
});
export type Prediction = ReadOnly<z.infer<typeof predictionSchema>>;

export const frameSchema = z.object({
	file: z.string().describe('File name without folder, sanitised'),
	truth: z.array(z.string()).describe('Right answers; empty: unlabelled'),
	top5: z.array(predictionSchema).max(5).describe('Best first'),
});

const readingSchema = z.intersection(
	z.looseObject({
		id: z.string(),
		label: z.string(),
		quantity: z.string(),
		unit: z.string(),
		source: z.string(),
	}),
	z.union([z.looseObject({value: z.number()}), z.looseObject({missing: z.string()})]),
);

export const liveSchema = z.object({
	phase: z.enum(phases).default('starting'),
	phaseText: z
		.string()
		.default('')
		.describe('What is being done or waited for: "loading EfficientNet-B0 (3 s)"'),
	host: hostSchema.prefault({}),
	accelerator: acceleratorSchema.prefault({}),
	durationMs: z.number().optional().describe('Asked-for length of the run'),
	hostName: z.string().optional(),
	boardName: z.string().optional(),
	sensorsBoard: z
		.string()
		.optional()
		.describe('Board whose sensors are read through ssh; absent: those of this machine'),
	own: ownCostSchema.prefault({}),
	current: frameSchema.optional().describe('The newest frame'),
	readings: z
		.record(z.string(), readingSchema)
		.prefault({})
		.describe('Temperatures, powers and clocks of the newest sample by their ids'),
	charted: z.array(z.string()).default([]).describe('Ids of the readings whose course is kept'),
	forecast: forecastFigureSchema,
	sustained: sustainedSchema.prefault({}),
	energy: energySchema.prefault({}),
});

/** The form in which a run writes it. */
export type LiveRecord = ReadOnly<z.input<typeof liveSchema>>;

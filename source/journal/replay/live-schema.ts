import {z} from 'zod';

/*
The part of the journal document that a screen shows and a summary does not hold. A file is not trusted: what the screen formats as a number is one.
*/

const figure = z.union([z.looseObject({value: z.number()}), z.looseObject({missing: z.string()})]);
const noFigure = {missing: 'not in the journal'};
const figureOr = figure.default(noFigure);
const ofHost = z.union([
	z.object({value: z.number(), label: z.string().optional(), scope: z.string().optional()}),
	z.object({missing: z.string(), label: z.string().optional(), scope: z.string().optional()}),
]);

const prediction = z.object({label: z.string(), probability: z.number(), isHit: z.boolean()});

const forecast = z.union([
	z.object({
		kind: z.literal('steady'),
		tempCelsius: z.number(),
		halfWidthCelsius: z.number(),
		inMs: z.number(),
	}),
	z.object({
		kind: z.literal('reaches trip'),
		tripCelsius: z.number(),
		inMs: z.number(),
		fromMs: z.number(),
		// An open end is Infinity, which JSON has no word for.
		toMs: z.number().default(Number.POSITIVE_INFINITY),
	}),
	z.object({kind: z.literal('none'), reason: z.string()}),
]);

const reading = z.intersection(
	z.looseObject({
		id: z.string(),
		label: z.string(),
		quantity: z.string(),
		unit: z.string(),
		source: z.string(),
	}),
	figure,
);

export const liveSchema = z.object({
	phase: z
		.enum(['starting', 'loading', 'warming up', 'running', 'restarting', 'ended', 'failed'])
		.default('starting'),
	phaseText: z.string().default(''),
	host: z
		.object({
			cpuLoad: ofHost.default(noFigure),
			memoryUsedBytes: ofHost.default(noFigure),
			memoryTotalBytes: ofHost.default(noFigure),
			temperatureCelsius: ofHost.default(noFigure),
			powerWatts: ofHost.default(noFigure),
			clockHertz: ofHost.default(noFigure),
		})
		.prefault({}),
	accelerator: z
		.object({
			load: ofHost.default(noFigure),
			memoryUsedBytes: ofHost.default(noFigure),
			memoryTotalBytes: ofHost.default(noFigure),
			fanShare: ofHost.default(noFigure),
			fanRpm: ofHost.default(noFigure),
		})
		.prefault({}),
	hostName: z.string().optional(),
	boardName: z.string().optional(),
	own: z
		.object({
			uiCpuPercent: z.number().optional(),
			uiRssBytes: z.number().optional(),
			sensorsCpuPercent: z.number().optional(),
			engineRssBytes: z.number().optional(),
			terminalBytesPerSecond: z.number().optional(),
		})
		.prefault({}),
	current: z
		.object({
			file: z.string(),
			truth: z.array(z.string()),
			top5: z.array(prediction).max(5),
		})
		.optional(),
	readings: z.record(z.string(), reading).prefault({}),
	charted: z.array(z.string()).default([]),
	forecast: z
		.object({label: z.string().optional(), forecast})
		.default({forecast: {kind: 'none', reason: noFigure.missing}}),
	sustained: z
		.object({
			firstMinuteFps: figureOr,
			lastMinutesFps: figureOr,
			ratio: figureOr,
			steadyAfterSeconds: figureOr,
		})
		.prefault({}),
	energy: z
		.object({
			meanWatts: figureOr,
			grossMillijoules: figureOr,
			netMillijoules: figureOr,
			fpsPerWatt: figureOr,
			coverage: z.number().default(0),
			scope: z.string().optional(),
			label: z.string().optional(),
		})
		.prefault({}),
});

import {z} from 'zod';
import {type Reading} from '../sensors/sensor.js';
import {figureOrMissing, figureSchema} from './figure-schema.js';
import {type ReadOnly} from './read-only.js';

/*
Heat, power, clocks and why it slowed down: one schema for the snapshot, the journal and the summary. Times are session times in ms, as of events; durations within a forecast or a score are on the sensors' clock, which a recording may play faster.
*/

export const sustainedSchema = z
	.object({
		firstMinuteFps: figureOrMissing,
		lastMinutesFps: figureOrMissing,
		ratio: figureOrMissing,
		steadyAfterSeconds: figureOrMissing,
	})
	.describe(
		'Sustained score: FPS of minute 1, of the last 5 minutes, their ratio, and s until two 60 s medians were within 2 % with less than 0.5 °C/min',
	);

export const energySchema = z
	.object({
		meanWatts: figureOrMissing,
		grossMillijoules: figureOrMissing,
		netMillijoules: figureOrMissing,
		fpsPerWatt: figureOrMissing,
		coverage: z.number().default(0),
		scope: z.string().optional(),
		label: z.string().optional(),
	})
	.describe(
		'Mean power in W, mJ an inference gross and net of idle, FPS/W, covered part of the time 0…1, what the power covers and its readings. Not MLPerf Power',
	);

/** Part of each segment. */
export const segmentThermalSchema = z
	.object({sustained: sustainedSchema, energy: energySchema})
	.describe('Sustained speed and energy');

/** docs/throttling.md explains them. */
export const verdicts = [
	'throttled',
	'limited, no impact yet',
	'limited, impact not known',
	'suspected',
	'contention',
	'slowed, not throttled',
	'unexplained slowdown',
] as const;

export const slowdownReasons = [
	'noisy host',
	'CPU quota',
	'another process',
	'waiting for frames',
	'short of memory',
	'power',
	'thermal',
	'external',
	'set by the user',
	'unexplained',
] as const;

/** Whether drops of FPS can be judged. */
export const dropStates = ['finding baseline', 'baseline unstable', 'steady', 'dropped'] as const;

export const episodeSchema = z.object({
	verdict: z.enum(verdicts),
	reason: z.enum(slowdownReasons),
	onsetMs: z.number().describe('Session time, ms'),
	endedMs: z.number().optional().describe('Session time, ms; absent: it lasted to the end'),
	lossFraction: z.number().optional().describe('Part of the baseline FPS lost, 0…1'),
	baselineFps: z.number().optional(),
	earlierSession: z
		.string()
		.optional()
		.describe(
			'Start of an earlier session of the same model, backend and board, ISO 8601: the baseline is of it, because the board was limited before this session had one',
		),
	evidence: z.array(z.string()).describe('What was seen, in words'),
	text: z.string().describe('The whole in one line'),
});

export const throttlingSchema = z
	.object({
		dropState: z
			.enum(dropStates)
			.describe('Whether drops of FPS could be judged in the last segment'),
		baselineFps: z
			.number()
			.optional()
			.describe(
				'FPS of its first steady 90 s, or of its best minute where it was limited or fell before',
			),
		spells: z
			.array(episodeSchema)
			.describe('Slow-downs and limits, oldest first; at most the last 100'),
		idleWatts: figureSchema.describe('Mean power with the model loaded and nothing running, W'),
	})
	.describe('Why it slowed down; docs/throttling.md explains the verdicts');

export const replaySchema = z
	.object({
		root: z.string().describe('Folder of the recorded board'),
		speed: z.number().describe('Seconds of the recording that passed in one second'),
		isPaced: z
			.boolean()
			.describe('The frames were slowed to the recorded board: their FPS is no measurement'),
	})
	.describe('The sensors were a recording, not this machine');

const forecastSchema = z.union([
	z.object({
		kind: z.literal('steady'),
		tempCelsius: z
			.number()
			.describe('Where the temperature is, or will be, steady: mean of the 95 % interval'),
		halfWidthCelsius: z.number().describe('Half of that interval'),
		inMs: z.number().describe('Until it is within 1 °C of that; 0: it is there'),
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

export const forecastFigureSchema = z
	.object({
		label: z.string().optional().describe('The zone it speaks of; absent without a temperature'),
		forecast: forecastSchema,
	})
	.default({forecast: {kind: 'none', reason: 'not in the journal'}});

export type SustainedScore = ReadOnly<z.infer<typeof sustainedSchema>>;
/** Energy over the counted frames of one segment; "not MLPerf Power". */
export type EnergyFigure = ReadOnly<z.infer<typeof energySchema>>;
export type SegmentThermal = ReadOnly<z.infer<typeof segmentThermalSchema>>;
export type ThrottleVerdict = (typeof verdicts)[number];
export type SlowdownReason = (typeof slowdownReasons)[number];
export type DropState = (typeof dropStates)[number];
/** A slow-down or a limit, past or present. */
export type ThrottleEpisode = ReadOnly<z.infer<typeof episodeSchema>>;
export type Forecast = ReadOnly<z.infer<typeof forecastSchema>>;
export type ForecastFigure = ReadOnly<z.infer<typeof forecastFigureSchema>>;
export type ReplayRecord = ReadOnly<z.infer<typeof replaySchema>>;

export type ThrottleFigures = Omit<ReadOnly<z.infer<typeof throttlingSchema>>, 'idleWatts'> & {
	/** What holds now; absent: nothing that is known. */
	readonly current?: ThrottleEpisode;
};

export type ReplayFigure = Omit<ReplayRecord, 'isPaced'> & {
	/** Present share of full speed that the frames are paced to; absent: the frames run free. */
	readonly scale?: number;
};

export type ThermalFigures = {
	readonly throttle: ThrottleFigures;
	readonly sustained: SustainedScore;
	readonly forecast: ForecastFigure;
	readonly energy: EnergyFigure;
	/** Mean power of the idle machine with the model loaded, W. */
	readonly idleWatts: ReadOnly<z.infer<typeof figureSchema>>;
	/** Temperatures, powers, clocks, loads and memory of accelerators, and fans of the newest sample. */
	readonly readings: readonly Reading[];
	/** Readings whose time series is kept. */
	readonly charted: readonly string[];
	readonly replay?: ReplayFigure;
	/** Time series of a reading in the columns of a chart that ends now; undefined is a gap. */
	history(id: string, columns: number, windowMs: number): ReadonlyArray<number | undefined>;
};

import {z} from 'zod';

/* Heat, power and slow-downs in the session summary. */

const figure = z
	.union([z.object({value: z.number()}), z.object({missing: z.string()})])
	.describe('`value`, or `missing` with the reason');

/** Part of each segment. */
export const segmentThermalSchema = z
	.object({
		sustained: z
			.object({
				firstMinuteFps: figure,
				lastMinutesFps: figure,
				ratio: figure,
				steadyAfterSeconds: figure,
			})
			.describe(
				'Sustained score: FPS of minute 1, of the last 5 minutes, their ratio, and s until two 60 s medians were within 2 % with less than 0.5 °C/min',
			),
		energy: z
			.object({
				meanWatts: figure,
				grossMillijoules: figure,
				netMillijoules: figure,
				fpsPerWatt: figure,
				coverage: z.number(),
				scope: z.string().optional(),
				label: z.string().optional(),
			})
			.describe(
				'Mean power in W, mJ an inference gross and net of idle, FPS/W, covered part of the time 0…1, what the power covers and its readings. Not MLPerf Power',
			),
	})
	.describe('Sustained speed and energy');

export const throttlingSchema = z
	.object({
		dropState: z
			.enum(['finding baseline', 'baseline unstable', 'steady', 'dropped'])
			.describe('Whether drops of FPS could be judged in the last segment'),
		baselineFps: z.number().optional().describe('FPS of its first steady 90 s'),
		spells: z
			.array(
				z.object({
					verdict: z.enum([
						'throttled',
						'limited, no impact yet',
						'suspected',
						'contention',
						'unexplained slowdown',
					]),
					reason: z.enum([
						'noisy host',
						'CPU quota',
						'another process',
						'power',
						'thermal',
						'unexplained',
					]),
					onsetMs: z.number().describe('Session time, ms'),
					endedMs: z.number().optional().describe('Session time, ms; absent: it lasted to the end'),
					lossFraction: z.number().optional().describe('Part of the baseline FPS lost, 0…1'),
					baselineFps: z.number().optional(),
					evidence: z.array(z.string()).describe('What was seen, in words'),
					text: z.string().describe('The whole in one line'),
				}),
			)
			.describe('Slow-downs and limits, oldest first; at most the last 100'),
		idleWatts: figure.describe('Mean power with the model loaded and nothing running, W'),
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

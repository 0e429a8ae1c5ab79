import {z} from 'zod';

const course = z.array(z.number().nullable()).describe('Mean of each step; null is a gap');

/** The course of a run, part of its summary. */
export const timelineSchema = z
	.object({
		stepSeconds: z.number().describe('Length of a step, s; the first begins with the session'),
		fps: course,
		temperatureCelsius: course,
		powerWatts: course,
		clockHertz: course,
		acceleratorLoad: course
			.optional()
			.describe(
				'Share of its time in which the busiest accelerator works, 0…1, mean of each step; absent in summaries of older versions',
			),
	})
	.describe('The course of the run in at most 240 steps: the figures of the main screen');

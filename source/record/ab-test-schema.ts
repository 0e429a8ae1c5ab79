import {z} from 'zod';
import {type ReadOnly} from './read-only.js';

/* A comparison of two models or backends that ran in turns, in the session summary. */

const pair = z.tuple([z.number(), z.number()]);

export const liveComparisonSchema = z
	.object({
		first: z.int().describe('Number of the segment that is A'),
		second: z.int().describe('Number of the segment that is B'),
		change: z
			.number()
			.optional()
			.describe('Median latency of inference of B against A, fraction: 0.05 is 5 % more time'),
		low: z.number().optional().describe('Lower end of the interval of `change`'),
		high: z.number().optional().describe('Upper end'),
		verdict: z
			.enum(['faster', 'slower', 'no difference', 'undecided'])
			.optional()
			.describe('Of B against A; no difference: the whole interval lies within `margin`'),
		margin: z
			.number()
			.optional()
			.describe('Largest change either way that is still no difference, fraction'),
		missing: z.string().optional().describe('Why there is no verdict'),
		test: z.string().optional().describe('How the interval was found'),
		looks: z.int().describe('Times that the rounds were judged; all looks together hold 95 %'),
		level: z.number().optional().describe('Level of the last look by itself'),
		allowance: z.number().describe('Relative change that is never proved'),
		endedBy: z.enum(['difference', 'time', 'request']).optional(),
		framesPerSlice: z.int(),
		rounds: z
			.array(
				z.object({
					order: z.enum(['ABBA', 'BAAB']).describe('By a seeded coin'),
					a: pair.describe('Median inference of the two slices of A, ms'),
					b: pair.describe('Of B, ms, on the same frames'),
				}),
			)
			.describe('In the order of the run'),
		coolDown: z
			.object({
				sensor: z.string().optional().describe('Absent: no temperature, a fixed pause'),
				seconds: z.number().describe('Waited in all, s'),
				cutShort: z.int().describe('Waits that ended at their limit'),
			})
			.describe('Between rounds: until within 2 °C of the round’s start'),
	})
	.describe('A against B in turns: the clock of a segment stands while the other runs');

export type LiveComparison = ReadOnly<z.infer<typeof liveComparisonSchema>>;

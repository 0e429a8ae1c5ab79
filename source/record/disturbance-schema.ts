import {z} from 'zod';

const disturbance = z.object({
	alone: z.int().describe('Inferences that were alone'),
	beside: z.int().describe('Inferences that something of edgetop ran beside'),
	aloneMs: z.number().describe('Mean of those that were alone, ms'),
	differenceMs: z
		.number()
		.describe('How much longer the others took, mean over blocks of frames, ms'),
	lowMs: z.number().describe('Lower end of its 95 % interval, ms'),
	highMs: z.number().describe('Upper end, ms'),
});

/** What edgetop's own work beside inferences costs them. */
export const disturbanceSchema = z
	.object({
		decoder: disturbance
			.optional()
			.describe('A decoder that runs ahead; one inference in sixteen is run without it'),
		monitor: disturbance.optional().describe('The screen, the sensors and the journal'),
	})
	.describe(
		"How much longer inferences take that edgetop's own work ran beside; absent where none did, or too few to tell",
	);

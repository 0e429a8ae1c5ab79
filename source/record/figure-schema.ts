import {z} from 'zod';

/** A measured figure, or the reason why there is none: a missing figure is never 0. */
export const figureSchema = z
	.union([z.object({value: z.number()}), z.object({missing: z.string()})])
	.describe('`value`, or `missing` with the reason');

/** What a reader of a journal takes where the journal has no such field. */
export const notRecorded = {missing: 'not in the journal'};

export const figureOrMissing = figureSchema.default(notRecorded);

import {z} from 'zod';

const share = z.number().min(0).max(1);
const name = z.string().trim().min(1).max(200);

/** A row of another table than one's own sessions. */
export const referenceRowSchema = z.object({
	/** The board or accelerator. */
	device: name,
	framework: name,
	model: name,
	/** Mean time of one inference, ms; what it was counted from and to is for the table's source to say. */
	inferMs: z.number().positive(),
	/** Fractions of 1. */
	top1: share.optional(),
	top5: share.optional(),
	/** Images behind the accuracy. */
	images: z.int().positive().optional(),
	/** Of the weights or the arithmetic, as its source calls it. */
	precision: name.optional(),
	/** As edgetop's `--backend` names it. */
	backend: name.optional(),
	threads: z.int().positive().optional(),
	/** Where the frames came from, and how they reached the model. */
	source: name.optional(),
	frames: name.optional(),
	/** Percentiles of the time of one inference, ms. */
	p50Ms: z.number().positive().optional(),
	p90Ms: z.number().positive().optional(),
	/** Wall-clock frames per second. */
	fps: z.number().positive().optional(),
	/** Gross energy of one inference, mJ. */
	millijoules: z.number().positive().optional(),
	/** FPS of the last 5 minutes ÷ FPS of minute 1. */
	sustained: z.number().positive().optional(),
});

/** Version of the form; a larger one may mean what this edgetop does not know. */
export const referenceSchemaVersion = 1;

/** A table that others published, or of other boards, to stand beside one's own sessions. */
export const referenceSchema = z.object({
	kind: z.literal('edgetop-reference'),
	schemaVersion: z.literal(referenceSchemaVersion),
	/** Short: it stands on the screen. */
	title: name,
	/** Where it is from: a URL, a paper. */
	source: name.optional(),
	/** What a reader must know before he compares. */
	caveats: z.array(z.string()).default([]),
	rows: z.array(referenceRowSchema).min(1).max(10_000),
});

export type ReferenceRow = z.infer<typeof referenceRowSchema>;
export type Reference = z.infer<typeof referenceSchema> & {
	/** Headings of a CSV file that were not understood. */
	readonly unread?: readonly string[];
};

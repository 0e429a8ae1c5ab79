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
export type Reference = z.infer<typeof referenceSchema>;

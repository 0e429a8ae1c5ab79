import {z} from 'zod';
import {sanitize} from '../../text/sanitize.js';
import {type PairRow} from './pair-row.js';

const text = z.string().transform(value => sanitize(value, 400));
const figure = z.union([z.object({value: z.number()}), z.object({missing: text})]);
const proportion = z.object({value: z.number(), low: z.number(), high: z.number()});
const tied = z.object({frames: z.number(), lowest: z.number(), highest: z.number()});

/** A row as a board prints it. */
const rowSchema = z.object({
	model: text,
	backendId: text,
	device: text.optional(),
	framework: text.optional(),
	title: text,
	threads: z.number().optional(),
	precision: text.optional(),
	source: text.optional(),
	framesRule: text.optional(),
	inferMs: z.number().optional(),
	p90Ms: z.number().optional(),
	p99Ms: z.number().optional(),
	fps: z.number().optional(),
	sliceFps: z.array(z.number()),
	top1: proportion.optional(),
	top5: proportion.optional(),
	ties: z.object({top1: tied.optional(), top5: tied.optional()}).optional(),
	accuracyMissing: text.optional(),
	unmatched: z
		.object({images: z.number(), classCount: z.number(), classes: z.array(text)})
		.optional(),
	images: z.number(),
	millijoules: figure,
	sustained: figure,
	frames: z.number(),
	framesModes: z.array(text),
	seconds: z.number(),
	slices: z.number(),
	isValid: z.boolean(),
	verdict: text,
	streams: z
		.object({
			framesPerSecond: z.number(),
			periodMs: z.number(),
			holdSeconds: z.number(),
			streams: z.number().optional(),
			p99Ms: z.number().optional(),
			isComplete: z.boolean(),
			text,
			trials: z.array(
				z.object({
					streams: z.number(),
					seconds: z.number(),
					isHeld: z.boolean(),
					framesPerSecond: z.number(),
					frames: z.number(),
					p99Ms: z.number().optional(),
					inferMs: z.number().optional(),
					fellAfterSeconds: z.number().optional(),
					causes: z.array(text),
					isShort: z.boolean(),
					file: text,
				}),
			),
		})
		.optional(),
	failure: text.optional(),
}) satisfies z.ZodType<PairRow>;

const documentSchema = z.object({
	kind: z.literal('edgetop-bench'),
	edgetop: text,
	isComplete: z.boolean(),
	startedAt: text,
	startTemperature: z.object({celsius: z.number(), source: text}).optional(),
	rows: z.array(rowSchema),
});

/** What `edgetop bench --json` printed on a board; every text is fit for a terminal. */
export type BoardDocument = z.infer<typeof documentSchema>;

/** Undefined for what no bench of this edgetop prints. */
export const parseBoardDocument = (json: string): BoardDocument | undefined => {
	try {
		return documentSchema.safeParse(JSON.parse(json)).data;
	} catch {
		return undefined;
	}
};

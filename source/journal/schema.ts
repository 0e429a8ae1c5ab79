import {z} from 'zod';
import {summarySchema} from '../record/summary.js';

/*
The journal: one JSON document a line (NDJSON), appended while a run goes on. The first line is the header; every further one is a record, an event or the end. A reader that meets a line it cannot parse at the end of the file has found a torn write: what is before it stands.
*/
export const journalSchemaVersion = 1;

/** A session of more than 300 years is none, and no date could hold its end. */
export const sessionMs = z.number().min(0).max(1e13).describe('Session time, ms');
const document = z
	.record(z.string(), z.unknown())
	.describe('Fields of the journal document, see docs/journal.md');

export const journalHeaderSchema = z
	.object({
		kind: z.literal('edgetop-journal'),
		schemaVersion: z.literal(journalSchemaVersion),
		edgetop: z.string().describe('Version of edgetop'),
		id: z.string().describe('Random identifier of the run, as in its summary'),
		pid: z.int().describe('Process of the run'),
		processStart: z
			.string()
			.optional()
			.describe(
				'When that process began, as the kernel counts: tells it from a later one with its number',
			),
		startedAt: z.iso.datetime().describe('ISO 8601, wall clock'),
		summaryFile: z.string().describe('Where the summary will be saved'),
		document,
	})
	.describe('The first line');

export const journalRecordSchema = z
	.object({
		atMs: sessionMs,
		patch: document.optional().describe('JSON Merge Patch (RFC 7396) to the journal document'),
		infer: z
			.array(
				z.object({
					segment: z.int(),
					buckets: z
						.string()
						.describe('Counts to add to the histogram of infer; form as in the summary'),
				}),
			)
			.optional()
			.describe('Inferences since the record before that had this field'),
	})
	.describe('Once a second: what changed');

export const journalEventSchema = z
	.object({
		atMs: sessionMs,
		event: z.object({
			level: z.enum(['info', 'warning', 'error']),
			kind: z.string(),
			text: z.string(),
		}),
	})
	.describe('Something that happened');

export const journalEndSchema = z
	.object({atMs: sessionMs, end: summarySchema})
	.describe('The last line of a run that came to its end: its summary');

export const journalLineSchema = z.union([
	journalHeaderSchema,
	journalEndSchema,
	journalEventSchema,
	journalRecordSchema,
]);

export type JournalHeader = z.infer<typeof journalHeaderSchema>;
export type JournalRecord = z.infer<typeof journalRecordSchema>;
export type JournalEvent = z.infer<typeof journalEventSchema>;

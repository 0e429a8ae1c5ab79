import {z} from 'zod';
import {summarySchema} from '../record/summary.js';
import {journalLineSchema} from './schema.js';

const published = (title: string, schema: z.ZodType): string =>
	`${JSON.stringify({title, ...z.toJSONSchema(schema, {target: 'draft-2020-12'})}, undefined, '\t')}\n`;

/** The published JSON Schema of one line of a journal, as `docs/journal.schema.json` holds it. */
export const journalJsonSchema = (): string =>
	published('A line of an edgetop journal', journalLineSchema);

/** The published JSON Schema of a saved summary, as `docs/summary.schema.json` holds it. */
export const summaryJsonSchema = (): string =>
	published('The summary of an edgetop session', summarySchema);

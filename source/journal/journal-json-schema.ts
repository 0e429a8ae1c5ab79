import {z} from 'zod';
import {journalLineSchema} from './schema.js';

/** The published JSON Schema of one line of a journal, as `docs/journal.schema.json` holds it. */
export const journalJsonSchema = (): string => {
	const schema = z.toJSONSchema(journalLineSchema, {target: 'draft-2020-12'});
	return `${JSON.stringify({title: 'A line of an edgetop journal', ...schema}, undefined, '\t')}\n`;
};

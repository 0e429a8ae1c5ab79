import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {journalJsonSchema} from '../source/session/journal/journal-json-schema.js';

/* Writes docs/journal.schema.json: npx tsx scripts/write-journal-schema.ts */
const file = fileURLToPath(new URL('../docs/journal.schema.json', import.meta.url));
writeFileSync(file, journalJsonSchema());

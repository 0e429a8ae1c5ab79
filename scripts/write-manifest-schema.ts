import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {manifestJsonSchema} from '../source/models/manifest-json-schema.js';

/* Writes docs/model-manifest.schema.json: npx tsx scripts/write-manifest-schema.ts */
const file = fileURLToPath(new URL('../docs/model-manifest.schema.json', import.meta.url));
writeFileSync(file, manifestJsonSchema());

import {z} from 'zod';
import {manifestSchema} from './manifest.js';

/** The published JSON Schema of a manifest, as `docs/model-manifest.schema.json` holds it. Editors check manifests with it. */
export const manifestJsonSchema = (): string => {
	const schema = z.toJSONSchema(manifestSchema, {io: 'input', target: 'draft-2020-12'});
	return `${JSON.stringify({title: 'edgetop model manifest', ...schema}, undefined, '\t')}\n`;
};

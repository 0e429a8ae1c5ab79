import {z} from 'zod';
import {summarySchema, summarySchemaVersion} from '../../source/record/summary.js';

type Schema = {
	readonly type?: string | readonly string[];
	readonly description?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly additionalProperties?: Schema | boolean;
};

const typeOf = (schema: Schema): string => {
	if (schema.const !== undefined) {
		return JSON.stringify(schema.const);
	}

	if (schema.enum) {
		return schema.enum.map(value => JSON.stringify(value)).join(', ');
	}

	if (schema.anyOf) {
		return schema.anyOf.map(item => typeOf(item)).join(' or ');
	}

	if (schema.type === 'array') {
		return `list of ${typeOf(schema.items ?? {})}`;
	}

	return [schema.type ?? 'any'].flat().join(' or ');
};

/** One row a field, nested fields with dotted names. */
const rows = (schema: Schema, prefix: string): string[] =>
	Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
		const path = prefix === '' ? name : `${prefix}.${name}`;
		const isAlways = schema.required?.includes(name) ?? false;
		const inner = field.type === 'array' ? (field.items ?? {}) : field;
		const innerPath = field.type === 'array' ? `${path}[]` : path;
		return [
			`| \`${innerPath}\` | ${typeOf(field)} | ${isAlways ? 'always' : 'where known'} | ${field.description ?? inner.description ?? ''} |`,
			...rows(inner, innerPath),
		];
	});

/** The text of docs/session-format.md, made from the schema so that the two cannot differ. */
export const sessionFormat = (): string => {
	const schema = z.toJSONSchema(summarySchema) as Schema;
	return [
		'# The session summary',
		'',
		`One JSON document a run, schema version ${summarySchemaVersion}. It is what \`edgetop --json\` prints and what a run saves: at its end, on \`s\`, and on every signal but SIGKILL, to \`$XDG_STATE_HOME/edgetop/sessions/\` (default \`~/.local/state/edgetop/sessions/\`) or to \`--output FILE\`. The file is replaced whole (temporary file, fsync, rename).`,
		'',
		'A figure that is not known is absent, or `null` where a place must be kept: never 0. Latencies are milliseconds, durations of a run seconds, shares fractions of 1, times of events milliseconds since the session began. `schemaVersion` grows when a field changes its meaning or goes; new fields may come without it.',
		'',
		"A program reads one with types: `import {readSummary} from 'edgetop'` (Node; it checks, and says what is wrong). [JSON Schema](summary.schema.json), also as `edgetop/summary.schema.json`.",
		'',
		'This page is made from the schema in `source/record/summary.ts` by `npm run build:docs`; a test compares.',
		'',
		'| field | type | present | meaning |',
		'| --- | --- | --- | --- |',
		...rows(schema, ''),
		'',
		'## The stream of `--format ndjson`',
		'',
		'One JSON object a line, told apart by `type`: `second` (once a second: elapsed time, phase, FPS windows, latencies, accuracy and host figures of the moment, with the same units and names as above), `event` (as in `events[]`), and last `summary` with the whole document under `summary`.',
		'',
	].join('\n');
};

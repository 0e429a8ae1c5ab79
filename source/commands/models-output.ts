import process from 'node:process';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {jsonText} from '../text/json-text.js';

/* What the verbs of `edgetop models` share: the result goes to stdout, all talk to stderr. */

export const usage =
	'edgetop models list | pull NAME… | inspect FILE | verify [NAME…] | check FILE | convert NAME|FILE --to FORMAT | rm NAME…';

export const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => {
	print(jsonText(value, 2));
};

export const say = (text: string): void => {
	process.stderr.write(`${sanitize(text, 600)}\n`);
};

/** At least one name must follow the verb. */
export const demandNames = (names: readonly string[], verb: string): readonly string[] => {
	if (names.length === 0) {
		throw new UserError(`edgetop models ${verb}: a name is missing; usage: ${usage}`);
	}

	return names;
};

import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {readGivenText} from '../system/read-given.js';
import {type Manifest, manifestSchema} from './manifest.js';

const valueAt = (value: unknown, keys: readonly PropertyKey[]): unknown => {
	let current = value;
	for (const key of keys) {
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
			return undefined;
		}

		current = (current as Record<PropertyKey, unknown>)[key];
	}

	return current;
};

const show = (value: unknown): string =>
	value === undefined ? 'missing' : sanitize(JSON.stringify(value), 60);

type Issue = {
	readonly path: PropertyKey[];
	readonly message: string;
	readonly code?: string | undefined;
	readonly keys?: string[];
};

const describe = (issue: Issue, value: unknown): string => {
	const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys?.[0] : undefined;
	if (unknownKey !== undefined) {
		const keys = [...issue.path, unknownKey];
		return `field "${sanitize(keys.join('.'), 80)}" is ${show(valueAt(value, keys))}: there is no such field`;
	}

	const field = issue.path.length === 0 ? 'whole' : `field "${issue.path.join('.')}"`;
	return `${sanitize(field, 80)} is ${show(valueAt(value, issue.path))}: ${sanitize(issue.message, 160)}`;
};

/**
Checks the parsed JSON of a manifest.

@param file Named in the error.
@throws UserError that names the file, the first field at fault and its value.
*/
export const parseManifest = (value: unknown, file: string): Manifest => {
	const result = manifestSchema.safeParse(value);
	if (result.success) {
		return result.data;
	}

	const [first] = result.error.issues;
	const more = result.error.issues.length - 1;
	throw new UserError(
		`${sanitize(file)}: ${first ? describe(first, value) : 'not a model manifest'}${more > 0 ? ` (and ${more} more)` : ''}`,
	);
};

/**
Reads and checks one manifest.

@throws UserError when the file cannot be read, is no JSON or is no manifest.
*/
export const readManifest = async (file: string): Promise<Manifest> => {
	let text: string;
	try {
		text = readGivenText(file, {patienceMs: 0});
	} catch (error) {
		throw new UserError(`${sanitize(file)}: cannot be read: ${sanitize(messageOf(error))}`, {
			cause: error,
		});
	}

	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new UserError(`${sanitize(file)}: not JSON: ${sanitize(messageOf(error))}`, {
			cause: error,
		});
	}

	return parseManifest(value, file);
};

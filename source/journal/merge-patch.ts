/*
JSON Merge Patch (RFC 7396): what changed between two documents, as a document. Objects are compared field by field, arrays and values whole; a field that is gone is null, so a document must hold no null of its own.
*/

export type Json =
	string | number | boolean | null | readonly Json[] | {readonly [field: string]: Json};
export type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json | undefined): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isEqual = (a: Json | undefined, b: Json): boolean =>
	a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** The patch that turns `before` into `after`; undefined where they are equal. */
export const diff = (before: JsonObject, after: JsonObject): JsonObject | undefined => {
	const patch: Record<string, Json> = {};
	for (const [field, value] of Object.entries(after)) {
		const old = before[field];
		if (isObject(old) && isObject(value)) {
			const inner = diff(old, value);
			if (inner) {
				patch[field] = inner;
			}
		} else if (!isEqual(old, value)) {
			patch[field] = value;
		}
	}

	for (const field of Object.keys(before)) {
		if (!(field in after)) {
			patch[field] = null;
		}
	}

	return Object.keys(patch).length > 0 ? patch : undefined;
};

/** Two patches that change different fields, as one. */
export const joinPatches = (first: JsonObject, second: JsonObject): JsonObject => {
	const joined: Record<string, Json> = {...first};
	for (const [field, value] of Object.entries(second)) {
		const old = joined[field];
		joined[field] = isObject(old) && isObject(value) ? joinPatches(old, value) : value;
	}

	return joined;
};

/** `target` with the patch applied: RFC 7396, section 2. */
export const applyPatch = (target: Json | undefined, patch: Json): Json => {
	if (!isObject(patch)) {
		return patch;
	}

	const result = new Map(isObject(target) ? Object.entries(target) : []);
	for (const [field, value] of Object.entries(patch)) {
		if (value === null) {
			result.delete(field);
		} else {
			result.set(field, applyPatch(result.get(field), value));
		}
	}

	return Object.fromEntries(result);
};

/** Powers of ten by which numbers from 100, 10, 1, … on have six digits before the point. */
const sixDigits = [
	[100, 1e3],
	[10, 1e4],
	[1, 1e5],
	[0.1, 1e6],
	[0.01, 1e7],
	[0.001, 1e8],
] as const;

/** At most six significant digits, and never coarser than a thousandth: what no screen or report shows is not kept. */
const shortNumber = (value: number): number => {
	if (Number.isInteger(value)) {
		return value;
	}

	const size = Math.abs(value);
	for (const [from, scale] of sixDigits) {
		if (size >= from) {
			return Math.round(value * scale) / scale;
		}
	}

	return Number(value.toPrecision(6));
};

/** What a model was given is kept to the last digit. */
const exactFields: ReadonlySet<string> = new Set(['preprocessing', 'input', 'published']);

/** Plain data of its own with short numbers; undefined fields, and numbers that JSON has no word for, are left out. */
export const toJson = (value: unknown, isExact = false): Json => {
	if (typeof value === 'number') {
		return isExact ? value : shortNumber(value);
	}

	if (Array.isArray(value)) {
		return value.map(item => toJson(item, isExact));
	}

	if (typeof value === 'object' && value !== null) {
		const plain: Record<string, Json> = {};
		for (const [field, item] of Object.entries(value) as Array<[string, unknown]>) {
			if (item !== undefined && !Number.isNaN(item)) {
				plain[field] = toJson(item, isExact || exactFields.has(field));
			}
		}

		return plain;
	}

	return value as Json;
};

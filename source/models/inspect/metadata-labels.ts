/*
Labels that travel inside a model file: as a JSON list or map, as Python prints a dict (Ultralytics), or one a line or comma apart.
*/

const keys = new Set([
	'labels',
	'names',
	'classes',
	'class_names',
	'classnames',
	'id2label',
	'categories',
]);

const fromMap = (entries: ReadonlyArray<readonly [string, string]>): string[] | undefined => {
	const names: string[] = [];
	for (const [key, name] of entries) {
		const index = Number(key);
		if (!Number.isInteger(index) || index < 0 || index >= entries.length) {
			return undefined;
		}

		names[index] = name;
	}

	return names.length === entries.length && !names.includes(undefined as unknown as string)
		? names
		: undefined;
};

const fromJson = (text: string): string[] | undefined => {
	try {
		const value: unknown = JSON.parse(text);
		if (Array.isArray(value)) {
			return value.every(name => typeof name === 'string') ? value : undefined;
		}

		return typeof value === 'object' && value !== null
			? fromMap(Object.entries(value).map(([key, name]) => [key, String(name)]))
			: undefined;
	} catch {
		return undefined;
	}
};

/** `{0: 'person', 1: "hen-of-the-woods"}` */
const fromPythonDict = (text: string): string[] | undefined => {
	if (!text.trimStart().startsWith('{')) {
		return undefined;
	}

	const entries = [
		...text.matchAll(/(?<key>\d+)\s*:\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)")/g),
	];
	return entries.length > 0
		? fromMap(
				entries.map(({groups}) => [
					groups?.['key'] ?? '',
					groups?.['single'] ?? groups?.['double'] ?? '',
				]),
			)
		: undefined;
};

const fromList = (text: string): string[] | undefined => {
	const names = text
		.trim()
		.split(/\r?\n|,/)
		.map(name => name.trim());
	return names.length > 1 && !/^[[{]/.test(text.trim()) ? names : undefined;
};

/** Labels in the metadata of a model, when as many as it has classes (with or without a background class). */
export const labelsInMetadata = (
	metadata: Readonly<Record<string, string>>,
	counts: readonly number[],
): readonly string[] | undefined => {
	for (const [key, text] of Object.entries(metadata)) {
		if (keys.has(key.toLowerCase())) {
			const found = [fromJson(text), fromPythonDict(text), fromList(text)].find(
				names => names && counts.includes(names.length),
			);
			if (found) {
				return found;
			}
		}
	}

	return undefined;
};

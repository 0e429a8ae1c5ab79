import {labelKeys, labelsOfLength} from './label-text.js';

/** `model.names`, `classNames` and `Class_Names` as the keys that are known. */
const plain = (key: string): string => key.toLowerCase().replaceAll(/[^a-z\d]/g, '');
const keys: ReadonlySet<string> = new Set(labelKeys.map(key => plain(key)));

/** Labels in the metadata of a model, when as many as it has classes (with or without a background class). */
export const labelsInMetadata = (
	metadata: Readonly<Record<string, string>>,
	counts: readonly number[],
): readonly string[] | undefined => {
	for (const [key, text] of Object.entries(metadata)) {
		const found = keys.has(plain(key.split('.').at(-1)!)) && labelsOfLength(text, counts);
		if (found) {
			return found;
		}
	}

	return undefined;
};

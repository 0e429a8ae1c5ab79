import {labelKeys, labelsOfLength, readLabelText} from './label-text.js';

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

/** How many names the metadata of a model has, whatever its number of classes; undefined where there is no list. */
export const namesInMetadata = (metadata: Readonly<Record<string, string>>): number | undefined => {
	for (const [key, text] of Object.entries(metadata)) {
		const count = keys.has(plain(key.split('.').at(-1)!)) ? readLabelText(text).length : 0;
		if (count > 1) {
			return count;
		}
	}

	return undefined;
};

import {readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {readLabelText} from '../../models/inspect/label-text.js';
import {decodeText} from '../../text/decode-text.js';
import {sanitize} from '../../text/sanitize.js';
import {type OwnClass} from '../dataset.js';

/** Lists that name numbered folders, beside them. */
const listNames = ['labels.txt', 'classes.txt', 'class_names.txt', 'names.txt'];
const mostBytes = 4 * 2 ** 20;

const readNames = async (
	folders: readonly string[],
): Promise<{readonly list: string; readonly names: readonly string[]} | undefined> => {
	for (const folder of folders) {
		for (const list of listNames) {
			const file = path.join(folder, list);
			const info = await stat(file).catch(() => undefined);
			if (info?.isFile() && info.size > 0 && info.size < mostBytes) {
				const names = readLabelText(decodeText(await readFile(file)));
				return {list, names: names.map(name => sanitize(name.trim(), 120))};
			}
		}
	}

	return undefined;
};

export type NamedNumbers = {
	/** By number: 0 is the first. */
	readonly ownClasses?: readonly OwnClass[];
	/** Of the list, for the eye. */
	readonly list?: string;
	/** Number of the folder that the first name belongs to. */
	readonly first: 0 | 1;
	/** Why a list that is there is not used. */
	readonly notes: readonly string[];
};

/**
The names of numbered folders, from a list that lies beside them: its first line is folder 0, or folder 1 where there is no folder 0 and as many lines as the highest number.

@param numbers Of the folders.
@param folders Where a list is looked for, the first place first.
*/
export const nameNumbers = async (
	numbers: readonly number[],
	folders: readonly string[],
): Promise<NamedNumbers> => {
	const found = await readNames(folders);
	if (!found) {
		return {first: 0, notes: []};
	}

	const {list, names} = found;
	const highest = Math.max(...numbers);
	const first = numbers.includes(0) || highest !== names.length ? 0 : 1;
	if (highest - first >= names.length) {
		return {
			first: 0,
			notes: [
				`${list} has ${names.length} names, the folders go up to ${highest}: it is not used, the numbers are taken for the model's`,
			],
		};
	}

	return {
		first,
		list,
		notes: [],
		ownClasses: names.map((name, index) => ({
			name,
			// The number stands where the model has no such name.
			candidates: [name, String(index)].filter(one => one !== ''),
		})),
	};
};

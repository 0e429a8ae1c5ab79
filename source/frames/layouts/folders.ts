import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {type FrameEntry} from '../dataset.js';
import {type Found, imagePattern} from './layout.js';

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Images below a folder, sorted by path so that every machine sees one order. */
const imagesBelow = async (folder: string): Promise<string[]> => {
	const names = await readdir(folder, {recursive: true, withFileTypes: true});
	return names
		.filter(entry => !entry.isDirectory() && imagePattern.test(entry.name))
		.map(entry => path.join(entry.parentPath, entry.name))
		.sort(byName);
};

const labelledBySubfolder = async (
	folder: string,
	names: readonly string[],
	classOf: (name: string) => number,
): Promise<FrameEntry[]> => {
	const entries: FrameEntry[] = [];
	for (const name of [...names].sort(byName)) {
		const files = await imagesBelow(path.join(folder, name));
		entries.push(...files.map(file => ({file, classes: [classOf(name)]})));
	}

	return entries;
};

/**
ImageNet's synset folders (`n01440764/`), ImageNetV2's numbered ones (`0/` … `999/`), or a plain folder without labels.

@param classOfSynset Class index of a WordNet id; undefined for an id outside the label set.
*/
export const readFolders = async (
	folder: string,
	classOfSynset: (wnid: string) => number | undefined,
): Promise<Found> => {
	const inside = await readdir(folder, {withFileTypes: true});
	const folders = inside.filter(entry => entry.isDirectory()).map(({name}) => name);
	const synsets = folders.filter(name => classOfSynset(name) !== undefined);
	if (synsets.length > 0 && synsets.length === folders.length) {
		const entries = await labelledBySubfolder(folder, synsets, name => classOfSynset(name)!);
		return {entries, labelSource: 'synset folders'};
	}

	if (folders.length > 0 && folders.every(name => /^\d{1,3}$/.test(name))) {
		const entries = await labelledBySubfolder(folder, folders, Number);
		return {entries, labelSource: 'numbered folders'};
	}

	const files = await imagesBelow(folder);
	return {entries: files.map(file => ({file, classes: []})), labelSource: 'none'};
};

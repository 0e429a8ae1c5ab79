import {readdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type FrameEntry} from '../dataset.js';
import {readIlsvrcValidation} from './ilsvrc-validation.js';
import {type Found, imagePattern} from './layout.js';

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** What operating systems and storage boxes leave beside pictures: `._cat.jpg`, `.thumbnails`, `__MACOSX`, `@eaDir`, `$RECYCLE.BIN`. */
const isStray = (name: string): boolean =>
	/^(?:\.|__macosx$|@eadir$|#recycle$|\$recycle\.bin$|lost\+found$|system volume information$)/i.test(
		name,
	);

const isStrayBelow = (folder: string, file: string): boolean =>
	path
		.relative(folder, file)
		.split(path.sep)
		.some(name => isStray(name));

/** Images below a folder, sorted by path so that every machine sees one order. */
const imagesBelow = async (folder: string): Promise<string[]> => {
	const names = await readdir(folder, {recursive: true, withFileTypes: true});
	return names
		.filter(
			entry =>
				!entry.isDirectory() &&
				imagePattern.test(entry.name) &&
				!isStrayBelow(folder, path.join(entry.parentPath, entry.name)),
		)
		.map(entry => path.join(entry.parentPath, entry.name))
		.sort(byName);
};

/** Names of subfolders, linked ones too: subsets of ImageNet are often made of links. */
const subfoldersOf = async (folder: string): Promise<string[]> => {
	const names: string[] = [];
	for (const entry of await readdir(folder, {withFileTypes: true})) {
		const target = entry.isSymbolicLink()
			? await stat(path.join(folder, entry.name)).catch(() => undefined)
			: entry;
		if (target?.isDirectory() && !isStray(entry.name)) {
			names.push(entry.name);
		}
	}

	return names.sort(byName);
};

/** `n01440764` */
const wnidLength = 9;

const labelledBySubfolder = async (
	folder: string,
	names: readonly string[],
	classOf: (name: string) => number,
): Promise<FrameEntry[]> => {
	const entries: FrameEntry[] = [];
	for (const name of names) {
		const files = await imagesBelow(path.join(folder, name));
		entries.push(...files.map(file => ({file, classes: [classOf(name)]})));
	}

	return entries;
};

/**
ImageNet's synset folders (`n01440764/`, `n01440764_tench/`), ImageNetV2's numbered ones (`0/` … `999/`, `0000/` …), ILSVRC's flat validation set, or a plain folder without labels.

@param classOfSynset Class index of a WordNet id; undefined for an id outside the label set.
@throws UserError for synset folders that are not all in the label set, and for validation images whose answers cannot be told.
*/
export const readFolders = async (
	folder: string,
	classOfSynset: (wnid: string) => number | undefined,
): Promise<Found> => {
	const folders = await subfoldersOf(folder);
	const found = (entries: readonly FrameEntry[], labelSource: string): Found => ({
		entries,
		labelSource,
		whereOf: entry => path.dirname(entries[entry]!.file),
	});
	if (folders.length > 0 && folders.every(name => /^n\d{8}(?:\D|$)/.test(name))) {
		const classOf = (name: string): number => {
			const index = classOfSynset(name.slice(0, wnidLength));
			if (index === undefined) {
				throw new UserError(
					`${sanitize(path.join(folder, name))}: this WordNet id is none of the 1000 of ILSVRC 2012; take the folder away, or give a list with --source LIST.csv`,
				);
			}

			return index;
		};

		return found(await labelledBySubfolder(folder, folders, classOf), 'synset folders');
	}

	if (folders.length > 0 && folders.every(name => /^\d{1,5}$/.test(name))) {
		return found(await labelledBySubfolder(folder, folders, Number), 'numbered folders');
	}

	const files = await imagesBelow(folder);
	return (
		(await readIlsvrcValidation(folder, files, classOfSynset)) ??
		found(
			files.map(file => ({file, classes: []})),
			'none',
		)
	);
};

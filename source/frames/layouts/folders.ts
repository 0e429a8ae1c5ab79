import path from 'node:path';
import {asLatin1} from '../../text/path-bytes.js';
import {sanitize} from '../../text/sanitize.js';
import {wnidOf} from '../classes/class-names.js';
import {type FrameEntry, numberedFolders, type OwnClass} from '../dataset.js';
import {boxesBeside} from './boxes-beside.js';
import {readIlsvrcValidation} from './ilsvrc-validation.js';
import {type Found, unreadNotes} from './layout.js';
import {nameNumbers} from './number-names.js';
import {isPart, isTraining, saysNothing} from './part-names.js';
import {walk} from './walk.js';

/** The folders of an image below the root, outermost first. */
const foldersOf = (root: string, file: string): string[] => {
	const folder = path.relative(root, path.dirname(file));
	return folder === '' ? [] : folder.split(path.sep);
};

/** How many folders all images have in common above those that tell them apart: what an archive is packed into. */
const wrapperDepth = (folders: readonly string[][], depth = 0): number => {
	const name = folders[0]?.[depth];
	const isCommon =
		name !== undefined &&
		wnidOf(name) === undefined &&
		folders.every(item => item[depth] === name && item.length > depth + 1);
	return isCommon ? wrapperDepth(folders, depth + 1) : depth;
};

/** The folders that may name a class, outermost first: without wrapper and parts. */
const classFolders = (folders: readonly string[], depth: number): string[] => {
	const below = folders.slice(depth);
	return isPart(below[0] ?? '') ? below.slice(1) : below;
};

/** Whether one name that says nothing stands in place of a class everywhere: `images/`, `train/images/`. */
const hasNoClasses = (folders: readonly string[][]): boolean =>
	new Set(folders.flat().filter(name => !isPart(name))).size <= 1 &&
	folders.every(names => names.every(name => saysNothing(name)));

/** Where a list of the classes may lie: in the folder of the class folders, in those above it, and above a part (`val/`). */
const placesOf = (root: string, wrappers: readonly string[]): string[] => [
	...wrappers.map((_, index) => path.join(root, ...wrappers.slice(0, wrappers.length - index))),
	root,
	...(isPart(path.basename(root)) ? [path.dirname(root)] : []),
];

type Labelling = Pick<Found, 'labelSource' | 'labelSet' | 'ownClasses' | 'notes'> & {
	readonly classesOf: (entry: number) => readonly number[];
};

/** Class folders whose names are WordNet ids of ILSVRC 2012, all of them. */
const bySynset = (
	folders: readonly string[][],
	classOfSynset: (wnid: string) => number | undefined,
): Labelling | undefined => {
	const classes = folders.map(names => {
		const wnid = names.map(name => wnidOf(name)).findLast(id => id !== undefined);
		return wnid === undefined ? undefined : classOfSynset(wnid);
	});
	return classes.includes(undefined)
		? undefined
		: {
				labelSource: 'synset folders',
				labelSet: 'imagenet1k',
				classesOf: entry => [classes[entry]!],
			};
};

/** Class folders whose names are numbers, all of them; a list beside them names them. */
const byNumber = async (
	folders: readonly string[][],
	places: readonly string[],
): Promise<Labelling | undefined> => {
	if (!folders.every(([name]) => name !== undefined && /^\d{1,5}$/.test(name))) {
		return undefined;
	}

	const numbers = folders.map(([name]) => Number(name));
	const {list, ownClasses, first, notes} = await nameNumbers([...new Set(numbers)], places);
	return {
		labelSource: list === undefined ? numberedFolders : `${numberedFolders}, ${list}`,
		...(ownClasses && {ownClasses}),
		classesOf: entry => [numbers[entry]! - first],
		notes,
	};
};

/** Any other folders: what they are called may be classes of a model. */
const byName = (folders: readonly string[][]): Labelling | undefined => {
	const places = new Map<string, number>();
	const ownClasses: OwnClass[] = [];
	for (const names of folders) {
		const name = names.join('/');
		// Of names in no UTF-8 most are Latin-1.
		const known = names.map(item => asLatin1(item));
		if (names.length > 0 && !places.has(name)) {
			places.set(name, ownClasses.length);
			ownClasses.push({name: known.join('/'), candidates: known.toReversed()});
		}
	}

	const isSynsets = folders.every(names => names.some(name => wnidOf(name) !== undefined));
	return ownClasses.length === 0
		? undefined
		: {
				labelSource: isSynsets ? 'synset folders' : 'named folders',
				ownClasses,
				classesOf(entry) {
					const place = places.get(folders[entry]!.join('/'));
					return place === undefined ? [] : [place];
				},
			};
};

/**
A folder of images: with class folders (WordNet ids, numbers, names; below `train/` and `val/` too), ILSVRC's flat validation set, or plain.

@param classOfSynset Class index of a WordNet id; undefined for an id outside of ILSVRC 2012.
@throws UserError for validation images whose answers cannot be told.
*/
export const readFolders = async (
	root: string,
	classOfSynset: (wnid: string) => number | undefined,
): Promise<Found> => {
	const {files, unread, passedOver} = await walk(root);
	const whole = files.map(file => foldersOf(root, file));
	const depth = wrapperDepth(whole);
	const named = whole.map(names => classFolders(names, depth));
	const folders = hasNoClasses(named) ? named.map(() => []) : named;
	const labelling =
		bySynset(whole, classOfSynset) ??
		(await byNumber(folders, placesOf(root, whole[0]?.slice(0, depth) ?? []))) ??
		(await readIlsvrcValidation(root, files, classOfSynset)) ??
		byName(folders);
	if (labelling && 'entries' in labelling) {
		return {...labelling, passedOver, notes: unreadNotes(unread)};
	}

	const parts = new Set(whole.map(names => names[depth] ?? '').filter(name => isPart(name)));
	const notes =
		labelling && parts.size > 1 && [...parts].some(name => isTraining(name))
			? [
					`the pictures of ${[...parts].map(name => `${sanitize(name)}/`).join(' and ')} are taken together; a model may have been trained on some of them: --source with one of these folders takes it alone`,
				]
			: [];
	const boxes = labelling ? undefined : await boxesBeside(root, files);
	if (boxes !== undefined) {
		notes.push(boxes);
	}

	return {
		labelSource: 'none',
		...(labelling && {
			labelSource: labelling.labelSource,
			...(labelling.labelSet && {labelSet: labelling.labelSet}),
			...(labelling.ownClasses && {ownClasses: labelling.ownClasses}),
		}),
		entries: files.map((file, entry): FrameEntry => ({
			file,
			classes: labelling?.classesOf(entry) ?? [],
		})),
		whereOf: entry => path.dirname(files[entry]!),
		passedOver,
		notes: [...notes, ...(labelling?.notes ?? []), ...unreadNotes(unread)],
	};
};

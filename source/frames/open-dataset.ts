import {createHash} from 'node:crypto';
import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {balancedOrder} from '../measure/shuffle.js';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {imagenet1k, type LabelSet} from '../models/labels.js';
import {toPath} from '../text/path-bytes.js';
import {answersFor, digitLabels, type AnsweringModel} from './classes/answers.js';
import {NameIndex} from './classes/class-names.js';
import {type Dataset, type FrameEntry, type OwnClass} from './dataset.js';
import {readFolders} from './layouts/folders.js';
import {type Found, imagePattern, unreadFormatOf, unreadReason} from './layouts/layout.js';
import {readList} from './layouts/list-file.js';

export type DatasetOptions = {
	/** Only so many entries, drawn class by class: the first of a sorted folder would all be of a few classes. */
	readonly limit?: number;
	/** Only entries with one of these classes: numbers of the model's, or names. */
	readonly classes?: readonly string[];
	/** The model that is to answer: a number beyond its labels is an error. @default any class will do */
	readonly model?: AnsweringModel;
};

const samplesFolder = fileURLToPath(new URL('../../data/samples/', import.meta.url));
const labelsFile = 'labels.csv';

const canAccess = async (file: string, mode: number): Promise<boolean> => {
	try {
		await access(toPath(file), mode);
		return true;
	} catch {
		return false;
	}
};

const classesOf = ({names, wnids = []}: LabelSet): OwnClass[] =>
	names.map((name, index) => ({name, candidates: [wnids[index]!, name]}));

const list = async (location: string, isFolder: boolean): Promise<Found> => {
	if (!isFolder) {
		if (imagePattern.test(location)) {
			return {
				entries: [{file: location, classes: []}],
				labelSource: 'none',
				whereOf: () => sanitize(location),
			};
		}

		const format = unreadFormatOf(location);
		if (format !== undefined) {
			throw new UserError(`${sanitize(location)}: ${unreadReason(format)}`);
		}

		if (!/\.(?:csv|tsv|json)$/i.test(location)) {
			throw new UserError(
				`${sanitize(location)} is neither a picture, a folder nor a list (.csv, .tsv, .json) of images`,
			);
		}

		return readList(location);
	}

	const labels = path.join(location, labelsFile);
	if (await canAccess(labels, constants.F_OK)) {
		return readList(labels);
	}

	const {wnids = []} = await imagenet1k();
	const indices = new Map(wnids.map((wnid, index) => [wnid, index]));
	try {
		return await readFolders(location, wnid => indices.get(wnid));
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(`--source ${sanitize(location)}: ${messageOf(error)}`, {cause: error});
	}
};

/** @throws UserError that names the row and the value. */
const checkClasses = ({entries, whereOf}: Found, labelCount: number): void => {
	for (const [index, {classes}] of entries.entries()) {
		const wrong = classes.find(label => label >= labelCount);
		if (wrong !== undefined) {
			throw new UserError(
				`${whereOf(index)}: class ${wrong}, but the model's labels are 0 to ${labelCount - 1}; correct it, or choose another --model`,
			);
		}
	}
};

/** A file that is listed twice counts once, with all its answers. */
const withoutRepeats = (found: Found): Found => {
	const places = new Map<string, number[]>();
	for (const [index, {file}] of found.entries.entries()) {
		places.set(file, [...(places.get(file) ?? []), index]);
	}

	const kept = [...places.values()];
	if (kept.length === found.entries.length) {
		return found;
	}

	return {
		...found,
		entries: kept.map(indices => ({
			file: found.entries[indices[0]!]!.file,
			classes: [...new Set(indices.flatMap(index => found.entries[index]!.classes))],
		})),
		whereOf: entry => found.whereOf(kept[entry]![0]!),
	};
};

const drawSeed = 1;

/** So many entries, as even over the classes as can be, in the order of the listing. Without labels: the first. */
const draw = (entries: readonly FrameEntry[], limit: number): readonly FrameEntry[] => {
	if (limit >= entries.length || entries.every(({classes}) => classes.length === 0)) {
		return entries.slice(0, limit);
	}

	const order = balancedOrder(
		entries.map(({classes}) => classes[0] ?? -1),
		drawSeed,
	);
	return Array.from(order.subarray(0, limit).sort(), index => entries[index]!);
};

/** Size of each file, and why some cannot be used. */
const examine = async (entries: readonly FrameEntry[]) => {
	const good: Array<{entry: FrameEntry; bytes: number}> = [];
	const skipped: Array<{file: string; reason: string}> = [];
	for (const entry of entries) {
		try {
			const info = await stat(toPath(entry.file));
			const {size} = info;
			if (!info.isFile()) {
				skipped.push({file: path.basename(entry.file), reason: 'not a file'});
			} else if (size > 0) {
				good.push({entry, bytes: size});
			} else {
				skipped.push({file: path.basename(entry.file), reason: 'zero bytes long'});
			}
		} catch (error) {
			const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
			const reason = isMissing ? 'a link to nowhere' : messageOf(error);
			skipped.push({file: path.basename(entry.file), reason});
		}
	}

	return {good, skipped};
};

const hashOf = (
	root: string,
	entries: ReadonlyArray<{readonly entry: FrameEntry; readonly bytes: number}>,
	nameOf: (label: number) => number | string,
): string => {
	const lines = entries.map(({entry, bytes}) => {
		const name = path.relative(root, entry.file).split(path.sep).join('/');
		return `${name}\t${bytes}\t${entry.classes.map(label => nameOf(label)).join('|')}`;
	});
	return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
};

/** Whether an image is of a wanted class: by the model's number, or by a name. */
const wantedBy = (
	found: Pick<Dataset, 'entries' | 'labelSource' | 'ownClasses' | 'labelSet'>,
	{classes, model}: DatasetOptions,
): ((entry: number) => boolean) => {
	if (!classes) {
		return () => true;
	}

	const {ownClasses, labelSet} = found;
	const numbers = new Set(classes.filter(word => /^\d+$/.test(word)).map(Number));
	const names = new NameIndex(ownClasses?.map(({name}) => name) ?? model?.labels.names ?? []);
	const named = new Set(classes.flatMap(word => names.find(word)));
	const areNumbers = labelSet !== undefined || !ownClasses;
	const answers = model && !areNumbers ? answersFor(found, model).entries : [];
	return entry =>
		found.entries[entry]!.classes.some(
			label => named.has(label) || (areNumbers && numbers.has(label)),
		) ||
		(answers[entry]?.classes.some(label => numbers.has(label)) ?? false);
};

/** @throws UserError where there is nothing that may be read. */
const lookAt = async (location: string, given: string): Promise<{readonly isFolder: boolean}> => {
	const shown = sanitize(given);
	const info = await stat(toPath(location)).catch(() => undefined);
	if (!info) {
		throw new UserError(`--source ${shown}: no such file or folder`);
	}

	const mode = info.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
	if (!(await canAccess(location, mode))) {
		throw new UserError(`--source ${shown}: permission denied`);
	}

	return {isFolder: info.isDirectory()};
};

/** What is listed, with the names of its classes where they are ImageNet's. */
const read = async (
	location: string,
	isFolder: boolean,
	{model}: DatasetOptions,
	labelSet: 'imagenet1k' | undefined,
): Promise<Found> => {
	const found = withoutRepeats(await list(location, isFolder));
	const set = labelSet ?? found.labelSet;
	const ownClasses = set ? classesOf(await imagenet1k()) : found.ownClasses;
	const labels = model?.manifest.output && model.labels;
	if (!found.ownClasses && !(labels && digitLabels(found, labels))) {
		checkClasses(found, ownClasses?.length ?? labels?.names.length ?? Number.POSITIVE_INFINITY);
	}

	return {...found, ...(set && {labelSet: set}), ...(ownClasses && {ownClasses})};
};

/**
Lists the images of a folder or list with their classes.

@param given Folder (with `labels.csv`, class folders, or plain), a CSV or JSON list, or one picture.
@throws UserError when there is nothing to classify there; the message says why.
*/
export const openDataset = async (
	given: string,
	options: DatasetOptions = {},
	known: {readonly name?: string; readonly labelSet?: 'imagenet1k'} = {},
): Promise<Dataset> => {
	const location = path.resolve(given);
	const {isFolder} = await lookAt(location, given);
	const found = await read(location, isFolder, options, known.labelSet);
	const isWanted = wantedBy(found, options);
	const wanted = found.entries.filter((_entry, index) => isWanted(index));
	const {good, skipped: bad} = await examine(draw(wanted, options.limit ?? wanted.length));
	const skipped = [...(found.passedOver ?? []), ...bad];
	if (good.length === 0) {
		const why = found.entries.length === 0 ? 'no images' : 'no usable images';
		const of = options.classes && wanted.length === 0 ? ' of these classes' : '';
		const first = skipped[0] ? ` (${sanitize(skipped[0].file)}: ${skipped[0].reason})` : '';
		throw new UserError(
			`--source ${sanitize(given)}: ${why}${of} in there${first}; images are jpg, png, webp, gif, tiff, avif${(found.notes ?? []).map(note => `; ${note}`).join('')}`,
		);
	}

	const {labelSet, ownClasses, notes = []} = found;
	const root = isFolder ? location : path.dirname(location);
	const entries = good.map(({entry}) => entry);
	const labelled = entries.filter(({classes}) => classes.length > 0);
	return {
		name: known.name ?? (path.basename(location) || location),
		root,
		entries,
		labelSource: found.labelSource,
		...(labelSet && {labelSet}),
		...(ownClasses && {ownClasses}),
		...(notes.length > 0 && {notes}),
		labelledCount: labelled.length,
		classCount: new Set(labelled.map(({classes}) => classes[0])).size,
		hash: hashOf(root, good, label => (labelSet ? label : (ownClasses?.[label]!.name ?? label))),
		skipped,
	};
};

/** The photographs that come with edgetop. */
export const bundledSamples = async (options: DatasetOptions = {}): Promise<Dataset> =>
	openDataset(samplesFolder, options, {name: 'bundled samples', labelSet: 'imagenet1k'});

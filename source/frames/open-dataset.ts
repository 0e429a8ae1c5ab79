import {createHash} from 'node:crypto';
import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {balancedOrder} from '../measure/shuffle.js';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {imagenet1k} from '../models/labels.js';
import {type Dataset, type FrameEntry} from './dataset.js';
import {readFolders} from './layouts/folders.js';
import {type Found, imagePattern} from './layouts/layout.js';
import {readList} from './layouts/list-file.js';

export type DatasetOptions = {
	/** Only so many entries, drawn class by class: the first of a sorted folder would all be of a few classes. */
	readonly limit?: number;
	/** Only entries with one of these classes. */
	readonly classes?: readonly number[];
	/** How many labels the model has: a class beyond them is an error. @default any class will do */
	readonly labelCount?: number;
};

const samplesFolder = fileURLToPath(new URL('../../data/samples/', import.meta.url));
const labelsFile = 'labels.csv';

const canAccess = async (file: string, mode: number): Promise<boolean> => {
	try {
		await access(file, mode);
		return true;
	} catch {
		return false;
	}
};

const synsetIndex = async (): Promise<(wnid: string) => number | undefined> => {
	const {wnids = []} = await imagenet1k();
	const indices = new Map(wnids.map((wnid, index) => [wnid, index]));
	return wnid => indices.get(wnid);
};

const list = async (location: string, isFolder: boolean): Promise<Found> => {
	if (!isFolder) {
		if (imagePattern.test(location)) {
			return {
				entries: [{file: location, classes: []}],
				labelSource: 'none',
				whereOf: () => sanitize(location),
			};
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

	const classOfSynset = await synsetIndex();
	try {
		return await readFolders(location, classOfSynset);
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
			const info = await stat(entry.file);
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
): string => {
	const lines = entries.map(({entry, bytes}) => {
		const name = path.relative(root, entry.file).split(path.sep).join('/');
		return `${name}\t${bytes}\t${entry.classes.join('|')}`;
	});
	return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
};

/**
Lists the images of a folder or list with their classes.

@param given Folder (with `labels.csv`, synset folders, numbered folders, or plain), a CSV or JSON list, or one picture.
@throws UserError when there is nothing to classify there; the message says why.
*/
export const openDataset = async (
	given: string,
	options: DatasetOptions = {},
	name?: string,
): Promise<Dataset> => {
	const location = path.resolve(given);
	const shown = sanitize(given);
	const info = await stat(location).catch(() => undefined);
	if (!info) {
		throw new UserError(`--source ${shown}: no such file or folder`);
	}

	const mode = info.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
	if (!(await canAccess(location, mode))) {
		throw new UserError(`--source ${shown}: permission denied`);
	}

	const found = withoutRepeats(await list(location, info.isDirectory()));
	checkClasses(found, options.labelCount ?? Number.POSITIVE_INFINITY);
	const wanted = found.entries.filter(
		({classes}) =>
			options.classes === undefined || classes.some(item => options.classes!.includes(item)),
	);
	const {good, skipped} = await examine(draw(wanted, options.limit ?? wanted.length));
	if (good.length === 0) {
		const why = found.entries.length === 0 ? 'no images' : 'no usable images';
		const of = options.classes && wanted.length === 0 ? ' of these classes' : '';
		const first = skipped[0] ? ` (${sanitize(skipped[0].file)}: ${skipped[0].reason})` : '';
		throw new UserError(
			`--source ${shown}: ${why}${of} in there${first}; images are jpg, png, webp, gif, tiff, avif`,
		);
	}

	const root = info.isDirectory() ? location : path.dirname(location);
	const entries = good.map(({entry}) => entry);
	const labelled = entries.filter(({classes}) => classes.length > 0);
	return {
		name: name ?? (path.basename(location) || location),
		root,
		entries,
		labelSource: found.labelSource,
		...(found.labelSource === 'synset folders' && {labelSet: 'imagenet1k' as const}),
		labelledCount: labelled.length,
		classCount: new Set(labelled.map(({classes}) => classes[0])).size,
		hash: hashOf(root, good),
		skipped,
	};
};

/** The photographs that come with edgetop. */
export const bundledSamples = async (options: DatasetOptions = {}): Promise<Dataset> => ({
	...(await openDataset(samplesFolder, options, 'bundled samples')),
	labelSet: 'imagenet1k',
});

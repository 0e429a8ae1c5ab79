import {createHash} from 'node:crypto';
import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {messageOf, UserError} from '../text/user-error.js';
import {imagenet1k} from '../zoo/labels.js';
import {type Dataset, type FrameEntry} from './dataset.js';
import {readFolders} from './layouts/folders.js';
import {type Found} from './layouts/layout.js';
import {readList} from './layouts/list-file.js';

export type DatasetOptions = {
	/** Only the first so many entries, by the order of the listing. */
	readonly limit?: number;
	/** Only entries with one of these classes. */
	readonly classes?: readonly number[];
};

const samplesFolder = fileURLToPath(new URL('../../data/samples/', import.meta.url));
const labelsFile = 'labels.csv';

const isReadable = async (file: string): Promise<boolean> => {
	try {
		await access(file, constants.R_OK);
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
		if (!/\.(?:csv|json)$/i.test(location)) {
			throw new UserError(`${location} is neither a folder nor a list (.csv, .json) of images`);
		}

		return readList(location);
	}

	const labels = path.join(location, labelsFile);
	return (await isReadable(labels)) ? readList(labels) : readFolders(location, await synsetIndex());
};

/** Size of each file, and why some cannot be used. */
const examine = async (entries: readonly FrameEntry[]) => {
	const good: Array<{entry: FrameEntry; bytes: number}> = [];
	const skipped: Array<{file: string; reason: string}> = [];
	for (const entry of entries) {
		try {
			const {size} = await stat(entry.file);
			if (size > 0) {
				good.push({entry, bytes: size});
			} else {
				skipped.push({file: path.basename(entry.file), reason: 'zero bytes long'});
			}
		} catch (error) {
			skipped.push({file: path.basename(entry.file), reason: messageOf(error)});
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

@param location Folder (with `labels.csv`, synset folders, numbered folders, or plain), or a CSV or JSON list.
@throws UserError when there is nothing to classify there; the message says why.
*/
export const openDataset = async (
	location: string,
	options: DatasetOptions = {},
	name?: string,
): Promise<Dataset> => {
	const info = await stat(location).catch(() => undefined);
	if (!info) {
		throw new UserError(`--source ${location}: no such file or folder`);
	}

	if (!(await isReadable(location))) {
		throw new UserError(`--source ${location}: permission denied`);
	}

	const found = await list(location, info.isDirectory());
	const wanted = found.entries.filter(
		({classes}) =>
			options.classes === undefined || classes.some(item => options.classes!.includes(item)),
	);
	const {good, skipped} = await examine(wanted.slice(0, options.limit));
	if (good.length === 0) {
		const why = found.entries.length === 0 ? 'no images' : 'no usable images';
		const of = options.classes && wanted.length === 0 ? ' of these classes' : '';
		const first = skipped[0] ? ` (${skipped[0].file}: ${skipped[0].reason})` : '';
		throw new UserError(
			`--source ${location}: ${why}${of} in there${first}; images are jpg, png, webp, gif, tiff, avif`,
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
		labelledCount: labelled.length,
		classCount: new Set(labelled.map(({classes}) => classes[0])).size,
		hash: hashOf(root, good),
		skipped,
	};
};

/** The photographs that come with edgetop. */
export const bundledSamples = async (options: DatasetOptions = {}): Promise<Dataset> =>
	openDataset(samplesFolder, options, 'bundled samples');

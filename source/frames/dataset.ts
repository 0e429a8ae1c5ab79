import {type StreamSource} from './stream-source.js';

/** One image file and what it shows. */
export type FrameEntry = {
	/** Absolute path; for the file system through `toPath` (text/path-bytes.ts). */
	readonly file: string;
	/** Right answers: indices into the data set's own classes where it has them, else numbers of the model's; in an engine always the model's. Empty: unlabelled. Any of them counts as a hit. */
	readonly classes: readonly number[];
	/** Its class in the data set, by which the order is balanced, where that is not the first of `classes`: the order is the same for every model. */
	readonly group?: number;
};

/** `labelSource` of folders that are called by numbers, which are the model's. */
export const numberedFolders = 'numbered folders';

/** A class as a data set calls it. */
export type OwnClass = {
	/** For the eye. */
	readonly name: string;
	/** What may be a model's name of it, the likeliest first: a folder, then those above it. */
	readonly candidates: readonly string[];
};

/** A set of images to classify, resolved once by the session and handed to every engine. */
export type Dataset = {
	/** What the screen shows: "bundled samples", or the folder's name. */
	readonly name: string;
	/** Absolute path of the folder or list. */
	readonly root: string;
	readonly entries: readonly FrameEntry[];
	/** A video or live source: `entries` then has one entry, which stands for all its frames. */
	readonly stream?: StreamSource;
	/** How labels were found, in words: "labels.csv", "synset folders", "numbered folders", "named folders", "none". */
	readonly labelSource: string;
	/** The label set that the own classes are known to be, in its order. */
	readonly labelSet?: 'imagenet1k';
	/** What the set calls its classes, to be matched with a model's by name (`answersFor`). Absent: the classes are the model's numbers. */
	readonly ownClasses?: readonly OwnClass[];
	/** What is to be told of how the set was read, a line each. */
	readonly notes?: readonly string[];
	/** Entries with at least one class. */
	readonly labelledCount: number;
	/** Different first classes among the labelled entries. */
	readonly classCount: number;
	/** SHA-256 over the sorted relative names, sizes and classes: two runs with the same hash saw the same pictures. */
	readonly hash: string;
	/** Files passed over while listing (zero bytes, unreadable), each with its reason. */
	readonly skipped: ReadonlyArray<{readonly file: string; readonly reason: string}>;
};

/** How frames reach the engine. */
export type FramesMode = 'decoded live' | 'decoded ahead' | 'decoded between' | 'cached in memory';

export type FramesKind = 'images' | 'video' | 'live';

export const kindOf = ({stream}: Dataset): FramesKind =>
	stream ? (stream.hasEnd ? 'video' : 'live') : 'images';

/** How many frames a pass has; undefined where that is not known. */
export const frameCountOf = ({entries, stream}: Dataset): number | undefined =>
	stream ? stream.frameCount : entries.length;

import {type FrameEntry} from '../dataset.js';

/** What a layout found in a folder or list. */
export type Found = {
	readonly entries: readonly FrameEntry[];
	/** How labels were found, in words. */
	readonly labelSource: string;
	/** Where the class of an entry was read, for an error: "labels.csv, line 7". */
	readonly whereOf: (entry: number) => string;
};

/** Names that are taken for images; whether they are is found out when they are decoded. */
export const imagePattern = /\.(?:jpe?g|png|webp|gif|tiff?|avif|bmp)$/i;

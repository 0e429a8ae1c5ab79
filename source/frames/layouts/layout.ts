import {type FrameEntry} from '../dataset.js';

/** What a layout found in a folder or list; `undefined` from a layout means that it is not this layout. */
export type Found = {
	readonly entries: readonly FrameEntry[];
	/** How labels were found, in words. */
	readonly labelSource: string;
};

/** Names that are taken for images; whether they are is found out when they are decoded. */
export const imagePattern = /\.(?:jpe?g|png|webp|gif|tiff?|avif|bmp)$/i;

import {type FrameEntry, type OwnClass} from '../dataset.js';

/** What a layout found in a folder or list. */
export type Found = {
	readonly entries: readonly FrameEntry[];
	/** How labels were found, in words. */
	readonly labelSource: string;
	/** Where the class of an entry was read, for an error: "labels.csv, line 7". */
	readonly whereOf: (entry: number) => string;
	/** The classes are ImageNet's. */
	readonly labelSet?: 'imagenet1k';
	/** Names of the classes; absent: numbers of the model's, or of `labelSet`. */
	readonly ownClasses?: readonly OwnClass[];
	/** Files and folders that cannot be used, each with its reason. */
	readonly passedOver?: ReadonlyArray<{readonly file: string; readonly reason: string}>;
	/** What is to be told, a line each. */
	readonly notes?: readonly string[];
};

/** Names that are taken for images; whether they are is found out when they are decoded. */
export const imagePattern = /\.(?:jpe?g|jpe|jfif|jif|mpo|a?png|webp|gif|tiff?|avif)$/i;

/** Pictures in formats that are not read here, by the endings of their names. */
const unreadFormats: ReadonlyArray<readonly [format: string, names: RegExp]> = [
	['BMP', /\.(?:bmp|dib)$/i],
	['HEIC', /\.(?:heic|heif|hif)$/i],
	['JPEG 2000', /\.(?:jp2|j2k|jpf|jpx|jpm|j2c)$/i],
	['JPEG XL', /\.jxl$/i],
	['JPEG XR', /\.(?:jxr|wdp|hdp)$/i],
	['camera raw', /\.(?:dng|cr2|cr3|crw|nef|nrw|arw|sr2|srf|orf|raf|rw2|rwl|pef|srw|3fr|x3f)$/i],
	['Netpbm', /\.(?:ppm|pgm|pbm|pnm|pam)$/i],
	['TGA', /\.(?:tga|icb|vda)$/i],
	['icon', /\.(?:ico|icns)$/i],
	['PCX', /\.pcx$/i],
	['DDS', /\.dds$/i],
	['Photoshop', /\.(?:psd|psb)$/i],
	['SVG', /\.svgz?$/i],
	['QOI', /\.qoi$/i],
	['SGI', /\.(?:sgi|rgb|rgba)$/i],
	['OpenEXR', /\.exr$/i],
	['Radiance', /\.hdr$/i],
	['DICOM', /\.(?:dcm|dicom)$/i],
	['FITS', /\.(?:fits|fit|fts)$/i],
];

export const unreadFormatOf = (name: string): string | undefined =>
	unreadFormats.find(([, names]) => names.test(name))?.[0];

/** Why such a picture is no frame, and what would make it one. */
export const unreadReason = (format: string): string =>
	`edgetop does not read ${format} files; convert it to JPEG or PNG`;

/** Files that were passed over for their format, a line each. */
export const unreadNotes = (counts: ReadonlyMap<string, number>): string[] =>
	Array.from(
		counts,
		([format, count]) =>
			`${count} ${format} file${count === 1 ? '' : 's'} passed over: edgetop does not read this format; convert to JPEG or PNG`,
	);

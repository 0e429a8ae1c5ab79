import {readFile, stat} from 'node:fs/promises';
import sharp, {type Sharp} from 'sharp';
import {toPath} from '../text/path-bytes.js';
import {messageOf} from '../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../models/manifest.js';
import {unreadFormatOf, unreadReason} from './layouts/layout.js';
import {type Picture, type Region, type Size} from './resample/picture.js';
import {resample} from './resample/resample.js';

/** Larger pictures are passed over: decoding one would take more memory than a small board has. */
const pixelLimit = 50e6;

// One thread and no cache: the model's threads and memory come first.
sharp.concurrency(1);
sharp.cache(false);

/** Why a file is no frame, in words for the user. */
export class DecodeError extends Error {
	override readonly name = 'DecodeError';
}

const reasonsByCode: Readonly<Record<string, string>> = {
	ENOENT: 'no such file',
	EACCES: 'permission denied',
};

/** Sharp also draws SVG and opens camera raw files where libvips can; no photograph comes as one. */
const formats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']);

const reasonOf = (error: unknown, file: string): string => {
	const message = messageOf(error);
	const known = reasonsByCode[(error as NodeJS.ErrnoException).code ?? ''];
	if (known) {
		return known;
	}

	if (/exceeds pixel limit/i.test(message)) {
		return `larger than ${pixelLimit / 1e6} megapixels`;
	}

	if (/unsupported image format|contains unsupported/i.test(message)) {
		const format = unreadFormatOf(file);
		return format === undefined ? 'not an image of a known format' : unreadReason(format);
	}

	if (
		/premature end|truncat|end of (?:file|stream)|unexpected end|corrupt|read error/i.test(message)
	) {
		return `truncated or damaged (${message})`;
	}

	return message;
};

/** Size after the resize rule. The other side is cut down to a whole pixel, as torchvision does. */
const resizedSize = (source: Size, input: Size, {resize, cropFraction}: Preprocessing): Size => {
	switch (resize) {
		case 'squash': {
			return {width: input.width, height: input.height};
		}

		case 'squash-crop': {
			return {
				width: Math.round(input.width / cropFraction),
				height: Math.round(input.height / cropFraction),
			};
		}

		case 'none': {
			return source;
		}

		case 'letterbox': {
			const scale = Math.min(input.width / source.width, input.height / source.height);
			return {
				width: Math.max(1, Math.round(source.width * scale)),
				height: Math.max(1, Math.round(source.height * scale)),
			};
		}

		default: {
			const shorter = Math.round(Math.min(input.width, input.height) / cropFraction);
			return source.width <= source.height
				? {width: shorter, height: Math.floor((shorter * source.height) / source.width)}
				: {width: Math.floor((shorter * source.width) / source.height), height: shorter};
		}
	}
};

/** Border left of (above) what is centred; an odd pixel goes to the right (below). */
const centred = (outer: number, inner: number): number => Math.floor((outer - inner) / 2);

/** The part of the resized picture that the model sees. */
const regionOf = (size: Size, input: Size): Region => {
	const width = Math.min(size.width, input.width);
	const height = Math.min(size.height, input.height);
	return {left: centred(size.width, width), top: centred(size.height, height), width, height};
};

/** Resize, then crop or pad to the model's input. */
const fit = (
	picture: Picture,
	size: Size,
	input: Size,
	preprocessing: Preprocessing,
): Uint8Array => {
	const region = regionOf(size, input);
	const pixels = resample(picture, size, region, {
		kernel: preprocessing.interpolation,
		way: preprocessing.sampling ?? 'pil',
	});
	const {width, height} = region;
	if (width === input.width && height === input.height) {
		return pixels;
	}

	const padded = new Uint8Array(3 * input.width * input.height).fill(preprocessing.padValue);
	const left = centred(input.width, width);
	const top = centred(input.height, height);
	for (let row = 0; row < height; row++) {
		padded.set(
			pixels.subarray(3 * width * row, 3 * width * (row + 1)),
			3 * ((top + row) * input.width + left),
		);
	}

	return padded;
};

/** Pictures of more pixels are decoded one after another on a thread, for the sake of memory. */
const manyPixels = 16e6;
let lastLarge: Promise<unknown> = Promise.resolve();

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
	const mine = lastLarge.then(work);
	lastLarge = mine.catch(() => undefined);
	return mine;
};

/** The whole picture, whatever its size: resampled by halves first (by libjpeg as it decodes, or by libvips) photographs are two or three levels off at sharp edges even where they are made sixteen times smaller. */
const readPixels = async (image: Sharp): Promise<Picture> => {
	const {data, info} = await image
		.autoOrient()
		.toColourspace('srgb')
		.removeAlpha()
		.raw()
		.toBuffer({resolveWithObject: true});
	if (data.length !== 3 * info.width * info.height) {
		throw new DecodeError(`decoded to ${data.length} bytes instead of 8-bit RGB`);
	}

	return {pixels: data, width: info.width, height: info.height};
};

/**
A file to 8-bit RGB pixels of the model's size: upright by its EXIF tag, sRGB, alpha dropped as PIL's `convert('RGB')` does, first frame of an animation.

@throws DecodeError with a reason in words.
*/
export const decodeImage = async (
	file: string,
	input: ModelInput,
	preprocessing: Preprocessing,
): Promise<Uint8Array> => {
	try {
		const info = await stat(toPath(file));
		if (!info.isFile()) {
			throw new DecodeError('not a file');
		}

		if (info.size === 0) {
			throw new DecodeError('zero bytes long');
		}

		const path = toPath(file);
		// A library takes a name as UTF-8.
		const image = sharp(typeof path === 'string' ? path : await readFile(path), {
			limitInputPixels: pixelLimit,
			failOn: 'truncated',
		});
		const {autoOrient, format} = await image.metadata();
		if (!formats.has(format)) {
			throw new DecodeError(`not an image of a known format (${format})`);
		}

		const size = resizedSize(autoOrient, input, preprocessing);
		const read = async () => fit(await readPixels(image), size, input, preprocessing);
		return await (autoOrient.width * autoOrient.height > manyPixels ? inTurn(read) : read());
	} catch (error) {
		throw error instanceof DecodeError
			? error
			: new DecodeError(reasonOf(error, file), {cause: error});
	}
};

/**
A picture that is 8-bit RGB already (a frame of a video) to the model's size, by the rules of `decodeImage`.

@param pixels 3 · width · height bytes.
*/
export const fitPixels = (
	pixels: Uint8Array,
	size: Size,
	input: ModelInput,
	preprocessing: Preprocessing,
): Uint8Array =>
	fit(
		{pixels, width: size.width, height: size.height},
		resizedSize(size, input, preprocessing),
		input,
		preprocessing,
	);

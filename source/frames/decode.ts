import {stat} from 'node:fs/promises';
import sharp, {type Sharp} from 'sharp';
import {messageOf} from '../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../models/manifest.js';

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

const reasonOf = (error: unknown): string => {
	const message = messageOf(error);
	const known = reasonsByCode[(error as NodeJS.ErrnoException).code ?? ''];
	if (known) {
		return known;
	}

	if (/exceeds pixel limit/i.test(message)) {
		return `larger than ${pixelLimit / 1e6} megapixels`;
	}

	if (/unsupported image format|contains unsupported/i.test(message)) {
		return 'not an image of a known format';
	}

	if (
		/premature end|truncat|end of (?:file|stream)|unexpected end|corrupt|read error/i.test(message)
	) {
		return `truncated or damaged (${message})`;
	}

	return message;
};

type Size = {readonly width: number; readonly height: number};

/** Size after the resize rule. The other side is cut down to a whole pixel, as torchvision does. */
const resizedSize = (source: Size, input: Size, {resize, cropFraction}: Preprocessing): Size => {
	switch (resize) {
		case 'squash': {
			return {width: input.width, height: input.height};
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

/** Resize, then crop or pad to the model's input. */
const fit = (image: Sharp, source: Size, input: Size, preprocessing: Preprocessing): Sharp => {
	const size = resizedSize(source, input, preprocessing);
	const resized = image.resize(size.width, size.height, {
		fit: 'fill',
		kernel: preprocessing.interpolation,
	});
	const width = Math.min(size.width, input.width);
	const height = Math.min(size.height, input.height);
	const cropped = resized.extract({
		left: centred(size.width, width),
		top: centred(size.height, height),
		width,
		height,
	});
	if (width === input.width && height === input.height) {
		return cropped;
	}

	const pad = preprocessing.padValue;
	const left = centred(input.width, width);
	const top = centred(input.height, height);
	return cropped.extend({
		left,
		top,
		right: input.width - width - left,
		bottom: input.height - height - top,
		background: {r: pad, g: pad, b: pad},
	});
};

/*
PIL's `convert('RGB')` drops alpha and keeps the colour under it. libvips multiplies by alpha when it resizes, so alpha has to go in a step before.
*/
const withoutAlpha = async (image: Sharp): Promise<Sharp> => {
	const {data, info} = await image.removeAlpha().raw().toBuffer({resolveWithObject: true});
	return sharp(data, {raw: {width: info.width, height: info.height, channels: info.channels}});
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
		const info = await stat(file);
		if (!info.isFile()) {
			throw new DecodeError('not a file');
		}

		if (info.size === 0) {
			throw new DecodeError('zero bytes long');
		}

		const image = sharp(file, {limitInputPixels: pixelLimit, failOn: 'truncated'});
		const {autoOrient, hasAlpha, format} = await image.metadata();
		if (!formats.has(format)) {
			throw new DecodeError(`not an image of a known format (${format})`);
		}

		const upright = image.autoOrient().toColourspace('srgb');
		const pixels = await fit(
			hasAlpha ? await withoutAlpha(upright) : upright,
			autoOrient,
			input,
			preprocessing,
		)
			.raw()
			.toBuffer();
		if (pixels.length !== 3 * input.width * input.height) {
			throw new DecodeError(`decoded to ${pixels.length} bytes instead of 8-bit RGB`);
		}

		return pixels;
	} catch (error) {
		throw error instanceof DecodeError ? error : new DecodeError(reasonOf(error), {cause: error});
	}
};

/**
A picture that is 8-bit RGB already (a frame of a video) to the model's size, by the rules of `decodeImage`.

@param pixels 3 · width · height bytes.
*/
export const fitPixels = async (
	pixels: Uint8Array,
	size: Size,
	input: ModelInput,
	preprocessing: Preprocessing,
): Promise<Uint8Array> => {
	const {width, height} = size;
	const image = sharp(pixels, {raw: {width, height, channels: 3}, limitInputPixels: pixelLimit});
	return fit(image, size, input, preprocessing).raw().toBuffer();
};

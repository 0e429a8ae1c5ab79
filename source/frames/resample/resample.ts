import {floatPasses} from './float-passes.js';
import {plainPasses} from './passes.js';
import {type Picture, type Region, type Size} from './picture.js';
import {type Axis, type Kernel, nearestOf, tapsOf} from './taps.js';
import {startVectorPasses} from './vector-passes.js';

/*
Resampling of 8-bit RGB with half-pixel centres, in two ways.
As PIL does it, which torchvision and timm sit on: kernels widen when a picture is made smaller (antialiasing); a horizontal pass, then a vertical one, each rounded to 8 bits, in fixed point of 22 bits.
As `tf.image.resize` of TensorFlow 2 does it: kernels widen only when asked, and nothing is rounded in between.
Only the wanted part of the result is computed.
*/

/** Whose arithmetic: `tensorflow` is without antialiasing. */
export type Way = 'pil' | 'tensorflow' | 'tensorflow-antialias';

export type Sampling = {
	readonly kernel: Kernel;
	readonly way: Way;
};

const pickNearest = (picture: Picture, across: Axis, down: Axis): Uint8Array => {
	const columns = nearestOf(across);
	const rows = nearestOf(down);
	const result = new Uint8Array(3 * columns.length * rows.length);
	let to = 0;
	for (const row of rows) {
		for (const column of columns) {
			const from = 3 * (row * picture.width + column);
			result[to++] = picture.pixels[from]!;
			result[to++] = picture.pixels[from + 1]!;
			result[to++] = picture.pixels[from + 2]!;
		}
	}

	return result;
};

const asItIs = ({length, outputLength}: Axis): boolean => length === outputLength;

/** A part of a picture, not resized. */
const cut = (picture: Picture, {left, top, width, height}: Region): Uint8Array => {
	const result = new Uint8Array(3 * width * height);
	for (let row = 0; row < height; row++) {
		const from = 3 * ((top + row) * picture.width + left);
		result.set(picture.pixels.subarray(from, from + 3 * width), 3 * row * width);
	}

	return result;
};

const passes = startVectorPasses() ?? plainPasses;

/**
A part of the resized picture.

@param size Of the whole result.
@param region The part that is wanted, in pixels of the result.
@returns 8-bit RGB, 3 · region.width · region.height bytes.
*/
export const resample = (
	picture: Picture,
	size: Size,
	region: Region,
	{kernel, way}: Sampling,
): Uint8Array => {
	const across: Axis = {
		length: picture.width,
		outputLength: size.width,
		from: region.left,
		count: region.width,
	};
	const down: Axis = {
		length: picture.height,
		outputLength: size.height,
		from: region.top,
		count: region.height,
	};
	if (asItIs(across) && asItIs(down)) {
		return cut(picture, region);
	}

	if (kernel === 'nearest') {
		return pickNearest(picture, across, down);
	}

	if (way !== 'pil') {
		const isAntialiased = way === 'tensorflow-antialias';
		return floatPasses(
			picture,
			tapsOf(across, kernel, isAntialiased),
			tapsOf(down, kernel, isAntialiased),
		);
	}

	const rows = asItIs(down) ? undefined : tapsOf(down, kernel, true);
	const firstRow = rows ? rows.starts[0]! : region.top;
	const lastRow = rows ? rows.starts.at(-1)! + rows.counts.at(-1)! : region.top + region.height;
	const narrow = asItIs(across)
		? cut(picture, {
				left: region.left,
				top: firstRow,
				width: region.width,
				height: lastRow - firstRow,
			})
		: passes.across(picture, tapsOf(across, kernel, true), firstRow, lastRow - firstRow);
	return rows ? passes.down(narrow, 3 * region.width, rows, firstRow) : narrow;
};

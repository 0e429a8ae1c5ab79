/** A frame as the model sees it, a few pixels large: for the eye, never for the model. */
export type Thumbnail = {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** 8-bit RGB, row by row: 3 · width · height bytes. */
	readonly pixels: Uint8Array;
};

/** Pixels of a thumbnail's longer side. */
export const thumbnailSide = 24;

/**
The mean colour of each block of pixels (a box filter): with so few pixels left nothing better can be seen.

@param pixels 8-bit RGB, 3 · width · height bytes.
@param side Pixels of the longer side of the result; never more than there are.
*/
export const shrink = (
	pixels: Uint8Array,
	source: {readonly width: number; readonly height: number},
	side = thumbnailSide,
): Thumbnail => {
	const scale = Math.min(1, side / Math.max(source.width, source.height));
	const width = Math.max(1, Math.round(source.width * scale));
	const height = Math.max(1, Math.round(source.height * scale));
	const small = new Uint8Array(3 * width * height);
	for (let row = 0; row < height; row++) {
		const top = Math.floor((row * source.height) / height);
		const bottom = Math.floor(((row + 1) * source.height) / height);
		for (let column = 0; column < width; column++) {
			const left = Math.floor((column * source.width) / width);
			const right = Math.floor(((column + 1) * source.width) / width);
			const sums = [0, 0, 0];
			for (let y = top; y < bottom; y++) {
				for (let x = left; x < right; x++) {
					const at = 3 * (y * source.width + x);
					sums[0]! += pixels[at]!;
					sums[1]! += pixels[at + 1]!;
					sums[2]! += pixels[at + 2]!;
				}
			}

			const count = (bottom - top) * (right - left);
			for (const [channel, sum] of sums.entries()) {
				small[3 * (row * width + column) + channel] = Math.round(sum / count);
			}
		}
	}

	return {width, height, pixels: small};
};

import {type Picture} from './picture.js';
import {precisionBits, type Taps} from './taps.js';

/*
The two passes in plain JavaScript, for processors on which WebAssembly has no vectors.
*/

const half = 1 << (precisionBits - 1);

/** The two halves of a resize. */
export type Passes = {
	/** The horizontal pass over `rows` rows from `firstRow` on: 3 · columns · rows bytes. */
	readonly across: (picture: Picture, taps: Taps, firstRow: number, rows: number) => Uint8Array;
	/** The vertical pass; row 0 of `pixels` is the source's row `firstRow`. */
	readonly down: (pixels: Uint8Array, rowBytes: number, taps: Taps, firstRow: number) => Uint8Array;
};

const bytesOf = ({buffer}: Uint8ClampedArray<ArrayBuffer>): Uint8Array => new Uint8Array(buffer);

const across: Passes['across'] = (
	{pixels, width},
	{starts, counts, weights, stride},
	firstRow,
	rows,
) => {
	const columns = starts.length;
	const result = new Uint8ClampedArray(3 * columns * rows);
	let to = 0;
	for (let row = 0; row < rows; row++) {
		const rowAt = 3 * width * (firstRow + row);
		for (let column = 0; column < columns; column++) {
			let red = half;
			let green = half;
			let blue = half;
			let from = rowAt + 3 * starts[column]!;
			let tap = column * stride;
			const end = tap + counts[column]!;
			for (; tap < end; tap++, from += 3) {
				const weight = weights[tap]!;
				red += Math.imul(pixels[from]!, weight);
				green += Math.imul(pixels[from + 1]!, weight);
				blue += Math.imul(pixels[from + 2]!, weight);
			}

			result[to] = red >> precisionBits;
			result[to + 1] = green >> precisionBits;
			result[to + 2] = blue >> precisionBits;
			to += 3;
		}
	}

	return bytesOf(result);
};

const down: Passes['down'] = (pixels, rowBytes, {starts, counts, weights, stride}, firstRow) => {
	const rows = starts.length;
	const result = new Uint8ClampedArray(rowBytes * rows);
	const sums = new Int32Array(rowBytes);
	for (let row = 0; row < rows; row++) {
		sums.fill(half);
		let from = (starts[row]! - firstRow) * rowBytes;
		const first = row * stride;
		for (let tap = first; tap < first + counts[row]!; tap++, from += rowBytes) {
			const weight = weights[tap]!;
			for (let index = 0; index < rowBytes; index++) {
				sums[index] = sums[index]! + Math.imul(pixels[from + index]!, weight);
			}
		}

		const to = row * rowBytes;
		for (let index = 0; index < rowBytes; index++) {
			result[to + index] = sums[index]! >> precisionBits;
		}
	}

	return bytesOf(result);
};

export const plainPasses: Passes = {across, down};

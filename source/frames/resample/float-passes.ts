import {type Picture} from './picture.js';
import {precisionBits, type Taps} from './taps.js';

/*
The two passes as TensorFlow has them: numbers between them are neither rounded nor clamped, only the result is.
*/

const one = 2 ** precisionBits;

/** The horizontal pass over `rows` rows from `firstRow` on. */
const across = (
	{pixels, width}: Picture,
	{starts, counts, weights, stride}: Taps,
	firstRow: number,
	rows: number,
): Float64Array => {
	const columns = starts.length;
	const result = new Float64Array(3 * columns * rows);
	let to = 0;
	for (let row = firstRow; row < firstRow + rows; row++) {
		for (let column = 0; column < columns; column++) {
			let from = 3 * (row * width + starts[column]!);
			const first = column * stride;
			for (let tap = first; tap < first + counts[column]!; tap++, from += 3) {
				const weight = weights[tap]! / one;
				result[to]! += pixels[from]! * weight;
				result[to + 1]! += pixels[from + 1]! * weight;
				result[to + 2]! += pixels[from + 2]! * weight;
			}

			to += 3;
		}
	}

	return result;
};

/** Both passes; the result is rounded to 8 bits. */
export const floatPasses = (picture: Picture, horizontal: Taps, vertical: Taps): Uint8Array => {
	const {starts, counts, weights, stride} = vertical;
	const rows = starts.length;
	const firstRow = starts[0]!;
	const lastRow = starts[rows - 1]! + counts[rows - 1]!;
	const narrow = across(picture, horizontal, firstRow, lastRow - firstRow);
	const rowLength = 3 * horizontal.starts.length;
	const sums = new Float64Array(rowLength);
	const result = new Uint8ClampedArray(rowLength * rows);
	for (let row = 0; row < rows; row++) {
		sums.fill(0);
		let from = (starts[row]! - firstRow) * rowLength;
		const first = row * stride;
		for (let tap = first; tap < first + counts[row]!; tap++, from += rowLength) {
			const weight = weights[tap]! / one;
			for (let index = 0; index < rowLength; index++) {
				sums[index]! += narrow[from + index]! * weight;
			}
		}

		// A clamped array rounds, too.
		result.set(sums, row * rowLength);
	}

	return new Uint8Array(result.buffer);
};

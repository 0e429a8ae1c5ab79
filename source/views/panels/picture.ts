import {type CurrentFrame} from '../../record/snapshot.js';
import {type Line, type PixelRole, span} from '../canvas/lines.js';

type Thumbnail = NonNullable<CurrentFrame['thumbnail']>;

/** The mean colour of the pixels that fall into one of `columns` × `rows` fields, as `r,g,b`. */
const colourOf = (
	{width, height, pixels}: Thumbnail,
	field: {
		readonly column: number;
		readonly columns: number;
		readonly row: number;
		readonly rows: number;
	},
): string => {
	const left = Math.floor((field.column * width) / field.columns);
	const right = Math.max(left + 1, Math.floor(((field.column + 1) * width) / field.columns));
	const top = Math.floor((field.row * height) / field.rows);
	const bottom = Math.max(top + 1, Math.floor(((field.row + 1) * height) / field.rows));
	const sums = [0, 0, 0];
	for (let y = top; y < bottom; y++) {
		for (let x = left; x < right; x++) {
			for (const channel of sums.keys()) {
				sums[channel]! += pixels[3 * (y * width + x) + channel]!;
			}
		}
	}

	return sums.map(sum => Math.round(sum / ((right - left) * (bottom - top)))).join(',');
};

/** A thumbnail in half-blocks: each cell two pixels, one above the other. Cells are taken to be twice as high as wide. */
export const picture = (thumbnail: Thumbnail, rows: number): Line[] => {
	const fields = 2 * rows;
	const columns = Math.max(1, Math.round((fields * thumbnail.width) / thumbnail.height));
	return Array.from({length: rows}, (_, row) =>
		Array.from({length: columns}, (__, column) => {
			const at = (part: number): string =>
				colourOf(thumbnail, {column, columns, row: 2 * row + part, rows: fields});
			const role: PixelRole = `${at(0)}/${at(1)}`;
			return span('▀', role);
		}),
	);
};

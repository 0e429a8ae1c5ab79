import {type Thumbnail} from '../../frames/thumbnail.js';
import {type Line, span} from '../canvas/lines.js';
import {paletteIndex} from '../canvas/palette-index.js';
import {type Theme} from '../canvas/theme.js';

/** One of `columns` × `rows` fields of a picture. */
type Field = {
	readonly column: number;
	readonly columns: number;
	readonly row: number;
	readonly rows: number;
};

/** Red, green, blue, each 0…255. */
type Colour = readonly [red: number, green: number, blue: number];

/** The mean colour of the pixels that fall into a field. */
const colourOf = ({width, height, pixels}: Thumbnail, field: Field): Colour => {
	const left = Math.floor((field.column * width) / field.columns);
	const right = Math.max(left + 1, Math.floor(((field.column + 1) * width) / field.columns));
	const top = Math.floor((field.row * height) / field.rows);
	const bottom = Math.max(top + 1, Math.floor(((field.row + 1) * height) / field.rows));
	let [red, green, blue] = [0, 0, 0];
	for (let y = top; y < bottom; y++) {
		const end = 3 * (y * width + right);
		for (let place = 3 * (y * width + left); place < end; place += 3) {
			red += pixels[place]!;
			green += pixels[place + 1]!;
			blue += pixels[place + 2]!;
		}
	}

	const count = (right - left) * (bottom - top);
	return [Math.round(red / count), Math.round(green / count), Math.round(blue / count)];
};

/** Columns of a picture of so many rows: cells are taken to be twice as high as wide. */
export const columnsOf = ({width, height}: Thumbnail, rows: number): number =>
	Math.max(1, Math.round((2 * rows * width) / height));

/** A thumbnail in half-blocks: each cell two pixels, one above the other. In 256 colours also where there are more: a third of the bytes for what half-blocks can show. */
export const picture = (thumbnail: Thumbnail, rows: number): Line[] => {
	const columns = columnsOf(thumbnail, rows);
	return Array.from({length: rows}, (_, row) =>
		Array.from({length: columns}, (__, column) => {
			const at = (part: number): number =>
				paletteIndex(
					...colourOf(thumbnail, {column, columns, row: 2 * row + part, rows: 2 * rows}),
				);
			return span('▀', `${at(0)}/${at(1)}`);
		}),
	);
};

/** From dark to bright, on a dark screen. */
const ramp = ' .:-=+*#%@';

/** The same in characters, by how bright each field is (Rec. 709), from the darkest of this picture to the brightest. */
const shades = (thumbnail: Thumbnail, rows: number): Line[] => {
	const columns = columnsOf(thumbnail, rows);
	const brightness = Array.from({length: rows}, (_, row) =>
		Array.from({length: columns}, (__, column) => {
			const [red, green, blue] = colourOf(thumbnail, {column, columns, row, rows});
			return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
		}),
	);
	const low = Math.min(...brightness.flat());
	const range = Math.max(1, Math.max(...brightness.flat()) - low);
	return brightness.map(row => [
		span(
			row.map(value => ramp[Math.floor(((value - low) / range) * (ramp.length - 0.01))]).join(''),
		),
	]);
};

/** A picture as the terminal can show it: in colours, or in characters. */
export const shownPicture = (thumbnail: Thumbnail, rows: number, theme: Theme): Line[] =>
	theme.canShowPictures ? picture(thumbnail, rows) : shades(thumbnail, rows);

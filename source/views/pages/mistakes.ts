import {type ClassErrors} from '../../record/snapshot.js';
import {percent} from '../../format/numbers.js';
import {beside, fitBlock, type Line, line, lineWidth, span, wrap} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {shownPicture} from '../panels/picture.js';

const pictureRows = 6;
/** Columns of a picture as wide as high, and a blank. */
const pictureWidth = 2 * pictureRows + 1;
/** Columns that picture and words need. */
const leastTileWidth = 37;

type Mistake = ClassErrors['last'][number];

/** Rows of a text, the last of them cut. */
const inRows = (text: string, width: number, most: number, mark: string): string[] => {
	const rows = wrap(text, width, mark);
	return rows.length > most ? [...rows.slice(0, most - 1), rows.slice(most - 1).join(' ')] : rows;
};

/** A picture beside what it shows and what it was taken for. */
const tile = (mistake: Mistake, width: number, theme: Theme): Line[] => {
	const {file, truth, answer, probability, thumbnail} = mistake;
	const image = thumbnail ? shownPicture(thumbnail, pictureRows, theme) : [];
	const imageWidth = image[0] ? Math.max(pictureWidth, lineWidth(image[0]) + 1) : 0;
	const room = width - imageWidth - 1;
	const words: Line[] = [
		line(span(file, 'dim')),
		...inRows(truth.join(' or '), room, 2, theme.glyphs.ellipsis).map(text => line(span(text))),
		...inRows(
			`${theme.glyphs.miss} ${answer} ${percent(probability, 0)}`,
			room,
			2,
			theme.glyphs.ellipsis,
		).map(text => line(span(text, 'bad'))),
	];
	const rows = thumbnail ? pictureRows : words.length;
	return [
		...beside(
			fitBlock(image, imageWidth, rows),
			fitBlock(words, room, rows),
			fitBlock([], 1, rows),
		),
		...fitBlock([], width, 1),
	];
};

/** The last images that were answered wrong, side by side as far as there is room. */
export const mistakeLines = (last: readonly Mistake[], width: number, theme: Theme): Line[] => {
	const across = Math.max(1, Math.floor(width / leastTileWidth));
	const tileWidth = Math.floor(width / across);
	const lines: Line[] = [];
	for (let first = 0; first < last.length; first += across) {
		const tiles = last.slice(first, first + across).map(mistake => tile(mistake, tileWidth, theme));
		const height = Math.max(...tiles.map(({length}) => length));
		lines.push(...beside(...tiles.map(item => fitBlock(item, tileWidth, height))));
	}

	return lines;
};

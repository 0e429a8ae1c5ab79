import {type Cell} from '../../test/e2e/terminal/cells.js';
import {colorsOf, screenBackground} from './palette.js';
import {shadeOf, shapeOf, type Box} from './shapes.js';

const fontSize = 14;
/** The advance of DejaVu Sans Mono and Menlo, 0.602 em: other monospace fonts differ by a hair, and each word starts at its exact place. */
const cellWidth = fontSize * 0.602;
const cellHeight = 18;
const baseline = 13.5;
const padding = 12;

const number = (value: number): string => String(Math.round(value * 100) / 100);

const escapeXml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Placed = {readonly cell: Cell; readonly column: number};

type Run = {readonly column: number; readonly columns: number; readonly text: string};

const boxAt = (column: number, row: number, columns = 1): Box => ({
	x: padding + column * cellWidth,
	y: padding + row * cellHeight,
	width: columns * cellWidth,
	height: cellHeight,
});

/** Neighbouring cells for which `keyOf` says the same, together; cells for which it says nothing are left out. */
const runsOf = (
	cells: readonly Placed[],
	keyOf: (cell: Cell) => string | undefined,
): ReadonlyArray<Run & {readonly key: string; readonly first: Cell}> => {
	const runs: Array<Run & {key: string; first: Cell}> = [];
	for (const {cell, column} of cells) {
		const key = keyOf(cell);
		if (key === undefined) {
			continue;
		}

		const last = runs.at(-1);
		if (last?.key === key && last.column + last.columns === column) {
			runs[runs.length - 1] = {
				...last,
				columns: last.columns + cell.width,
				text: last.text + cell.text,
			};
		} else {
			runs.push({column, columns: cell.width, text: cell.text, key, first: cell});
		}
	}

	return runs;
};

const backgroundsOf = (cells: readonly Placed[], row: number): string[] =>
	runsOf(cells, cell => {
		const {background} = colorsOf(cell);
		return background === screenBackground ? undefined : background;
	}).map(run => {
		const {x, y, width, height} = boxAt(run.column, row, run.columns);
		return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" fill="${run.key}" shape-rendering="crispEdges"/>`;
	});

const isShape = (cell: Cell): boolean =>
	shapeOf(cell.text, {x: 0, y: 0, width: 1, height: 1}) !== undefined;

const shapesOf = (cells: readonly Placed[], row: number): string[] => {
	const paths = new Map<string, string>();
	for (const {cell, column} of cells) {
		const shape = shapeOf(cell.text, boxAt(column, row));
		if (shape) {
			const opacity = shadeOf(cell.text);
			const key = `fill="${colorsOf(cell).foreground}"${opacity === undefined ? '' : ` fill-opacity="${opacity}"`}`;
			paths.set(key, (paths.get(key) ?? '') + shape);
		}
	}

	return [...paths].map(([key, path]) => `<path ${key} d="${path}"/>`);
};

const styleOf = (cell: Cell): string =>
	[
		`fill="${colorsOf(cell).foreground}"`,
		cell.isBold ? 'font-weight="bold"' : '',
		cell.isItalic ? 'font-style="italic"' : '',
		cell.isUnderlined ? 'text-decoration="underline"' : '',
		cell.isStruckThrough ? 'text-decoration="line-through"' : '',
	]
		.filter(Boolean)
		.join(' ');

/** Text word by word: whatever font a viewer has, each word stands in its columns. Characters beyond ASCII, whose glyph may come from another font, stand alone. */
const textsOf = (cells: readonly Placed[], row: number): string[] =>
	runsOf(cells, cell => {
		if (cell.text === ' ' || isShape(cell)) {
			return undefined;
		}

		return /^[!-~]$/.test(cell.text) ? styleOf(cell) : `${styleOf(cell)} `;
	})
		.flatMap(run =>
			run.key.endsWith(' ')
				? [...run.text].map((text, index) => ({
						...run,
						text,
						column: run.column + index * run.first.width,
						columns: run.first.width,
					}))
				: [run],
		)
		.map(run => {
			const {x, y, width} = boxAt(run.column, row, run.columns);
			return `<text x="${number(x)}" y="${number(y + baseline)}" textLength="${number(width)}" lengthAdjust="spacingAndGlyphs" ${run.key.trim()}>${escapeXml(run.text)}</text>`;
		});

/** The screen as an SVG document that looks the same with any monospace font. */
export const renderSvg = (screen: ReadonlyArray<readonly Cell[]>, title: string): string => {
	const columns = screen[0]?.length ?? 0;
	const width = columns * cellWidth + padding * 2;
	const height = screen.length * cellHeight + padding * 2;
	const rows = screen.map(row =>
		row.map((cell, column) => ({cell, column})).filter(({cell}) => cell.width > 0),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img">`,
		`<title>${escapeXml(title)}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${screenBackground}"/>`,
		...rows.flatMap((cells, row) => backgroundsOf(cells, row)),
		...rows.flatMap((cells, row) => shapesOf(cells, row)),
		`<g font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace" font-size="${fontSize}">`,
		...rows.flatMap((cells, row) => textsOf(cells, row)),
		'</g>',
		'</svg>',
		'',
	].join('\n');
};

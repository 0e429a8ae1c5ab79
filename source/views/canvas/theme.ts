import {
	graphemes,
	isPixel,
	type Line,
	type NamedRole,
	type PixelRole,
	type Role,
	widthOf,
} from './lines.js';

export type ColourDepth = 'none' | '16' | '256' | 'truecolor';

/** Characters that differ between a terminal that shows UTF-8 and one that does not. */
export type Glyphs = {
	readonly horizontal: string;
	readonly vertical: string;
	readonly corners: readonly [string, string, string, string];
	/** Eighths of a cell from the bottom, lowest first, full last. */
	readonly columns: readonly string[];
	/** Eighths of a cell from the left. */
	readonly bars: readonly string[];
	readonly track: string;
	readonly hit: string;
	readonly miss: string;
	readonly pointer: string;
	readonly degree: string;
	readonly plusMinus: string;
	readonly ellipsis: string;
	readonly dot: string;
	/** Points at the column above it. */
	readonly mark: string;
	/** Whether charts are drawn in braille: two by four dots a cell. */
	readonly hasBraille: boolean;
	/** What stands beside a bar, left and right. */
	readonly barEnds: readonly [string, string];
	/** A limit in a chart. */
	readonly limit: string;
	/** Of what has fallen. */
	readonly down: string;
	/** Of what happened, under a chart. */
	readonly flag: string;
	/** Of a run that goes on. */
	readonly alive: string;
	/** Full, upper and lower half of a cell, for large digits; undefined where they do not exist. */
	readonly blocks: readonly [string, string, string] | undefined;
};

const unicode: Glyphs = {
	horizontal: '─',
	vertical: '│',
	corners: ['╭', '╮', '╰', '╯'],
	columns: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	bars: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
	track: '·',
	hit: '✓',
	miss: '✗',
	pointer: '▶',
	degree: '°',
	plusMinus: '±',
	ellipsis: '…',
	dot: '·',
	mark: '╵',
	hasBraille: true,
	barEnds: ['▕', '▏'],
	limit: '╌',
	alive: '●',
	down: '▼',
	flag: '▲',
	blocks: ['█', '▀', '▄'],
};

const ascii: Glyphs = {
	horizontal: '-',
	vertical: '|',
	corners: ['+', '+', '+', '+'],
	columns: ['.', ':', '#'],
	bars: ['-', '='],
	track: '.',
	hit: '*',
	miss: 'x',
	pointer: '>',
	degree: ' ',
	plusMinus: '+-',
	ellipsis: '~',
	dot: '-',
	mark: '^',
	hasBraille: false,
	barEnds: ['[', ']'],
	limit: '-',
	alive: '*',
	down: 'v',
	flag: '^',
	blocks: undefined,
};

type Codes = Readonly<Record<NamedRole, string>>;

const sixteen: Codes = {
	plain: '',
	dim: '2',
	strong: '1',
	accent: '1;36',
	good: '32',
	warn: '33',
	bad: '1;31',
	border: '2',
	title: '1',
	chart: '36',
};

const many: Codes = {
	...sixteen,
	dim: '38;5;245',
	accent: '1;38;5;80',
	good: '38;5;114',
	warn: '38;5;221',
	bad: '1;38;5;203',
	border: '38;5;240',
	title: '1;38;5;252',
	chart: '38;5;74',
};

/** Styles of the roles that a theme file names, as SGR parameters. */
export type Palette = {
	/** For 256 colours and more. */
	readonly many: Partial<Codes>;
	readonly sixteen: Partial<Codes>;
};

/** Roles that a theme file may style. */
export const roleNames = Object.keys(sixteen) as readonly NamedRole[];

const pixelCode = (role: PixelRole): string => {
	const [upper, lower] = role.split('/');
	return `38;5;${upper};48;5;${lower}`;
};

export type Theme = {
	readonly glyphs: Glyphs;
	/** Whether pictures can be drawn: half-blocks in 256 colours. */
	readonly canShowPictures: boolean;
	/** No character above 0x7E. */
	readonly isAscii: boolean;
	/** A text as the terminal gets it. */
	style(text: string, role: Role): string;
	/** A line as the terminal gets it. */
	paint(line: Line): string;
};

const foldable: Readonly<Record<string, string>> = {
	'…': '~',
	'°': ' ',
	'±': '+-',
	'−': '-',
	µ: 'u',
	'×': 'x',
	'–': '-',
	'→': '->',
	'≤': '<=',
	'≥': '>=',
	'·': '.',
	'✓': '*',
	'✗': 'x',
	'▲': '^',
	'▼': 'v',
	'●': '*',
};

const isAsciiOnly = (text: string): boolean => /^[\u0020-\u007E]*$/.test(text);

/** One character in as many columns as it had: without its accent, or `?`. */
const foldCharacter = (character: string): string => {
	const base = foldable[character] ?? character.normalize('NFD').slice(0, 1);
	const columns = Math.max(1, widthOf(character));
	return (isAsciiOnly(base) ? base.slice(0, columns) : '?').padEnd(columns, '?');
};

/** No character above 0x7E, in the same number of columns. */
export const fold = (text: string): string =>
	isAsciiOnly(text)
		? text
		: graphemes(text)
				.map(character => (isAsciiOnly(character) ? character : foldCharacter(character)))
				.join('');

/**
@param palette Styles in place of the usual ones (`--theme`).
*/
export const makeTheme = (depth: ColourDepth, isAscii: boolean, palette?: Palette): Theme => {
	const codes = depth === '16' ? {...sixteen, ...palette?.sixteen} : {...many, ...palette?.many};
	const glyphs = isAscii ? ascii : unicode;
	const style = (text: string, role: Role): string => {
		const shown = isAscii ? fold(text) : text;
		const code = depth === 'none' ? '' : isPixel(role) ? pixelCode(role) : codes[role];
		return code === '' || shown === '' ? shown : `\u001B[${code}m${shown}\u001B[0m`;
	};

	return {
		glyphs,
		canShowPictures: !isAscii && (depth === '256' || depth === 'truecolor'),
		isAscii,
		style,
		paint: line => line.map(({text, role}) => style(text, role)).join(''),
	};
};

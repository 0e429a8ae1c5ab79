import {type ColourDepth} from './contract.js';
import {type Line, type Role} from './lines.js';

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
};

const ascii: Glyphs = {
	horizontal: '-',
	vertical: '|',
	corners: ['+', '+', '+', '+'],
	columns: ['.', ':', '#'],
	bars: ['-', '='],
	track: '.',
	hit: 'v',
	miss: 'x',
	pointer: '>',
	degree: ' ',
	plusMinus: '+-',
	ellipsis: '~',
	dot: '-',
};

type Codes = Readonly<Record<Role, string>>;

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

export type Theme = {
	readonly glyphs: Glyphs;
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
	'✓': 'v',
	'✗': 'x',
};

/** No character above 0x7E, and the same number of columns where one character stands for one. */
const fold = (text: string): string =>
	text.replaceAll(/[^\u0020-\u007E]/gu, character => foldable[character]?.slice(0, 1) ?? '?');

export const makeTheme = (depth: ColourDepth, isAscii: boolean): Theme => {
	const codes = depth === '16' ? sixteen : many;
	const glyphs = isAscii ? ascii : unicode;
	const style = (text: string, role: Role): string => {
		const shown = isAscii ? fold(text) : text;
		const code = depth === 'none' ? '' : codes[role];
		return code === '' || shown === '' ? shown : `\u001B[${code}m${shown}\u001B[0m`;
	};

	return {
		glyphs,
		style,
		paint: line => line.map(({text, role}) => style(text, role)).join(''),
	};
};

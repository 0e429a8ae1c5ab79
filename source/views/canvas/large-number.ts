import {type Glyphs} from './theme.js';

/** Five rows of three dots a digit, most significant bit left. */
const dots: Readonly<Record<string, readonly number[]>> = {
	'0': [7, 5, 5, 5, 7],
	'1': [2, 6, 2, 2, 7],
	'2': [7, 1, 7, 4, 7],
	'3': [7, 1, 7, 1, 7],
	'4': [5, 5, 7, 1, 1],
	'5': [7, 4, 7, 1, 7],
	'6': [7, 4, 7, 5, 7],
	'7': [7, 1, 1, 1, 1],
	'8': [7, 5, 7, 5, 7],
	'9': [7, 5, 7, 1, 7],
};

/** The same digits of bars, for terminals without block characters. */
const bars: Readonly<Record<string, readonly [string, string, string]>> = {
	'0': [' _ ', '| |', '|_|'],
	'1': ['   ', '  |', '  |'],
	'2': [' _ ', ' _|', '|_ '],
	'3': [' _ ', ' _|', ' _|'],
	'4': ['   ', '|_|', '  |'],
	'5': [' _ ', '|_ ', ' _|'],
	'6': [' _ ', '|_ ', '|_|'],
	'7': [' _ ', '  |', '  |'],
	'8': [' _ ', '|_|', '|_|'],
	'9': [' _ ', '|_|', ' _|'],
};

const hasDot = (digit: string, row: number, column: number): boolean =>
	((dots[digit]?.[row] ?? 0) & (4 >> column)) !== 0;

/** One row of text of one character: two rows of dots, the last of them empty. */
const digitRow = (
	digit: string,
	row: number,
	[full, upper, lower]: readonly [string, string, string],
): string =>
	[0, 1, 2]
		.map(column => {
			const isUpper = hasDot(digit, row * 2, column);
			const isLower = hasDot(digit, row * 2 + 1, column);
			return isUpper ? (isLower ? full : upper) : isLower ? lower : ' ';
		})
		.join('');

/** Digits and a decimal point, three rows high. */
export const largeNumber = (text: string, {blocks}: Glyphs): string[] =>
	[0, 1, 2].map(row =>
		[...text]
			.map(character => {
				if (character === '.') {
					return row === 2 ? (blocks ? '▀' : '.') : ' ';
				}

				return blocks ? digitRow(character, row, blocks) : (bars[character]?.[row] ?? '   ');
			})
			.join(' '),
	);

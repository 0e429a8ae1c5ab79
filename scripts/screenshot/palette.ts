import {type Cell, type CellColor} from '../../test/e2e/terminal/cells.js';

export const screenBackground = '#11151c';
export const screenForeground = '#d3d9e2';

/** The sixteen colours that each terminal has its own of; these are told apart well on the dark background. */
const sixteen = [
	'#2b313c',
	'#f0655d',
	'#6cc668',
	'#e5b94c',
	'#5b9df5',
	'#c583ea',
	'#3fc3c8',
	'#c8cfd9',
	'#69727f',
	'#ff8880',
	'#8ee287',
	'#ffd873',
	'#85b8ff',
	'#dba6fa',
	'#6ce0e4',
	'#ffffff',
];

const hex = (red: number, green: number, blue: number): string =>
	`#${[red, green, blue].map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The 6×6×6 cube (16–231) and the greys (232–255) as xterm defines them. */
const indexed = (index: number): string => {
	if (index < 16) {
		return sixteen[index] ?? screenForeground;
	}

	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return hex(grey, grey, grey);
	}

	const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
	const place = index - 16;
	return hex(level(Math.trunc(place / 36)), level(Math.trunc(place / 6) % 6), level(place % 6));
};

const colorOf = (color: CellColor, fallback: string): string => {
	if (color.kind === 'default') {
		return fallback;
	}

	return color.kind === 'palette'
		? indexed(color.index)
		: `#${color.value.toString(16).padStart(6, '0')}`;
};

const mixed = (color: string, other: string, share: number): string => {
	const parts = (text: string) =>
		[1, 3, 5].map(start => Number.parseInt(text.slice(start, start + 2), 16));
	const others = parts(other);
	const [red = 0, green = 0, blue = 0] = parts(color).map(
		(part, index) => part * share + (others[index] ?? 0) * (1 - share),
	);
	return hex(red, green, blue);
};

/** The two colours that a cell ends up with, after inverse and dim. */
export const colorsOf = (
	cell: Cell,
): {readonly foreground: string; readonly background: string} => {
	let foreground = colorOf(cell.foreground, screenForeground);
	let background = colorOf(cell.background, screenBackground);
	if (cell.isInverse) {
		[foreground, background] = [background, foreground];
	}

	return {foreground: cell.isDim ? mixed(foreground, background, 0.6) : foreground, background};
};

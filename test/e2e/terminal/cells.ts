import type {IBufferCell, IBufferLine} from '@xterm/headless';

/** A cell's colour as the program asked for it; which red "1" is, is the viewer's choice. */
export type CellColor =
	| {readonly kind: 'default'}
	/** 0–7 plain, 8–15 bright, 16–255 the xterm cube and greys. */
	| {readonly kind: 'palette'; readonly index: number}
	/** 0xRRGGBB. */
	| {readonly kind: 'rgb'; readonly value: number};

export type Cell = {
	/** What is drawn, combining characters included; `' '` where nothing was written. */
	readonly text: string;
	/** Columns it takes: 1, 2 for wide characters, 0 for the second half of a wide one. */
	readonly width: number;
	readonly foreground: CellColor;
	readonly background: CellColor;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isItalic: boolean;
	readonly isUnderlined: boolean;
	readonly isInverse: boolean;
	readonly isStruckThrough: boolean;
};

const colorOf = (isDefault: boolean, isRgb: boolean, value: number): CellColor => {
	if (isDefault) {
		return {kind: 'default'};
	}

	return isRgb ? {kind: 'rgb', value} : {kind: 'palette', index: value};
};

const cellOf = (cell: IBufferCell): Cell => ({
	text: cell.getChars() || ' ',
	width: cell.getWidth(),
	foreground: colorOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
	background: colorOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
	isBold: cell.isBold() !== 0,
	isDim: cell.isDim() !== 0,
	isItalic: cell.isItalic() !== 0,
	isUnderlined: cell.isUnderline() !== 0,
	isInverse: cell.isInverse() !== 0,
	isStruckThrough: cell.isStrikethrough() !== 0,
});

/** The cells of one row, from the left; as many as the terminal has columns. */
export const cellsOf = (line: IBufferLine | undefined, columns: number): readonly Cell[] =>
	Array.from({length: columns}, (_, column) => line?.getCell(column))
		.filter(cell => cell !== undefined)
		.map(cell => cellOf(cell));

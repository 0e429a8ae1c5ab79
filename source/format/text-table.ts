import stringWidth from 'string-width';

const pad = (text: string, width: number, isLeft: boolean): string => {
	const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
	return isLeft ? `${text}${space}` : `${space}${text}`;
};

/** Text to lines of at most `width` cells: between words, within one that is longer. */
export const wrapCell = (text: string, width: number): string[] => {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		let rest = word;
		if (line !== '' && stringWidth(line) + 1 + stringWidth(rest) <= width) {
			line += ` ${rest}`;
			continue;
		}

		if (line !== '') {
			lines.push(line);
		}

		while (stringWidth(rest) > width) {
			// Cells are at least half as many as characters: no wide character is cut.
			let end = rest.length;
			while (end > 1 && stringWidth(rest.slice(0, end)) > width) {
				end--;
			}

			lines.push(rest.slice(0, end));
			rest = rest.slice(end);
		}

		line = rest;
	}

	return [...lines, line];
};

/** A text behind a prefix, its further lines below it, or indented where the prefix leaves little room. */
export const hangingLines = (prefix: string, text: string, width: number | undefined): string[] => {
	if (width === undefined) {
		return [`${prefix}${text}`.trimEnd()];
	}

	const column = stringWidth(prefix);
	const isBeside = width - column >= leastHanging;
	const indent = isBeside ? column : 4;
	const lines = wrapCell(text, Math.max(leastHanging, width - indent)).map((line, place) =>
		isBeside && place === 0 ? `${prefix}${line}` : `${' '.repeat(indent)}${line}`,
	);
	return isBeside ? lines : [...wrapCell(prefix.trim().replaceAll(/ {2,}/g, ' '), width), ...lines];
};

/** The least room for a text beside its prefix. */
const leastHanging = 24;
/** The least that a column of words is wrapped to; narrower ones cannot be read. */
const leastWords = 16;
const gap = 2;

/** Widths of the columns within `width`, taken from the widest column of words; undefined where that cannot be. */
const fitWidths = (
	natural: readonly number[],
	leftColumns: readonly number[],
	width: number,
): number[] | undefined => {
	const widths = [...natural];
	let excess = widths.reduce((sum, one) => sum + one + gap, -gap) - width;
	while (excess > 0) {
		const widest = leftColumns.reduce((best, column) =>
			(widths[column] ?? 0) > (widths[best] ?? 0) ? column : best,
		);
		if ((widths[widest] ?? 0) <= leastWords) {
			return undefined;
		}

		widths[widest]!--;
		excess--;
	}

	return widths;
};

/** Each row as a block of `HEAD  cell` lines, for where the columns do not fit side by side. */
const asBlocks = (rows: ReadonlyArray<readonly string[]>, width: number): string[] => {
	const [heads = [], ...rest] = rows;
	const headWidth = Math.max(...heads.map(head => stringWidth(head)));
	const room = Math.max(leastWords / 2, width - headWidth - gap);
	return rest.flatMap((row, place) => [
		...(place > 0 ? [''] : []),
		...row.flatMap((cell, column) =>
			cell === ''
				? []
				: wrapCell(cell, room).map((line, part) =>
						`${pad(part === 0 ? (heads[column] ?? '') : '', headWidth, true)}  ${line}`.trimEnd(),
					),
		),
	]);
};

/**
Rows of cells as aligned lines.

@param rows The first is the head. A missing cell is empty.
@param leftColumns Columns that are words, aligned to the left; the others are figures.
@param width Cells of the terminal: wider tables wrap their words, and where that does not help, show a row as a block of lines. Nothing is cut off. Undefined: as wide as it is.
*/
export const textTable = (
	rows: ReadonlyArray<readonly string[]>,
	leftColumns: readonly number[],
	width?: number,
): string[] => {
	const columns = Math.max(0, ...rows.map(row => row.length));
	const natural = Array.from({length: columns}, (_, column) =>
		Math.max(...rows.map(row => stringWidth(row[column] ?? ''))),
	);
	const widths = width === undefined ? natural : fitWidths(natural, leftColumns, width);
	if (!widths) {
		return asBlocks(rows, width!);
	}

	return rows.flatMap(row => {
		const cells = widths.map((size, column) =>
			leftColumns.includes(column) && size < natural[column]!
				? wrapCell(row[column] ?? '', size)
				: [row[column] ?? ''],
		);
		const height = Math.max(1, ...cells.map(({length}) => length));
		return Array.from({length: height}, (_, line) =>
			widths
				.map((size, column) => pad(cells[column]![line] ?? '', size, leftColumns.includes(column)))
				.join('  ')
				.trimEnd(),
		);
	});
};

import stringWidth from 'string-width';

const pad = (text: string, width: number, isLeft: boolean): string => {
	const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
	return isLeft ? `${text}${space}` : `${space}${text}`;
};

/**
Rows of cells as aligned lines.

@param rows The first is the head. A missing cell is empty.
@param leftColumns Columns that are words, aligned to the left; the others are figures.
*/
export const textTable = (
	rows: ReadonlyArray<readonly string[]>,
	leftColumns: readonly number[],
): string[] => {
	const columns = Math.max(0, ...rows.map(row => row.length));
	const widths = Array.from({length: columns}, (_, column) =>
		Math.max(...rows.map(row => stringWidth(row[column] ?? ''))),
	);
	return rows.map(row =>
		widths
			.map((width, column) => pad(row[column] ?? '', width, leftColumns.includes(column)))
			.join('  ')
			.trimEnd(),
	);
};

import {cut, pad, widthOf} from '../canvas/lines.js';

/** A column of a table that has to fit a screen. */
export type RankedColumn<Row> = {
	readonly title: string;
	readonly of: (row: Row) => string;
	/** Columns with higher numbers are left out first where the screen is narrow. */
	readonly rank: number;
	readonly isText?: boolean;
};

const gap = 2;
/** Texts are cut to the first of these with which the least columns fit. */
const textWidths = [24, 18, 14, 11] as const;

type Table<Row> = {
	readonly shown: ReadonlyArray<RankedColumn<Row>>;
	readonly widths: readonly number[];
	readonly cells: ReadonlyArray<readonly string[]>;
};

const tableUpTo = <Row>(
	columns: ReadonlyArray<RankedColumn<Row>>,
	rows: readonly Row[],
	rank: number,
	textWidth: number,
): Table<Row> => {
	const shown = columns.filter(column => column.rank <= rank);
	const cells = rows.map(row => shown.map(column => cut(column.of(row), textWidth)));
	const widths = shown.map(({title}, index) =>
		Math.max(title.length, ...cells.map(row => widthOf(row[index]!))),
	);
	return {shown, widths, cells};
};

const tableWidth = ({widths}: Table<never>): number =>
	widths.reduce((sum, width) => sum + width + gap, -gap);

/** The columns up to the highest rank with which the table still fits; of the least columns the longest texts that fit. */
const fittingTable = <Row>(
	columns: ReadonlyArray<RankedColumn<Row>>,
	rows: readonly Row[],
	width: number,
): Table<Row> => {
	const ranks = [...new Set(columns.map(({rank}) => rank))].sort((a, b) => b - a);
	const tries = [
		...ranks.map(rank => ({rank, textWidth: textWidths[0]})),
		...textWidths.map(textWidth => ({rank: 0, textWidth})),
	];
	for (const {rank, textWidth} of tries) {
		const table = tableUpTo(columns, rows, rank, textWidth);
		if (tableWidth(table) <= width) {
			return table;
		}
	}

	return tableUpTo(columns, rows, 0, textWidths.at(-1)!);
};

/** A table as lines of text: the head, and a line a row. Columns that do not fit the width are left out by rank. */
export const rankedTable = <Row>(
	columns: ReadonlyArray<RankedColumn<Row>>,
	rows: readonly Row[],
	width: number,
): {readonly head: string; readonly lines: readonly string[]} => {
	const {shown, widths, cells} = fittingTable(columns, rows, width);
	const lineOf = (texts: readonly string[]): string =>
		texts
			.map((text, index) =>
				shown[index]!.isText ? pad(text, widths[index]!) : text.padStart(widths[index]!),
			)
			.join(' '.repeat(gap));
	return {head: lineOf(shown.map(({title}) => title)), lines: cells.map(texts => lineOf(texts))};
};

import stringWidth from 'string-width';
import {textTable} from './text-table.js';

/** A column of a table that has to fit a width. */
export type FittedColumn<Row> = {
	readonly title: string;
	/** 0 is always shown; of the others the highest are left out first. */
	readonly importance: number;
	readonly isText?: boolean;
	of(row: Row): string;
};

export type FittedTable = {
	readonly head: string;
	/** A line a row. */
	readonly lines: readonly string[];
	/** Titles of the columns that had no room. */
	readonly leftOut: readonly string[];
};

const gap = 2;
/** Texts are cut to the first of these with which the columns of importance 0 fit. */
const textWidths = [24, 18, 14, 11] as const;

const segmenter = new Intl.Segmenter();

/** At most `width` columns of a plain text; `…` marks the cut. */
export const cutText = (text: string, width: number): string => {
	if (stringWidth(text) <= width) {
		return text;
	}

	let kept = '';
	for (const {segment} of segmenter.segment(text)) {
		if (stringWidth(kept) + stringWidth(segment) > width - 1) {
			break;
		}

		kept += segment;
	}

	return `${kept}…`;
};

/** The columns up to the highest importance with which the table still fits; of the least columns the longest texts that fit. */
export const fittedTable = <Row>(
	columns: ReadonlyArray<FittedColumn<Row>>,
	rows: readonly Row[],
	width: number,
	widestText: number = textWidths[0],
): FittedTable => {
	const cells = rows.map(row => columns.map(column => column.of(row)));
	const tableOf = (importance: number, textWidth: number) => {
		const shown = columns.flatMap((column, place) =>
			column.importance <= importance ? [place] : [],
		);
		const texts = [
			shown.map(place => columns[place]!.title),
			...cells.map(row =>
				shown.map(place =>
					columns[place]!.isText ? cutText(row[place]!, textWidth) : row[place]!,
				),
			),
		];
		const widths = shown.map((_, index) => Math.max(...texts.map(row => stringWidth(row[index]!))));
		return {shown, texts, width: widths.reduce((sum, item) => sum + item + gap, -gap)};
	};

	const levels = [...new Set(columns.map(({importance}) => importance))].sort((a, b) => b - a);
	const tries = [
		...levels.map(level => [level, widestText] as const),
		...textWidths.map(textWidth => [0, Math.min(textWidth, widestText)] as const),
	];
	const fitting = tries.find(([level, textWidth]) => tableOf(level, textWidth).width <= width);
	const {shown, texts} = tableOf(...(fitting ?? tries.at(-1)!));
	const [head = '', ...lines] = textTable(
		texts,
		shown.flatMap((place, index) => (columns[place]!.isText ? [index] : [])),
	);
	return {
		head,
		lines,
		leftOut: columns.flatMap(({title}, place) => (shown.includes(place) ? [] : [title])),
	};
};

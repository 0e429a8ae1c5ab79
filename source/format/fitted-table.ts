import stringWidth from 'string-width';
import {textTable} from './text-table.js';

/** A column of a table that has to fit a width. */
export type FittedColumn<Row> = {
	readonly title: string;
	/** 0 is always shown; of the others the highest are left out first, of equal ones the last. */
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

/** As many columns as fit, by importance; of the least columns the longest texts that fit. */
export const fittedTable = <Row>(
	columns: ReadonlyArray<FittedColumn<Row>>,
	rows: readonly Row[],
	width: number,
	widestText: number = textWidths[0],
): FittedTable => {
	const cells = rows.map(row => columns.map(column => column.of(row)));
	/** Places of the columns, those that are left out first at the end. */
	const ranked = columns
		.map((_, place) => place)
		.sort((a, b) => columns[a]!.importance - columns[b]!.importance || a - b);
	const leastCount = columns.filter(({importance}) => importance === 0).length;
	const tableOf = (count: number, textWidth: number) => {
		const shown = ranked.slice(0, count).sort((a, b) => a - b);
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

	const tries = [
		...ranked.map((_, leftOut) => [columns.length - leftOut, widestText] as const),
		...textWidths.map(textWidth => [leastCount, Math.min(textWidth, widestText)] as const),
	].filter(([count]) => count >= leastCount);
	const fitting = tries.find(([count, textWidth]) => tableOf(count, textWidth).width <= width);
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

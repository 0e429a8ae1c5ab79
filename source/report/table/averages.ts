import stringWidth from 'string-width';
import {mean} from '../../measure/statistics.js';
import {sanitize} from '../../text/sanitize.js';
import {millisecondsText, shareText} from '../../format/figure-text.js';
import {textTable} from '../../format/text-table.js';
import {type ReportRow} from './rows.js';

/** Average of a figure over the rows of one device, model or framework. */
export type Average = {
	readonly name: string;
	readonly value: number;
	/** Rows behind it. */
	readonly rows: number;
};

/** Averages by group, in the order in which the groups appear; rows without the figure are left out. */
export const averagesBy = (
	rows: readonly ReportRow[],
	nameOf: (row: ReportRow) => string,
	valueOf: (row: ReportRow) => number | undefined,
): Average[] => {
	const groups = new Map<string, number[]>();
	for (const row of rows) {
		const value = valueOf(row);
		if (value !== undefined) {
			const name = nameOf(row);
			groups.set(name, [...(groups.get(name) ?? []), value]);
		}
	}

	return [...groups].map(([name, values]) => ({name, value: mean(values), rows: values.length}));
};

export type ChartStyle = {
	readonly isAscii?: boolean;
	/** Columns that it may take. */
	readonly width?: number;
};

const nameWidth = 36;
/** The value and the count of rows behind a bar. */
const valueWidth = 20;
const defaultWidth = 102;

const barLines = (
	title: string,
	averages: readonly Average[],
	valueText: (value: number) => string,
	{isAscii = false, width = defaultWidth}: ChartStyle,
): string[] => {
	if (averages.length === 0) {
		return [title, '  no figure'];
	}

	const longest = Math.max(...averages.map(({value}) => value));
	const names = averages.map(({name}) =>
		sanitize(name, Math.min(nameWidth, Math.floor(width / 3))),
	);
	const barWidth = Math.max(
		10,
		Math.min(40, width - valueWidth - 6 - Math.max(...names.map(name => stringWidth(name)))),
	);
	const bars = averages.map(({value, rows}, place) => [
		names[place]!,
		(isAscii ? '#' : '█').repeat(Math.max(1, Math.round((barWidth * value) / longest))),
		`${valueText(value)}${rows > 1 ? ` (${rows} rows)` : ''}`,
	]);
	return [title, ...textTable(bars, [0, 1, 2]).map(line => `  ${line}`)];
};

/** Three of the report's charts as bars from 0: time by device, accuracy by model, time by framework. */
export const averageCharts = (rows: readonly ReportRow[], style: ChartStyle = {}): string[] => {
	const milliseconds = (value: number) => `${millisecondsText(value)} ms`;
	return [
		...barLines(
			'Average inference time by device',
			averagesBy(
				rows,
				({device}) => device,
				({inferMs}) => inferMs,
			),
			milliseconds,
			style,
		),
		'',
		...barLines(
			'Average top-1 accuracy by model',
			averagesBy(
				rows,
				({model}) => model,
				({top1}) => top1,
			),
			value => `${shareText(value)} %`,
			style,
		),
		'',
		...barLines(
			'Average inference time by framework',
			averagesBy(
				rows,
				({framework}) => framework,
				({inferMs}) => inferMs,
			),
			milliseconds,
			style,
		),
	];
};

import stringWidth from 'string-width';
import {cutText} from '../../format/fitted-table.js';
import {logScale} from '../../measure/scale.js';
import {type ChartKind, type ChartLine, type ChartStyle, markOf, part} from './chart-line.js';

/** A row of a chart of points on a logarithmic axis, or of bars from 0. */
export type ChartBar = {
	/** Sanitised; the parts are cut each by itself where room is short. */
	readonly names: readonly string[];
	readonly value: number;
	/** The value with its unit, and what is to be said of it. */
	readonly text: string;
	readonly kind: ChartKind;
};

export const defaultWidth = 100;
const widestName = 44;
const leastBar = 16;
const widestBar = 48;

const padEnd = (text: string, width: number): string =>
	text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** Names within a width: the room is shared by the parts. */
const nameText = (names: readonly string[], width: number): string => {
	const whole = names.join(', ');
	if (stringWidth(whole) <= width) {
		return whole;
	}

	const [first = '', ...rest] = names;
	const second = rest.join(', ');
	const most =
		second === '' ? width : Math.max(Math.floor(width * 0.45), width - stringWidth(second) - 2);
	const begin = cutText(first, most);
	return second === '' ? begin : `${begin}, ${cutText(second, width - stringWidth(begin) - 2)}`;
};

const tickText = String;

/** The axis below: its first and last tick, and those between that have room. */
const axisText = (ticks: readonly number[], placeOf: (value: number) => number, width: number) => {
	let text = '';
	for (const [index, tick] of ticks.entries()) {
		const label = tickText(tick);
		const isLast = index === ticks.length - 1;
		const at = isLast
			? Math.max(0, width - label.length)
			: Math.max(0, Math.min(width - label.length, Math.round(placeOf(tick))));
		const last = tickText(ticks.at(-1)!);
		const hasRoom = at > text.length || text === '';
		if (hasRoom && (isLast || at + label.length < width - last.length)) {
			text = text.padEnd(at) + label;
		}
	}

	return text;
};

/** A chart as lines: a title, a row a bar, the axis. */
export const barLines = (
	title: string,
	bars: readonly ChartBar[],
	{isLog, unit}: {readonly isLog: boolean; readonly unit: string},
	{isAscii = false, width = defaultWidth}: ChartStyle,
): ChartLine[] => {
	if (bars.length === 0) {
		return [[part(title)], [part('  no figure')]];
	}

	const values = bars.map(({value}) => value);
	const valueWidth = Math.max(...bars.map(({text}) => stringWidth(text)));
	const wanted = Math.max(...bars.map(({names}) => stringWidth(names.join(', '))));
	const nameWidth = Math.min(wanted, widestName, Math.max(12, width - valueWidth - leastBar - 4));
	const barWidth = Math.max(8, Math.min(widestBar, width - nameWidth - valueWidth - 4));
	const scale = isLog
		? logScale([Math.min(...values), Math.max(...values)], [0, barWidth - 1])
		: undefined;
	const placeOf = (value: number): number =>
		scale ? scale.place(value) : ((barWidth - 1) * value) / Math.max(...values);
	const track = isAscii ? '-' : '─';
	const lines = bars.map(({names, value, text, kind}): ChartLine => {
		const place = Math.round(placeOf(value));
		const mark = isLog
			? `${(isAscii ? '.' : '·').repeat(place)}${markOf(kind, isAscii)}`
			: `${track.repeat(place)}${markOf(kind, isAscii)}`;
		return [
			part(`  ${padEnd(nameText(names, nameWidth), nameWidth)} `, kind),
			part(padEnd(mark, barWidth), kind),
			part(` ${text}`, kind),
		];
	});
	const axis = scale
		? [
				[
					part(
						`  ${' '.repeat(nameWidth)} ${axisText(scale.ticks, value => placeOf(value), barWidth)} ${unit}`,
					),
				],
			]
		: [];
	return [[part(title)], ...lines, ...axis];
};

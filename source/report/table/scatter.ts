import {
	type ChartKind,
	type ChartLine,
	type ChartPart,
	type ChartStyle,
	part,
} from './chart-line.js';
import {chartMs} from './groups.js';
import {rowNames, type ReportRow} from './rows.js';

const lines = 12;
const axisWidth = 9;
const defaultWidth = 69;

/** A tick at 1, 2 and 5 of each decade. */
const tickMantissas = [1, 2, 5];

type Range = {readonly low: number; readonly high: number};

/** The smallest range with ticks at both ends that holds all times. */
const timeRange = (times: readonly number[]): Range => {
	const ticks: number[] = [];
	const first = Math.floor(Math.log10(Math.min(...times)));
	const last = Math.ceil(Math.log10(Math.max(...times)));
	for (let power = first; power <= last; power++) {
		ticks.push(...tickMantissas.map(mantissa => Number((mantissa * 10 ** power).toPrecision(3))));
	}

	const low = ticks.findLast(tick => tick <= Math.min(...times)) ?? ticks[0]!;
	const high = ticks.find(tick => tick > Math.max(...times)) ?? ticks.at(-1)!;
	return {low, high};
};

/** Whole steps of five points around all accuracies. */
const shareRange = (shares: readonly number[]): Range => {
	const low = Math.floor(Math.min(...shares) * 20) / 20;
	return {low, high: Math.max(low + 0.05, Math.ceil(Math.max(...shares) * 20) / 20)};
};

/** Several points in one place; one's own is not hidden by others. */
const several = (one: ChartPart, other: ChartPart): ChartPart => {
	const kinds: readonly ChartKind[] = [one.kind, other.kind];
	return part('+', kinds.includes('own') ? 'own' : 'reference');
};

/** Neighbours of one kind as one part; the blanks at the end are left out. */
const joined = (cells: readonly ChartPart[]): ChartPart[] => {
	const parts: ChartPart[] = [];
	for (const {text, kind} of cells.slice(0, cells.findLastIndex(cell => cell.text !== ' ') + 1)) {
		const last = parts.at(-1);
		if (last?.kind === kind) {
			parts[parts.length - 1] = part(last.text + text, kind);
		} else {
			parts.push(part(text, kind));
		}
	}

	return parts;
};

/**
The fourth chart: top-1 accuracy against the time of inference (the median where it is known, else the mean), the time on a logarithmic axis. A point is the name of its row (of a number its last digit); `+` stands for several in one place.

@param width Columns that it may take.
*/
export const scatterChart = (
	rows: readonly ReportRow[],
	{isAscii = false, width = defaultWidth}: ChartStyle = {},
): ChartLine[] => {
	const columns = Math.max(20, width - axisWidth);
	const names = rowNames(rows);
	const title = 'Top-1 accuracy against inference time (logarithmic)';
	const points = rows.flatMap((row, place) =>
		row.top1 === undefined || !(chartMs(row) > 0)
			? []
			: [
					{
						inferMs: chartMs(row),
						top1: row.top1,
						mark: part(names[place]!.slice(-1), row.isReference ? 'reference' : 'own'),
					},
				],
	);
	if (points.length === 0) {
		return [[part(title)], [part('  no row has an accuracy')]];
	}

	const time = timeRange(points.map(({inferMs}) => inferMs));
	const share = shareRange(points.map(({top1}) => top1));
	const grid = Array.from({length: lines}, () =>
		Array.from({length: columns}, (): ChartPart => part(' ')),
	);
	for (const {inferMs, top1, mark} of points) {
		const x = Math.log(inferMs / time.low) / Math.log(time.high / time.low);
		const y = (top1 - share.low) / (share.high - share.low);
		const line = grid[lines - 1 - Math.round(y * (lines - 1))]!;
		const column = Math.round(x * (columns - 1));
		line[column] = line[column]!.text === ' ' ? mark : several(line[column]!, mark);
	}

	const [wall, corner, floor] = isAscii ? ['|', '+', '-'] : ['│', '└', '─'];
	const label = (place: number) =>
		place === 0 || place === lines - 1
			? `${(100 * (place === 0 ? share.high : share.low)).toFixed(0)} %`.padStart(7)
			: ' '.repeat(7);
	const right = `${time.high} ms`;
	return [
		[part(title)],
		...grid.map((line, place) => [part(`${label(place)} ${wall}`), ...joined(line)]),
		[part(`${' '.repeat(8)}${corner}${floor.repeat(columns)}`)],
		[part(`${' '.repeat(9)}${`${time.low} ms`.padEnd(columns - right.length)}${right}`)],
	];
};

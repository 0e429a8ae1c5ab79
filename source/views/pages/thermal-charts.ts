import {type Snapshot, type ThermalReading} from '../../record/snapshot.js';
import {columnChart, roundTop} from '../canvas/column-chart.js';
import {duration, framesPerSecond} from '../../format/numbers.js';
import {cut, type Line, line, span} from '../canvas/lines.js';
import {chartedClock, chartedPower, chartedTemperature} from '../panels/charted-readings.js';
import {chooseWindow} from '../panels/time-charts.js';
import {type Theme} from '../canvas/theme.js';

const axisWidth = 9;
/** Rows that a chart needs to say anything. */
const leastRows = 2;

type Chart = {
	readonly name: string;
	readonly values: ReadonlyArray<number | undefined>;
	/** The axis begins here. */
	readonly floor: number;
	readonly top: number;
	readonly format: (value: number) => string;
};

const known = (values: ReadonlyArray<number | undefined>): number[] =>
	values.filter(value => value !== undefined);

const fromZero = (
	name: string,
	values: ReadonlyArray<number | undefined>,
	format: Chart['format'],
): Chart => ({name, values, floor: 0, top: roundTop(Math.max(0, ...known(values))), format});

/** Temperatures lie far above 0: the axis spans whole tens around them. */
const temperatures = (name: string, values: ReadonlyArray<number | undefined>): Chart => {
	const present = known(values);
	const low = Math.min(...present);
	const high = Math.max(...present);
	return {
		name,
		values,
		floor: present.length > 0 ? Math.floor((low - 1) / 10) * 10 : 0,
		top: present.length > 0 ? Math.ceil((high + 1) / 10) * 10 : 100,
		format: value => `${value.toFixed(0)}°C`,
	};
};

const chartsOf = (snapshot: Snapshot, columns: number, windowMs: number): Chart[] => {
	const {thermal} = snapshot;
	const history = (reading: ThermalReading) => thermal.history(reading.id, columns, windowMs);
	const temperature = chartedTemperature(snapshot);
	const power = chartedPower(snapshot);
	const clock = chartedClock(snapshot);
	return [
		fromZero('FPS', snapshot.fpsHistory(columns, windowMs), framesPerSecond),
		...(temperature ? [temperatures(temperature.label, history(temperature))] : []),
		...(clock
			? [
					fromZero(clock.label, history(clock), value =>
						value >= 1e9 ? `${(value / 1e9).toFixed(1)}GHz` : `${(value / 1e6).toFixed(0)}MHz`,
					),
				]
			: []),
		...(power ? [fromZero(power.label, history(power), value => `${value.toFixed(0)}W`)] : []),
	];
};

const chartLines = ({name, values, floor, top, format}: Chart, rows: number, theme: Theme) => {
	const raised = values.map(value => (value === undefined ? undefined : value - floor));
	const drawn = columnChart(raised, rows, top - floor, theme.glyphs);
	const label = (row: number): string => {
		if (row === 0) {
			return format(top);
		}

		return row === 1 || rows === 1 ? name : row === rows - 1 ? format(floor) : '';
	};

	return drawn.map((text, row) =>
		line(
			span(cut(label(row), axisWidth - 1).padStart(axisWidth - 1), 'dim'),
			span(' '),
			span(text, 'chart'),
		),
	);
};

/** `!` where a slow-down or a limit began, `=` while it lasted. */
const marks = (snapshot: Snapshot, columns: number, windowMs: number): Line => {
	const {thermal, elapsedMs} = snapshot;
	const columnMs = windowMs / columns;
	const fromMs = elapsedMs - windowMs;
	const text = Array.from({length: columns}, (_, column) => {
		const beginMs = fromMs + column * columnMs;
		const endMs = beginMs + columnMs;
		const spells = thermal.throttle.spells.filter(
			spell => spell.onsetMs < endMs && (spell.endedMs ?? elapsedMs) >= beginMs,
		);
		if (spells.length === 0) {
			return ' ';
		}

		return spells.some(({onsetMs}) => onsetMs >= beginMs) ? '!' : '=';
	}).join('');
	return line(span('events'.padStart(axisWidth - 1), 'dim'), span(' '), span(text, 'bad'));
};

/** FPS, temperature, clock and power on one time axis, with the throttle events marked on it. */
export const thermalCharts = (
	snapshot: Snapshot,
	{width, height}: {readonly width: number; readonly height: number},
	theme: Theme,
): Line[] => {
	const columns = Math.max(1, width - axisWidth);
	const windowMs = chooseWindow(snapshot.elapsedMs);
	const room = height - 2;
	const all = chartsOf(snapshot, columns, windowMs);
	const shown = all.slice(0, Math.max(1, Math.floor(room / leastRows)));
	const rowsOf = (index: number): number =>
		Math.floor(room / shown.length) + (index < room % shown.length ? 1 : 0);
	const began = `${duration(windowMs)} ago`;
	const [fps, ...others] = shown.map((chart, index) => chartLines(chart, rowsOf(index), theme));
	return [
		...fps!,
		marks(snapshot, columns, windowMs),
		...others.flat(),
		line(
			span(
				' '.repeat(axisWidth) + began + 'now'.padStart(Math.max(4, columns - began.length)),
				'dim',
			),
		),
	];
};

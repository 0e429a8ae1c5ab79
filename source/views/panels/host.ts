import {type Snapshot} from '../../record/snapshot.js';
import {shortDisturbance} from '../../format/disturbance-text.js';
import {bytes, na} from '../../format/numbers.js';
import {sensorsAreElsewhere} from '../../record/elsewhere.js';
import {sanitize} from '../../text/sanitize.js';
import {bar} from '../canvas/bar.js';
import {cut, type Line, line, span, wrap} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {forecastText, shortEnergy} from '../../format/thermal-text.js';
import {innerSize, panel, type PanelLook, type Size} from './frame.js';
import {type AbsentRow, type HostRow, hostRows, isAbsent} from './host-rows.js';

const nameWidth = 9;
const valueWidth = 9;
const limitWidth = 9;
const noteWidth = 16;
const mostBarWidth = 40;
/** A panel this wide has room for what a figure is of. */
const roomyWidth = 44;

const rowLine = (row: HostRow, width: number, {glyphs}: Theme): Line => {
	const isRoomy = width >= roomyWidth;
	const after = limitWidth + (isRoomy ? noteWidth : 0);
	const room = width - nameWidth - valueWidth - after - 3;
	const barWidth = Math.min(mostBarWidth, Math.max(0, room));
	const [left, right] = glyphs.barEnds;
	const {name, value, share, limit = '', note = '', role} = row;
	const drawn =
		share === undefined
			? [span(' '.repeat(isRoomy ? barWidth + 3 : 1))]
			: [span(` ${left}`, 'dim'), span(bar(share, barWidth, glyphs), role), span(right, 'dim')];
	const text = isRoomy ? `${limit.padEnd(limitWidth)}${note}` : limit === '' ? note : limit;
	return [
		span(cut(name, nameWidth - 1, glyphs.ellipsis).padEnd(nameWidth), 'dim'),
		span(value.padStart(valueWidth), role === 'chart' ? 'plain' : role),
		...drawn,
		span(text, 'dim'),
	];
};

/** Figures that are missing for one reason share a line, with the names first. */
const absentLines = (rows: readonly AbsentRow[], width: number): Line[] => {
	const byReason = new Map<string, string[]>();
	for (const {name, reason} of rows) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
	}

	return Array.from(byReason, ([reason, names]) =>
		wrap(`${names.join(', ')}: ${na} (${reason})`, width).map(text => line(span(text, 'dim'))),
	).flat();
};

/** What edgetop itself costs; in few columns without its memory. */
export const ownCost = ({own, segment}: Snapshot, isNarrow = false): string => {
	const rate =
		own.terminalBytesPerSecond === undefined
			? ''
			: `, ${(own.terminalBytesPerSecond / 1000).toFixed(1)} kB/s`;
	const share = (value: number | undefined): string =>
		value === undefined ? na : `${value.toFixed(1)} %`;
	if (isNarrow) {
		return `CPU ${share(own.uiCpuPercent)}${rate}`;
	}

	return `ui ${share(own.uiCpuPercent)} ${bytes(own.uiRssBytes)}${rate}, sensors ${share(own.sensorsCpuPercent)}${shortDisturbance(segment.disturbance)}`;
};

/** CPU and memory in one line, where rows are few. */
const together = (rows: readonly HostRow[]): Line[] => {
	const texts = rows.map(
		({name, value, limit}) => `${name} ${value}${limit ? ` of ${limit}` : ''}`,
	);
	return texts.length > 0 ? [line(span(texts.join('  ')))] : [];
};

const extraLines = (snapshot: Snapshot, width: number): Line[] => {
	const {energy, forecast} = snapshot.thermal;
	const energyText = shortEnergy(snapshot.thermal);
	const perWatt =
		'value' in energy.fpsPerWatt ? `, ${energy.fpsPerWatt.value.toFixed(2)} FPS/W` : '';
	const row = (name: string, text: string): Line[] =>
		wrap(text, width - nameWidth).map((part, index) =>
			line(span((index === 0 ? name : '').padEnd(nameWidth), 'dim'), span(part)),
		);
	return [
		...(energyText === '' ? [] : row('energy', energyText + perWatt)),
		...row('edgetop', ownCost(snapshot, width < roomyWidth)),
		...(forecast.forecast.kind === 'none' ? [] : row('forecast', forecastText(snapshot.thermal))),
	];
};

const names: ReadonlySet<string> = new Set(['CPU', 'memory']);

/** All lines, and the same with CPU and memory in one, for panels with few rows. */
const linesOf = (snapshot: Snapshot, width: number, theme: Theme, isTight: boolean): Line[] => {
	const rows = hostRows(snapshot);
	const present = rows.flatMap(row => (isAbsent(row) ? [] : [row]));
	const single = present.filter(({name}) => !isTight || !names.has(name));
	return [
		...single.map(row => rowLine(row, width, theme)),
		...(isTight ? together(present.filter(({name}) => names.has(name))) : []),
		...absentLines(
			rows.filter(row => isAbsent(row)),
			width,
		),
		...extraLines(snapshot, width),
	];
};

/** Rows that all figures of the machine need, border included. */
export const hostRowsNeeded = (snapshot: Snapshot, width: number, theme: Theme): number =>
	linesOf(snapshot, width - 4, theme, false).length + 2;

/** Whose figures they are, where they are not this machine's own. */
const titleOf = ({segment, sensorsBoard}: Snapshot): string =>
	sensorsAreElsewhere(segment.backendId, sensorsBoard)
		? sensorsBoard === undefined
			? 'This machine, not the board'
			: `${sanitize(sensorsBoard, 30)}, not what computes`
		: sensorsBoard === undefined
			? 'Heat, power, load'
			: `Heat, power, load of ${sanitize(sensorsBoard, 30)}`;

/** The machine: each figure against its limit; what is missing shares a line with its reason. */
export const host = (
	snapshot: Snapshot,
	size: Size,
	theme: Theme,
	look: PanelLook = {},
): Line[] => {
	const inner = innerSize(size);
	const all = linesOf(snapshot, inner.width, theme, false);
	return panel(
		{
			title: titleOf(snapshot),
			note: snapshot.hostName ?? '',
			lines: all.length > inner.height ? linesOf(snapshot, inner.width, theme, true) : all,
			...look,
		},
		size,
		theme,
	);
};

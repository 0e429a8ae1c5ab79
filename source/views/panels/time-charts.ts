import {type Snapshot} from '../../record/snapshot.js';
import {duration} from '../../format/numbers.js';
import {areaChart, inRoles, pointsPerColumn} from '../canvas/area-chart.js';
import {cut, type Line, type NamedRole, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {type Size} from './frame.js';
import {type Lane, timeLanes} from './time-lanes.js';

/** "00:03:00 ago" and a blank. */
const gutter = 13;
/** Parts of the height: FPS, temperature, power, clock. */
const weights = [5, 3, 2, 2] as const;

/** Seconds that a chart of the whole run can span: steps close enough that most of it is filled, far enough apart that it stands still. */
const windowsSeconds = [
	60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400,
	21_600, 28_800, 43_200, 64_800, 86_400,
];

/** The shortest window that shows the whole run; the newest day of a longer one. */
export const chooseWindow = (elapsedMs: number): number =>
	1000 * (windowsSeconds.find(seconds => seconds * 1000 >= elapsedMs) ?? windowsSeconds.at(-1)!);

/** Spans of the time axis that `[` and `]` step through, ms; undefined: the whole run. */
export const timeSpans = [60_000, 300_000, 1_800_000, undefined] as const;

export type TimeSpan = (typeof timeSpans)[number];

/** The next span; the ends hold. */
export const stepSpan = (now: TimeSpan, direction: 'shorter' | 'longer'): TimeSpan => {
	const place = timeSpans.indexOf(now) + (direction === 'longer' ? 1 : -1);
	return timeSpans[Math.max(0, Math.min(timeSpans.length - 1, place))];
};

export const spanText = (span: TimeSpan): string =>
	span === undefined ? 'whole run' : `last ${span / 60_000} min`;

/** Rows of each lane; the last ones are left out where there are too few. */
const rowsOf = (lanes: number, height: number): number[] => {
	const count = Math.max(1, Math.min(lanes, height - 1));
	const shares = weights.slice(0, count);
	const sum = shares.reduce<number>((total, share) => total + share, 0);
	const rows = shares.map(share => Math.max(1, Math.floor((height * share) / sum)));
	rows[0]! += height - rows.reduce((total, row) => total + row, 0);
	return rows;
};

const labels = ({name, floor, top, limit, format}: Lane, rows: number): string[] => {
	const room = gutter - 1;
	const texts = Array.from({length: rows}, () => '');
	if (rows > 2) {
		texts[rows - 1] = format(floor).padStart(room);
	}

	const limitRow = limit === undefined ? -1 : rowOf(limit, {floor, top}, rows);
	if (limit !== undefined && rows > 1 && limitRow > 0) {
		texts[limitRow] = `limit ${format(limit)}`.padStart(room);
	}

	texts[0] = name.padEnd(room - format(top).length) + format(top);
	return texts;
};

const rowOf = (value: number, {floor, top}: Pick<Lane, 'floor' | 'top'>, rows: number): number =>
	Math.max(0, Math.min(rows - 1, Math.floor(((top - value) / (top - floor)) * rows)));

const laneLines = (lane: Lane, rows: number, columns: number, {glyphs}: Theme): Line[] => {
	const points = pointsPerColumn(glyphs);
	const drawn = areaChart(lane.values, rows, lane, glyphs);
	const roles = Array.from({length: columns}, (_, column): NamedRole => {
		const values = lane.values
			.slice(column * points, (column + 1) * points)
			.filter(value => value !== undefined);
		return values.length === 0
			? 'chart'
			: lane.roleOf(Math.max(...values), (column + 0.5) / columns);
	});
	const limitRow = lane.limit === undefined || rows < 2 ? -1 : rowOf(lane.limit, lane, rows);
	const texts = labels(lane, rows);
	return drawn.map((text, row) => [
		span(`${cut(texts[row]!, gutter - 1).padEnd(gutter - 1)} `, 'dim'),
		...(row === limitRow
			? inRoles(
					text.replaceAll(' ', glyphs.limit),
					roles.map((role, column) => (text[column] === ' ' ? 'dim' : role)),
				)
			: inRoles(text, roles)),
	]);
};

type Mark = {readonly atMs: number; readonly text: string; readonly role: NamedRole};

/** Events that explain a step of a curve, and the word under it. */
const markWords: Readonly<Record<string, string>> = {
	flipped: 'flip',
	engineRestarted: 'restart',
	neighbourFound: 'other run',
	statisticsReset: 'reset',
	compared: 'compared',
	stalled: 'stall',
	fanChanged: 'fan',
};

/** What took the CPU away. */
const contentionWords: Readonly<Record<string, string>> = {
	'another process': 'other process',
	'CPU quota': 'quota',
	'noisy host': 'noisy host',
};

const marksOf = ({thermal, events}: Snapshot): Mark[] =>
	[
		...thermal.throttle.spells.map(({onsetMs, verdict, reason, lossFraction}): Mark => ({
			atMs: onsetMs,
			text:
				verdict === 'throttled' || lossFraction === undefined
					? 'limited'
					: verdict === 'contention'
						? (contentionWords[reason] ?? 'contention')
						: 'slower',
			role: verdict === 'throttled' ? 'bad' : 'warn',
		})),
		...events.flatMap(({kind, atMs}): Mark[] =>
			Object.hasOwn(markWords, kind) ? [{atMs, text: markWords[kind]!, role: 'plain'}] : [],
		),
	].sort((a, b) => a.atMs - b.atMs);

/** At the right end of the time axis. */
const now = 'now';

/** The time axis, with what happened marked on it. */
const axisLine = (snapshot: Snapshot, columns: number, windowMs: number, {glyphs}: Theme): Line => {
	const cells = [...' '.repeat(columns)];
	const roles = cells.map((): NamedRole => 'dim');
	const fromMs = snapshot.elapsedMs - windowMs;
	const marks = marksOf(snapshot).filter(({atMs}) => atMs > fromMs);
	const columnOf = ({atMs}: Mark): number =>
		Math.min(columns - 1, Math.floor(((atMs - fromMs) / windowMs) * columns));
	let taken = 0;
	for (const [index, mark] of marks.entries()) {
		const column = columnOf(mark);
		const next = marks[index + 1];
		const end = next ? columnOf(next) : columns;
		const text = ` ${mark.text} `;
		// The word stands after its mark, or before it where there is room, or not at all.
		const isAfter = column + 1 + text.length <= end;
		const isBefore = !isAfter && column - text.length >= taken;
		const shown = `${isBefore ? text : ''}${glyphs.flag}${isAfter ? text : ''}`;
		const from = isBefore ? column - text.length : column;
		for (const [offset, character] of [...shown].entries()) {
			cells[from + offset] = character;
			roles[from + offset] = mark.role;
		}

		taken = from + shown.length;
	}

	// Where no mark stands: half a word is none.
	if (taken <= columns - now.length) {
		cells.splice(columns - now.length, now.length, ...now);
	}

	return [
		span(`${duration(windowMs)} ago`.padStart(gutter - 1).padEnd(gutter), 'dim'),
		...inRoles(cells.join(''), roles),
	];
};

/** FPS, temperature, power and clock over one time axis. */
export const timeCharts = (
	snapshot: Snapshot,
	{width, height}: Size,
	theme: Theme,
	timeSpan?: TimeSpan,
): Line[] => {
	const columns = Math.max(1, width - gutter);
	const windowMs = timeSpan ?? chooseWindow(snapshot.elapsedMs);
	const points = columns * pointsPerColumn(theme.glyphs);
	const lanes = timeLanes(snapshot, points, windowMs);
	const rows = rowsOf(lanes.length, Math.max(1, height - 1));
	return [
		...rows.flatMap((count, index) => laneLines(lanes[index]!, count, columns, theme)),
		axisLine(snapshot, columns, windowMs, theme),
	];
};

import {
	costText,
	energyText,
	forecastText,
	sustainedText,
	verdictText,
} from '../../format/thermal-text.js';
import {type Snapshot} from '../../record/snapshot.js';
import {sensorsAreElsewhere} from '../../record/elsewhere.js';
import {sanitize} from '../../text/sanitize.js';
import {beside, fitBlock, type Line, line, span} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {recordedBoardText} from '../panels/notice.js';
import {type Theme} from '../canvas/theme.js';
import {thermalCharts} from './thermal-charts.js';
import {thermalTables} from './thermal-tables.js';

/** From this width on, tables and charts stand side by side. */
const wide = 116;
const leastTables = 4;

const nameWidth = 10;

/** A text in two rows where one is too short for it; the reason of a slow-down must not be cut. */
const inTwo = (text: string, width: number): string[] => {
	const place = text.length > width ? text.lastIndexOf(' ', width) : -1;
	return place > 0 ? [text.slice(0, place), text.slice(place + 1)] : [text];
};

const titleOf = ({segment, sensorsBoard}: Snapshot): string => {
	const whose = sensorsBoard === undefined ? undefined : sanitize(sensorsBoard, 40);
	return sensorsAreElsewhere(segment.backendId, sensorsBoard)
		? `Heat, power, clocks of ${whose ?? 'this machine'}, not of ${whose === undefined ? 'the board' : 'what computes'}`
		: `Heat, power, clocks${whose === undefined ? '' : ` of ${whose}`}`;
};

const words = (snapshot: Snapshot, width: number): Line[] => {
	const {thermal} = snapshot;
	const row = (name: string, text: string, isRed = false): Line =>
		line(span(name.padEnd(nameWidth), 'dim'), span(text, isRed ? 'bad' : 'plain'));
	const replay = recordedBoardText(snapshot);
	const isBad = thermal.throttle.current?.verdict === 'throttled';
	return [
		...inTwo(verdictText(thermal), width - nameWidth).map((text, index) =>
			row(index === 0 ? 'verdict' : '', text, isBad),
		),
		row('forecast', forecastText(thermal)),
		row('sustained', sustainedText(thermal)),
		row('energy', energyText(thermal)),
		row('edgetop', costText(snapshot)),
		...(replay === undefined ? [] : [row('replay', replay)]),
	];
};

/** Heat, power and clocks against the frames, on one time axis, and what follows from them. */
export const thermalPage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {width, height} = innerSize(size);
	const head = words(snapshot, width);
	const room = Math.max(0, height - head.length);
	if (width >= wide) {
		const left = Math.floor(width * 0.46);
		const body = beside(
			fitBlock([[], ...thermalTables(snapshot, room - 1, theme)], left, room),
			fitBlock(
				[[], ...thermalCharts(snapshot, {width: width - left, height: room - 1}, theme)],
				width - left,
				room,
			),
		);
		return panel(
			{title: titleOf(snapshot), note: 't or Esc closes', lines: [...head, ...body]},
			size,
			theme,
		);
	}

	const tables = thermalTables(snapshot, Math.max(leastTables, Math.floor(room * 0.4)), theme);
	const charts = thermalCharts(snapshot, {width, height: room - tables.length}, theme);
	return panel(
		{
			title: titleOf(snapshot),
			note: 't or Esc closes',
			lines: [...head, ...tables, ...charts],
		},
		size,
		theme,
	);
};

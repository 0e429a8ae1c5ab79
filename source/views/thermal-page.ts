import {type Snapshot} from '../session/snapshot.js';
import {beside, fitBlock, type Line, line, span} from './lines.js';
import {innerSize, panel, type Size} from './panels/frame.js';
import {replayText} from './panels/notice.js';
import {thermalCharts} from './thermal-charts.js';
import {thermalTables} from './thermal-tables.js';
import {costText, energyText, forecastText, sustainedText, verdictText} from './thermal-words.js';
import {type Theme} from './theme.js';

/** From this width on, tables and charts stand side by side. */
const wide = 116;
const leastTables = 4;

const words = (snapshot: Snapshot): Line[] => {
	const {thermal} = snapshot;
	const row = (name: string, text: string, isBad = false): Line =>
		line(span(name.padEnd(10), 'dim'), span(text, isBad ? 'bad' : 'plain'));
	const replay = replayText(snapshot);
	return [
		row('verdict', verdictText(thermal), thermal.throttle.current?.verdict === 'throttled'),
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
	const head = words(snapshot);
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
			{title: 'Heat, power, clocks', note: 't or Esc closes', lines: [...head, ...body]},
			size,
			theme,
		);
	}

	const tables = thermalTables(snapshot, Math.max(leastTables, Math.floor(room * 0.4)), theme);
	const charts = thermalCharts(snapshot, {width, height: room - tables.length}, theme);
	return panel(
		{
			title: 'Heat, power, clocks',
			note: 't or Esc closes',
			lines: [...head, ...tables, ...charts],
		},
		size,
		theme,
	);
};

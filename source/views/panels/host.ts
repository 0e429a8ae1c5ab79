import {type Figure} from '../../measure/figure.js';
import {type Snapshot} from '../../record/snapshot.js';
import {bytes, figure, hertz, na, percent} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {shortEnergy} from '../pages/thermal-words.js';
import {runsElsewhere} from '../../record/elsewhere.js';
import {bar} from '../canvas/bar.js';
import {innerSize, panel, type Size} from './frame.js';

const nameWidth = 7;
/** "945 MiB of 23.5 GiB" and two blanks. */
const valueWidth = 21;
const leastBarWidth = 6;
const mostBarWidth = 40;

const row = (name: string, value: string): Line =>
	line(span(name.padEnd(nameWidth), 'dim'), span(value, value.startsWith(na) ? 'dim' : 'plain'));

/** A row with a bar behind the value where there is room and a value. */
const withBar = (
	text: {readonly name: string; readonly value: string},
	share: number | undefined,
	{width}: Size,
	{glyphs}: Theme,
): Line => {
	const room = Math.min(mostBarWidth, width - nameWidth - valueWidth);
	return share === undefined || room < leastBarWidth
		? row(text.name, text.value)
		: [...row(text.name, text.value.padEnd(valueWidth)), span(bar(share, room, glyphs), 'chart')];
};

const shareOf = (part: Figure, whole: Figure): number | undefined =>
	'value' in part && 'value' in whole ? part.value / whole.value : undefined;

export const ownCost = ({own}: Snapshot): string => {
	const rate =
		own.terminalBytesPerSecond === undefined
			? ''
			: `, ${(own.terminalBytesPerSecond / 1000).toFixed(1)} kB/s`;
	const share = (value: number | undefined): string =>
		value === undefined ? na : `${value.toFixed(1)} %`;
	return `ui ${share(own.uiCpuPercent)} ${bytes(own.uiRssBytes)}${rate}, sensors ${share(own.sensorsCpuPercent)}`;
};

/** With fewer rows CPU and memory share one, so that temperature and power stay. */
const rowsForAll = 4;

/** The machine: each cell is a value, or `n/a` with its reason. */
export const host = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {cpuLoad, memoryUsedBytes, memoryTotalBytes, temperatureCelsius, powerWatts, clockHertz} =
		snapshot.host;
	const total = 'value' in memoryTotalBytes ? ` of ${bytes(memoryTotalBytes.value)}` : '';
	const label = (text: string | undefined): string => (text === undefined ? '' : `  ${text}`);
	const named = (value: string, text: string | undefined): string =>
		value.startsWith(na) ? value : value + label(text);
	const inner = innerSize(size);
	const cpu = figure(cpuLoad, value => percent(value, 0));
	const memory = figure(memoryUsedBytes, value => bytes(value) + total);
	return panel(
		{
			title: runsElsewhere(snapshot.segment.backendId) ? 'This machine, not the board' : 'Host',
			note: snapshot.hostName ?? '',
			lines: [
				...(inner.height < rowsForAll
					? [
							line(
								span('CPU ', 'dim'),
								span(cpu),
								span(' mem ', 'dim'),
								span(memory.replace(' of ', '/')),
							),
						]
					: [
							withBar({name: 'CPU', value: cpu}, shareOf(cpuLoad, {value: 1}), inner, theme),
							withBar(
								{name: 'memory', value: memory},
								shareOf(memoryUsedBytes, memoryTotalBytes),
								inner,
								theme,
							),
						]),
				row(
					'temp',
					named(
						figure(temperatureCelsius, value => `${value.toFixed(1)} °C`),
						temperatureCelsius.label,
					),
				),
				row(
					'power',
					named(
						figure(powerWatts, value => `${value.toFixed(2)} W`),
						[powerWatts.scope, shortEnergy(snapshot.thermal)].filter(Boolean).join(', '),
					),
				),
				row('clock', named(figure(clockHertz, hertz), clockHertz.label)),
				row('cost', ownCost(snapshot)),
			],
		},
		size,
		theme,
	);
};

import {type Snapshot} from '../../session/snapshot.js';
import {bytes, figure, hertz, na, percent} from '../format.js';
import {type Line, line, span} from '../lines.js';
import {type Theme} from '../theme.js';
import {shortEnergy} from '../thermal-words.js';
import {panel, type Size} from './frame.js';

const row = (name: string, value: string): Line =>
	line(span(name.padEnd(7), 'dim'), span(value, value.startsWith(na) ? 'dim' : 'plain'));

const ownCost = ({own}: Snapshot): string => {
	const rate =
		own.terminalBytesPerSecond === undefined
			? ''
			: `, ${(own.terminalBytesPerSecond / 1000).toFixed(1)} kB/s`;
	const share = (value: number | undefined): string =>
		value === undefined ? na : `${value.toFixed(1)} %`;
	return `ui ${share(own.uiCpuPercent)} ${bytes(own.uiRssBytes)}${rate}, sensors ${share(own.sensorsCpuPercent)}`;
};

/** The machine: each cell is a value, or `n/a` with its reason. */
export const host = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {cpuLoad, memoryUsedBytes, memoryTotalBytes, temperatureCelsius, powerWatts, clockHertz} =
		snapshot.host;
	const total = 'value' in memoryTotalBytes ? ` of ${bytes(memoryTotalBytes.value)}` : '';
	const label = (text: string | undefined): string => (text === undefined ? '' : `  ${text}`);
	const named = (value: string, text: string | undefined): string =>
		value.startsWith(na) ? value : value + label(text);
	return panel(
		{
			title: 'Host',
			note: snapshot.hostName ?? '',
			lines: [
				row(
					'CPU',
					figure(cpuLoad, value => percent(value, 0)),
				),
				row(
					'memory',
					figure(memoryUsedBytes, value => bytes(value) + total),
				),
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

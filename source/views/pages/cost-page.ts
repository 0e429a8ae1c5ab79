import {type Snapshot} from '../../record/snapshot.js';
import {bytes, na} from '../../format/numbers.js';
import {line, span} from '../canvas/lines.js';
import {type ScrolledContent} from './scrolled-page.js';

const nameWidth = 22;

/** What edgetop itself takes from the machine, and what is not counted as its own. */
export const costContent = ({own}: Snapshot): ScrolledContent => {
	const share = (value: number | undefined): string =>
		value === undefined ? na : `${value.toFixed(1)} % of one core`;
	const row = (name: string, text: string) => line(span(name.padEnd(nameWidth), 'dim'), span(text));
	const rate = own.terminalBytesPerSecond;
	return {
		title: 'What edgetop costs',
		lines: [
			row('screen, journal', `${share(own.uiCpuPercent)}, ${bytes(own.uiRssBytes)} of memory`),
			row('sensors', share(own.sensorsCpuPercent)),
			row('to the terminal', rate === undefined ? na : `${(rate / 1000).toFixed(1)} kB/s`),
			row('the measured process', `${bytes(own.engineRssBytes)} of memory: model and runtime`),
			[],
			line(span('- and + refresh the screen less and more often; --headless draws none.', 'dim')),
		],
	};
};

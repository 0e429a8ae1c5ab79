import {type Snapshot} from '../../record/snapshot.js';
import {largeNumber} from '../canvas/large-number.js';
import {duration, framesPerSecond} from '../../format/numbers.js';
import {fitLine, type Line, line, type NamedRole, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type PanelLook, type Size} from './frame.js';
import {spanText, timeCharts, type TimeSpan} from './time-charts.js';

/** A panel with this much room shows the newest figure in large digits. */
const roomy: Size = {width: 50, height: 12};
/** `84.0`, `1204`: as many characters, so that the digits stand still. */
const digits = 5;

const cell = (name: string, value: number | undefined, gap = ' '): Line =>
	line(span(`${name} `, 'dim'), span(framesPerSecond(value).padStart(digits)), span(gap));

/** As the verdict says. */
const nowRole = ({throttle: {current}}: Snapshot['thermal']): NamedRole =>
	current === undefined ? 'strong' : current.verdict === 'throttled' ? 'bad' : 'warn';

const oneLine = ({segment: {fps}, thermal}: Snapshot): Line[] => [
	[
		span('10s ', 'dim'),
		span(framesPerSecond(fps.last10s).padStart(digits), nowRole(thermal)),
		span(' '),
		...cell('1s', fps.last1s),
		...cell('60s', fps.last60s),
		...cell('all', fps.session),
	],
];

/** What the speed was at the start, and how far it is from it now. */
const againstStart = ({segment: {fps}, thermal}: Snapshot): Line => {
	const {baselineFps} = thermal.throttle;
	const {firstMinuteFps} = thermal.sustained;
	const start = baselineFps ?? ('value' in firstMinuteFps ? firstMinuteFps.value : undefined);
	if (start === undefined || start <= 0 || fps.last10s === undefined) {
		return line(span('nothing to compare it with before minute 1 is over', 'dim'));
	}

	const change = Math.round(100 * (fps.last10s / start - 1));
	const text =
		change === 0 ? 'as at the start' : `now ${change > 0 ? '+' : '−'}${Math.abs(change)} %`;
	return line(
		span('at the start ', 'dim'),
		span(framesPerSecond(start).padStart(digits)),
		span('  '),
		span(text, change <= -10 ? 'warn' : 'plain'),
	);
};

/** The last ten seconds in large digits, the rest beside it. */
const large = (snapshot: Snapshot, theme: Theme): Line[] => {
	const {
		segment: {fps, frames, seconds},
	} = snapshot;
	const drawn = largeNumber(
		framesPerSecond(fps.last10s ?? fps.last1s).padStart(digits),
		theme.glyphs,
	);
	const beside: Line[] = [
		line(
			span('FPS over 10 s   ', 'dim'),
			span(String(frames)),
			span(' frames in ', 'dim'),
			span(duration(seconds * 1000).replace(/^00:/, '')),
		),
		[
			...cell('1 s', fps.last1s, '   '),
			...cell('60 s', fps.last60s, '   '),
			...cell('all', fps.session),
		],
		againstStart(snapshot),
	];
	const role = nowRole(snapshot.thermal);
	return drawn.map((text, row) => [span(text, role), span('   '), ...beside[row]!]);
};

/** FPS over 1, 10, 60 s and the segment, and its course beside temperature, power and clock. */
export const throughput = (
	snapshot: Snapshot,
	size: Size,
	theme: Theme,
	{timeSpan, ...look}: PanelLook & {readonly timeSpan?: TimeSpan | undefined} = {},
): Line[] => {
	const inner = innerSize(size);
	const {fps, frames} = snapshot.segment;
	const hasRoom =
		inner.height >= roomy.height && inner.width >= roomy.width && fps.last1s !== undefined;
	const figures = hasRoom ? large(snapshot, theme) : oneLine(snapshot);
	const note = `${spanText(timeSpan)} [ ]`;
	return panel(
		{
			title: 'Throughput, frames per second',
			note: hasRoom || inner.width < roomy.width ? note : `${frames} frames, ${note}`,
			lines: [
				...figures.map(item => fitLine(item, inner.width)),
				...timeCharts(
					snapshot,
					{width: inner.width, height: inner.height - figures.length},
					theme,
					timeSpan,
				),
			],
			...look,
		},
		size,
		theme,
	);
};

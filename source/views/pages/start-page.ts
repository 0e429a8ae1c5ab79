import {type Snapshot} from '../../record/snapshot.js';
import {figure, bytes} from '../../format/numbers.js';
import {type Line, line, span, wrap} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {eventLine} from '../panels/events.js';
import {innerSize, panel, type Size} from '../panels/frame.js';

const nameWidth = 11;

const steps = [
	['starting', 'start the process that runs the model'],
	['loading', 'load the model'],
	['warming up', 'warm it up'],
	['running', 'count frames'],
] as const;

/** Whether nothing is counted yet, and nothing was before: there is nothing to show but what is under way. */
export const isBeginning = ({segment, earlierSegments, phase, playback}: Snapshot): boolean =>
	segment.frames === 0 &&
	earlierSegments.length === 0 &&
	playback === undefined &&
	phase !== 'ended' &&
	phase !== 'comparing';

/** Until the first frame is counted: what is about to run, where, and how far it has come. */
export const startPage = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {width} = innerSize(size);
	const {segment, phase, phaseText, host} = snapshot;
	const at = steps.findIndex(([name]) => name === phase);
	const row = (name: string, text: string): Line[] =>
		wrap(text, width - nameWidth).map((part, index) =>
			line(span((index === 0 ? name : '').padEnd(nameWidth), 'dim'), span(part)),
		);
	const memory = figure(host.memoryTotalBytes, value => bytes(value));
	return panel(
		{
			title: 'About to run',
			lines: [
				...row('board', snapshot.boardName ?? snapshot.hostName ?? 'being asked'),
				...('value' in host.memoryTotalBytes ? row('memory', memory) : []),
				...row('model', `${segment.modelTitle}, ${segment.precision}`),
				...row('backend', segment.backendId),
				...row('device', segment.device ?? 'known once the model is loaded'),
				...row(
					'frames',
					`${snapshot.framesCount === undefined ? '' : `${snapshot.framesCount} of `}${snapshot.framesName}`,
				),
				[],
				...(phase === 'failed' || phase === 'restarting'
					? wrap(phaseText, width).map(text => line(span(text, 'bad')))
					: steps.map(([, text], index) =>
							line(
								span(
									index < at
										? `${theme.glyphs.hit} `
										: index === at
											? `${theme.glyphs.pointer} `
											: '  ',
									index < at ? 'good' : 'accent',
								),
								span(index === at ? phaseText : text, index === at ? 'strong' : 'dim'),
							),
						)),
				[],
				...snapshot.events.slice(-4).map(event => eventLine(event)),
			],
		},
		size,
		theme,
	);
};

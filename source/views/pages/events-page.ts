import {type SessionEvent} from '../../record/summary.js';
import {duration} from '../../format/numbers.js';
import {type Line, line, span, wrap} from '../canvas/lines.js';
import {eventText} from '../panels/events.js';
import {type ScrolledContent} from './scrolled-page.js';

const roles = {info: 'plain', warning: 'warn', error: 'bad'} as const;
/** `00:01:02 ` */
const timeWidth = 9;

/** Every event whole, newest first. */
export const eventsContent = (
	events: readonly SessionEvent[],
	isTroubleOnly: boolean,
	width: number,
): ScrolledContent => {
	const shown = events.filter(({level}) => !isTroubleOnly || level !== 'info').toReversed();
	const lines = shown.flatMap((event): Line[] =>
		wrap(eventText(event), width - timeWidth).map((text, row) =>
			line(
				span((row === 0 ? duration(event.atMs) : '').padEnd(timeWidth), 'dim'),
				span(text, roles[event.level]),
			),
		),
	);
	return {
		title: `Events: ${isTroubleOnly ? 'warnings and errors' : 'all'}, ${shown.length} (f: ${isTroubleOnly ? 'all' : 'warnings and errors'})`,
		lines: lines.length > 0 ? lines : [line(span('nothing yet', 'dim'))],
	};
};

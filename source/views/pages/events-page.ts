import {type SessionEvent} from '../../record/summary.js';
import {duration} from '../../format/numbers.js';
import {type Line, line, span, wrap} from '../canvas/lines.js';
import {eventText} from '../panels/events.js';
import {filterText, isFound, type PageFilter} from './page-filter.js';
import {type ScrolledContent} from './scrolled-page.js';

const roles = {info: 'plain', warning: 'warn', error: 'bad'} as const;
/** `00:01:02 ` */
const timeWidth = 9;

/** Every event whole, newest first. */
export const eventsContent = (
	events: readonly SessionEvent[],
	{isTroubleOnly, filter}: {readonly isTroubleOnly: boolean; readonly filter: PageFilter},
	width: number,
): ScrolledContent => {
	const shown = events
		.filter(({level}) => !isTroubleOnly || level !== 'info')
		.filter(event => isFound(filter, eventText(event), event.kind))
		.toReversed();
	const lines = shown.flatMap((event): Line[] =>
		wrap(eventText(event), width - timeWidth).map((text, row) =>
			line(
				span((row === 0 ? duration(event.atMs) : '').padEnd(timeWidth), 'dim'),
				span(text, roles[event.level]),
			),
		),
	);
	return {
		title: `Events: ${isTroubleOnly ? 'warnings and errors' : 'all'}, ${shown.length} (f: ${isTroubleOnly ? 'all' : 'warnings and errors'}, ${filterText(filter)})`,
		lines:
			lines.length > 0
				? lines
				: [line(span(events.length > 0 ? 'nothing matches' : 'nothing yet', 'dim'))],
	};
};

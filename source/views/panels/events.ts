import {type SessionEvent} from '../../record/summary.js';
import {duration} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type PanelLook, type Size} from './frame.js';

const roles = {info: 'plain', warning: 'warn', error: 'bad'} as const;
/** The level in words too: colour may be off. */
const words = {info: '', warning: 'warning: ', error: 'error: '} as const;

export const eventText = ({level, text}: SessionEvent): string => `${words[level]}${text}`;

export const eventLine = (event: SessionEvent): Line =>
	line(span(`${duration(event.atMs)} `, 'dim'), span(eventText(event), roles[event.level]));

/** What happened, newest first. */
export const events = (
	list: readonly SessionEvent[],
	size: Size,
	theme: Theme,
	look: PanelLook = {},
): Line[] => {
	const {height} = innerSize(size);
	return panel(
		{
			title: 'Events',
			note: list.length > height ? `E: all ${list.length}` : '',
			lines:
				list.length === 0
					? [line(span('nothing yet', 'dim'))]
					: list
							.slice(-height)
							.toReversed()
							.map(event => eventLine(event)),
			...look,
		},
		size,
		theme,
	);
};

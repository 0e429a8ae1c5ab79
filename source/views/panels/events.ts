import {type SessionEvent} from '../../record/summary.js';
import {duration} from '../../format/numbers.js';
import {type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type Size} from './frame.js';

const roles = {info: 'plain', warning: 'warn', error: 'bad'} as const;
/** The level in words too: colour may be off. */
const words = {info: '', warning: 'warning: ', error: 'error: '} as const;

export const eventLine = ({atMs, level, text}: SessionEvent): Line =>
	line(span(`${duration(atMs)} `, 'dim'), span(`${words[level]}${text}`, roles[level]));

/** What happened, newest last. */
export const events = (list: readonly SessionEvent[], size: Size, theme: Theme): Line[] =>
	panel(
		{
			title: 'Events',
			lines:
				list.length === 0
					? [line(span('nothing yet', 'dim'))]
					: list.slice(-innerSize(size).height).map(event => eventLine(event)),
		},
		size,
		theme,
	);

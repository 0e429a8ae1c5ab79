import {sanitize} from '../text/sanitize.js';
import {messageOf} from '../text/user-error.js';
import {fitBlock, line, type Line, span} from './canvas/lines.js';
import {type Size} from './panels/frame.js';

/** What stands on the screen where it could not be composed: the run and its keys go on, and the next moment or size may be drawn again. */
export const undrawable = (error: unknown, {width, height}: Size): Line[] =>
	fitBlock(
		[
			line(span('edgetop', 'accent')),
			line(span('This moment cannot be drawn; measuring goes on.')),
			line(span(`A bug, at ${width}×${height}: ${sanitize(messageOf(error), 200)}`)),
			line(span('q quits.')),
		],
		width,
		Math.max(1, height - 1),
	);

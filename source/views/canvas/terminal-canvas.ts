import {type TerminalWriter} from '../../system/terminal-writer.js';
import {type Canvas} from './canvas.js';
import {type Line} from './lines.js';
import {Painter} from './painter.js';
import {type Theme} from './theme.js';

/** Longer texts are no commands; some terminals take no more. */
const longestCopy = 4096;

export type TerminalCanvas = {
	readonly canvas: Canvas;
	/** All is sent: draws what came meanwhile. */
	onSent(): void;
	/** After a change of size nothing that was drawn can be relied on. */
	forget(): void;
	/** Draws all of the newest anew: something else was on the terminal. */
	repaint(): void;
};

/**
The terminal as the painter has it. A drawing that finds the terminal busy waits, and the next takes its place: after a stall the terminal gets the present and none of what was before.

@param options.onBytes Told of each write.
@param options.hasClipboard Whether a text may be handed to the terminal's clipboard. @default true
*/
export const openCanvas = (
	writer: Pick<TerminalWriter, 'isBusy' | 'write'>,
	theme: Theme,
	options: {readonly onBytes: (count: number) => void; readonly hasClipboard?: boolean},
): TerminalCanvas => {
	const {onBytes, hasClipboard = true} = options;
	type Drawing = {readonly lines: readonly Line[]; readonly width: number};
	let newest: Drawing | undefined;
	let waiting: Drawing | undefined;
	const write = (text: string): void => {
		onBytes(Buffer.byteLength(text));
		writer.write(text);
	};

	const painter = new Painter(theme, write);
	const draw = (): void => {
		if (waiting && !writer.isBusy) {
			const {lines, width} = waiting;
			waiting = undefined;
			painter.paint(lines, width);
		}
	};

	return {
		canvas: {
			paint(lines, width) {
				newest = {lines, width};
				waiting = newest;
				draw();
			},
			copy(text) {
				if (!hasClipboard) {
					return 'off: --no-clipboard, or a terminal without one';
				}

				if (text.length > longestCopy) {
					return 'not copied: too long for a terminal';
				}

				// OSC 52: the terminal's own clipboard, also through ssh.
				write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`);
				return 'copied, if the terminal allows it (OSC 52)';
			},
		},
		onSent: draw,
		forget() {
			painter.reset();
		},
		repaint() {
			painter.reset();
			waiting = newest;
			draw();
		},
	};
};

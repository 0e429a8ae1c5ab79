import {type Canvas} from '../contract.js';
import {type TerminalWriter} from '../../system/terminal-writer.js';
import {InkRows} from './ink-rows.js';
import {type Line} from './lines.js';
import {Painter} from './painter.js';
import {type Theme} from './theme.js';

const clearScreen = '\u001B[2J\u001B[H';

export type TerminalCanvas = {
	readonly canvas: Canvas;
	/** Takes what Ink writes; it reaches the terminal only while Ink has the canvas. */
	inkWrite(chunk: string | Uint8Array): void;
	/** All is sent: draws what came meanwhile. */
	onSent(): void;
	/** After a change of size nothing that was drawn can be relied on. */
	forget(): void;
};

/**
The terminal as Ink and the painter share it. A drawing that finds the terminal busy waits, and the next takes its place: after a stall the terminal gets the present and none of what was before.

@param onBytes Told of each write.
*/
export const openCanvas = (
	writer: Pick<TerminalWriter, 'isBusy' | 'write'>,
	theme: Theme,
	onBytes: (count: number) => void,
): TerminalCanvas => {
	const rows = new InkRows();
	let isInkDrawing = false;
	let waiting: {readonly lines: readonly Line[]; readonly width: number} | undefined;
	const write = (text: string): void => {
		onBytes(Buffer.byteLength(text));
		writer.write(text);
	};

	const painter = new Painter(theme, write);
	let isCleared = false;
	const draw = (): void => {
		if (writer.isBusy) {
			return;
		}

		if (isInkDrawing) {
			const text = `${isCleared ? '' : clearScreen}${rows.update()}`;
			isCleared = true;
			if (text !== '') {
				write(`\u001B[?2026h${text}\u001B[?2026l`);
			}
		} else if (waiting) {
			const {lines, width} = waiting;
			waiting = undefined;
			painter.paint(lines, width);
		}
	};

	const forgetRows = (): void => {
		rows.reset();
		isCleared = false;
	};

	return {
		canvas: {
			paint(lines, width) {
				waiting = {lines, width};
				draw();
			},
			giveToInk() {
				isInkDrawing = true;
				waiting = undefined;
				forgetRows();
				draw();
			},
			takeBack() {
				isInkDrawing = false;
				painter.reset();
			},
		},
		inkWrite(chunk) {
			if (rows.take(chunk) && isInkDrawing) {
				draw();
			}
		},
		onSent: draw,
		forget() {
			painter.reset();
			// Not drawn here: Ink's page has the old size still.
			forgetRows();
		},
	};
};

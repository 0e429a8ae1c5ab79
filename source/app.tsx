import process from 'node:process';
import {render} from 'ink';
import {type Actions, type Canvas, type ColourDepth, type ScreenStore} from './views/contract.js';
import {Painter} from './views/canvas/painter.js';
import {Screen} from './views/screen.js';
import {holdStrayOutput, writeNow} from './views/canvas/stray-output.js';
import {makeTheme, type Palette, type Theme} from './views/canvas/theme.js';

const homeCursor = '\u001B[H';
const clearScreen = `\u001B[2J${homeCursor}`;
const enterScreen = `\u001B[?1049h\u001B[?25l${clearScreen}`;
const leaveScreen = '\u001B[?25h\u001B[?1049l';

export type AppOptions = {
	readonly isAscii: boolean;
	/** Colours in place of the usual ones. */
	readonly palette?: Palette;
	readonly colour: ColourDepth;
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** Whether the picture of the frame is shown at the start. */
	readonly isPictured: boolean;
	/** Two run in turns: their page is the first. @default false */
	readonly isComparing?: boolean;
	/** Told of each write to the terminal. */
	readonly onBytes: (count: number) => void;
};

export type App = {
	/** Gives the terminal back: synchronous, safe to call twice, also while the process is going down. */
	restore(): void;
};

/*
Ink 6.8's incremental painting begins an update by moving up one row too few when the output ends in a line break. The screen always begins in the first row, so each update starts there instead.
*/
const relativeStart = /^\u001B\[\d+A/;

/**
The terminal as Ink and the painter share it: every write is counted, and Ink's reach the terminal only while it has the canvas.
*/
const openCanvas = (
	stream: NodeJS.WriteStream,
	writeOut: (text: string | Uint8Array) => boolean,
	{theme, onBytes}: {readonly theme: Theme; readonly onBytes: AppOptions['onBytes']},
) => {
	let isInkDrawing = false;
	const write = (text: string | Uint8Array): boolean => {
		onBytes(Buffer.byteLength(text));
		return writeOut(text);
	};

	const painter = new Painter(theme, write);
	const inkWrite = (chunk: string | Uint8Array): boolean =>
		isInkDrawing
			? write(typeof chunk === 'string' ? chunk.replace(relativeStart, homeCursor) : chunk)
			: true;
	const inkStream = new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return inkWrite;
			}

			const value = Reflect.get(target, property, target) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
	const canvas: Canvas = {
		paint(lines, width) {
			painter.paint(lines, width);
		},
		giveToInk() {
			isInkDrawing = true;
			write(clearScreen);
		},
		takeBack() {
			isInkDrawing = false;
			painter.reset();
		},
	};
	/** After a change of size nothing that was drawn can be relied on. */
	const forget = (): void => {
		painter.reset();
		if (isInkDrawing) {
			write(clearScreen);
		}
	};

	return {canvas, inkStream, forget};
};

/** Mounts the screen over a session. It owns the alternate screen until `restore`. */
export const openApp = (store: ScreenStore, actions: Actions, options: AppOptions): App => {
	const {stdin, stdout, stderr} = process;
	const theme = makeTheme(options.colour, options.isAscii, options.palette);
	const held = holdStrayOutput(stdout, [stderr]);
	const {canvas, inkStream, forget} = openCanvas(stdout, held.write, {
		theme,
		onBytes: options.onBytes,
	});
	held.write(enterScreen);
	const instance = render(
		<Screen
			store={store}
			actions={actions}
			theme={theme}
			canvas={canvas}
			periodMs={options.periodMs}
			isPictured={options.isPictured}
			isComparing={options.isComparing ?? false}
			hasKeys={stdin.isTTY}
		/>,
		{
			stdout: inkStream,
			stdin,
			exitOnCtrlC: false,
			patchConsole: false,
			incrementalRendering: true,
			maxFps: 20,
		},
	);
	const repaint = (): void => {
		instance.clear();
		forget();
	};

	stdout.prependListener('resize', repaint);
	let isOpen = true;
	const restore = (): void => {
		if (!isOpen) {
			return;
		}

		isOpen = false;
		stdout.off('resize', repaint);
		try {
			instance.unmount();
		} finally {
			if (stdin.isTTY) {
				stdin.setRawMode(false);
			}

			held.release();
			writeNow(stdout.fd, leaveScreen);
			writeNow(stderr.fd, held.text());
		}
	};

	process.on('exit', restore);
	return {restore};
};

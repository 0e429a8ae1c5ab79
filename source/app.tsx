import process from 'node:process';
import {render} from 'ink';
import {type Actions, type Canvas, type ColourDepth, type ScreenStore} from './views/contract.js';
import {Painter} from './views/canvas/painter.js';
import {Screen} from './views/screen.js';
import {holdStrayOutput, writeNow} from './views/canvas/stray-output.js';
import {makeTheme, type Theme} from './views/canvas/theme.js';

const homeCursor = '\u001B[H';
const clearScreen = `\u001B[2J${homeCursor}`;
const enterScreen = `\u001B[?1049h\u001B[?25l${clearScreen}`;
const leaveScreen = '\u001B[?25h\u001B[?1049l';

export type AppOptions = {
	readonly isAscii: boolean;
	readonly colour: ColourDepth;
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** Whether the picture of the frame is shown at the start. */
	readonly isPictured: boolean;
	/** Two run in turns: their page is the first. @default false */
	readonly isComparing?: boolean;
	/** Whether `y` may hand a command to the terminal's clipboard. @default true */
	readonly hasClipboard?: boolean;
	/** Told of each write to the terminal. */
	readonly onBytes: (count: number) => void;
};

export type App = {
	/** Gives the terminal back: synchronous, safe to call twice, also while the process is going down. */
	restore(): void;
};

/** Longer texts are no commands; some terminals take no more. */
const longestCopy = 4096;

/**
The terminal as the painter has it: every write is counted. Ink holds the keys and draws nothing.
*/
const openCanvas = (
	stream: NodeJS.WriteStream,
	writeOut: (text: string | Uint8Array) => boolean,
	{
		theme,
		onBytes,
		hasClipboard = true,
	}: Pick<AppOptions, 'onBytes' | 'hasClipboard'> & {readonly theme: Theme},
) => {
	const write = (text: string): boolean => {
		onBytes(Buffer.byteLength(text));
		return writeOut(text);
	};

	const painter = new Painter(theme, write);
	const inkStream = new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return () => true;
			}

			const value = Reflect.get(target, property, target) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
	const canvas: Canvas = {
		paint(lines, width) {
			painter.paint(lines, width);
		},
		copy(text) {
			if (hasClipboard && text.length <= longestCopy) {
				// OSC 52: the terminal's own clipboard, also through ssh.
				write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`);
			}
		},
	};
	return {canvas, inkStream, painter};
};

/** Mounts the screen over a session. It owns the alternate screen until `restore`. */
export const openApp = (store: ScreenStore, actions: Actions, options: AppOptions): App => {
	const {stdin, stdout, stderr} = process;
	const theme = makeTheme(options.colour, options.isAscii);
	const held = holdStrayOutput(stdout, [stderr]);
	const {canvas, inkStream, painter} = openCanvas(stdout, held.write, {...options, theme});
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
			maxFps: 20,
		},
	);
	/** After a change of size nothing that was drawn can be relied on. */
	const repaint = (): void => {
		painter.reset();
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

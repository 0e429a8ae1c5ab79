import {writeSync} from 'node:fs';
import process from 'node:process';
import {render} from 'ink';
import {type Actions, type ColourDepth, type ScreenStore} from './views/contract.js';
import {Screen} from './views/screen.js';
import {makeTheme} from './views/theme.js';

const homeCursor = '\u001B[H';
const clearScreen = `\u001B[2J${homeCursor}`;
const enterScreen = `\u001B[?1049h\u001B[?25l${clearScreen}`;
const leaveScreen = '\u001B[?25h\u001B[?1049l';

export type AppOptions = {
	readonly isAscii: boolean;
	readonly colour: ColourDepth;
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** Told of each write to the terminal. */
	readonly onBytes: (count: number) => void;
};

export type App = {
	/** Gives the terminal back: synchronous, safe to call twice, also while the process is going down. */
	restore(): void;
};

/*
Ink 6.8's incremental painting begins an update by moving up one row too few when the output ends in a line break. The screen always begins in the first row, so each update starts there instead, which also survives stray output.
*/
const relativeStart = /^\u001B\[\d+A/;

/** The same stream: every write counted, every update anchored to the first row. */
const anchored = (stream: NodeJS.WriteStream, onBytes: (count: number) => void) => {
	const write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
		const text = typeof chunk === 'string' ? chunk.replace(relativeStart, homeCursor) : chunk;
		onBytes(Buffer.byteLength(text));
		return stream.write(text, ...rest);
	};

	return new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return write;
			}

			const value = Reflect.get(target, property, target) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
};

/** Mounts the screen over a session. It owns the alternate screen until `restore`. */
export const openApp = (store: ScreenStore, actions: Actions, options: AppOptions): App => {
	const {stdin, stdout} = process;
	stdout.write(enterScreen);
	const instance = render(
		<Screen
			store={store}
			actions={actions}
			theme={makeTheme(options.colour, options.isAscii)}
			periodMs={options.periodMs}
			hasKeys={stdin.isTTY}
		/>,
		{
			stdout: anchored(stdout, options.onBytes),
			stdin,
			exitOnCtrlC: false,
			patchConsole: false,
			incrementalRendering: true,
			maxFps: 20,
		},
	);
	// Lines that stay the same are not painted again, so after a change of size everything must be.
	const repaint = (): void => {
		instance.clear();
		stdout.write(clearScreen);
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

			try {
				writeSync(stdout.fd, leaveScreen);
			} catch {
				// The terminal is gone.
			}
		}
	};

	process.on('exit', restore);
	return {restore};
};

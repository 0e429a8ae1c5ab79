import {writeSync} from 'node:fs';
import process from 'node:process';
import {render} from 'ink';
import {type Actions, type ColourDepth, type ScreenStore} from './views/contract.js';
import {Screen} from './views/screen.js';
import {makeTheme} from './views/theme.js';

const enterScreen = '\u001B[?1049h\u001B[?25l\u001B[H';
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

/** The same stream, with every write counted. */
const counted = (stream: NodeJS.WriteStream, onBytes: (count: number) => void) =>
	new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return (chunk: string | Uint8Array, ...rest: never[]) => {
					onBytes(Buffer.byteLength(chunk));
					return target.write(chunk, ...rest);
				};
			}

			const value = Reflect.get(target, property, target) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});

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
			stdout: counted(stdout, options.onBytes),
			stdin,
			exitOnCtrlC: false,
			patchConsole: false,
			incrementalRendering: true,
			maxFps: 20,
		},
	);
	let isOpen = true;
	const restore = (): void => {
		if (!isOpen) {
			return;
		}

		isOpen = false;
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

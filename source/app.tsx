import process from 'node:process';
import {render} from 'ink';
import {type ReactElement} from 'react';
import {giveUpOn, tell} from './system/tell.js';
import {growYoungGeneration} from './system/memory.js';
import {openTerminal, TerminalWriter} from './system/terminal-writer.js';
import {type Actions, type Mouse, type ScreenParts, type ScreenStore} from './views/contract.js';
import {KeyStream} from './views/input/key-stream.js';
import {type MouseReport} from './views/input/split-input.js';
import {watchSuspension} from './views/input/suspend.js';
import {type PageDefinition, PageScreen} from './views/page-screen.js';
import {Screen} from './views/screen.js';
import {holdStrayOutput} from './views/canvas/stray-output.js';
import {openCanvas} from './views/canvas/terminal-canvas.js';
import {type ColourDepth, makeTheme, type Palette} from './views/canvas/theme.js';

const enterScreen = '\u001B[?1049h\u001B[?25l\u001B[2J\u001B[H';
const leaveScreen = '\u001B[?25h\u001B[?1049l';
/** Presses and the wheel (1000), with columns beyond 223 (SGR, 1006). */
const mouseOn = '\u001B[?1000h\u001B[?1006h';
const mouseOff = '\u001B[?1006l\u001B[?1000l';

export type TerminalOptions = {
	readonly isAscii: boolean;
	/** Colours in place of the usual ones. */
	readonly palette?: Palette;
	readonly colour: ColourDepth;
	/** Whether `y` may hand a command to the terminal's clipboard. @default true */
	readonly hasClipboard?: boolean;
	/** Whether the terminal is asked to tell of the mouse. @default true */
	readonly hasMouse?: boolean;
	/** Told of each write to the terminal. */
	readonly onBytes: (count: number) => void;
};

export type AppOptions = TerminalOptions & {
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** Whether the picture of the frame is shown at the start. */
	readonly isPictured: boolean;
	/** Two run in turns: their page is the first. @default false */
	readonly isComparing?: boolean;
};

export type App = {
	/** Gives the terminal back: synchronous, safe to call twice, also while the process is going down. Takes a second at most where the terminal does not read. */
	restore(): void;
};

/** The terminal as Ink has it: Ink holds the keys and draws nothing. */
const silent = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
	new Proxy(stream, {
		get(target, property) {
			if (property === 'write') {
				return () => true;
			}

			const value = Reflect.get(target, property, target) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});

/** Who hears of the mouse: the screen that is drawn, once it is. */
const openMouse = (): Mouse & {tell(report: MouseReport): void} => {
	let heard: ((report: MouseReport) => void) | undefined;
	return {
		listen(listener) {
			heard = listener;
			return () => {
				heard = undefined;
			};
		},
		tell(report) {
			heard?.(report);
		},
	};
};

/** Mounts any screen on the terminal. It owns the alternate screen until `restore`. */
const openScreen = (options: TerminalOptions, draw: (parts: ScreenParts) => ReactElement): App => {
	const {stdin, stdout, stderr} = process;
	const theme = makeTheme(options.colour, options.isAscii, options.palette);
	const held = holdStrayOutput(stdout, [stderr]);
	const writer = new TerminalWriter(
		openTerminal(stdout) ?? held.output,
		() => {
			onSent();
		},
		error => stdout.emit('error', error),
	);
	const {canvas, onSent, forget, repaint} = openCanvas(writer, theme, options);
	const hasMouse = (options.hasMouse ?? true) && stdin.isTTY;
	const enter = enterScreen + (hasMouse ? mouseOn : '');
	const leave = (hasMouse ? mouseOff : '') + leaveScreen;
	const mouse = openMouse();
	const keys = new KeyStream(stdin, mouse.tell);
	writer.write(enter);
	let isOpen = true;
	const suspension = watchSuspension({
		leave() {
			writer.cutShort();
			writer.sendNow(leave);
			if (stdin.isTTY) {
				stdin.setRawMode(false);
			}
		},
		enter() {
			if (isOpen) {
				writer.write(enter);
				if (stdin.isTTY) {
					stdin.setRawMode(true);
				}

				repaint();
			}
		},
	});
	growYoungGeneration();
	const instance = render(
		draw({theme, canvas, mouse, hasKeys: stdin.isTTY, onSuspend: suspension.suspend}),
		{
			stdout: silent(stdout),
			// Ink uses no more of it.
			stdin: keys as unknown as NodeJS.ReadStream,
			exitOnCtrlC: false,
			patchConsole: false,
			maxFps: 20,
		},
	);
	stdout.prependListener('resize', forget);
	const restore = (): void => {
		if (!isOpen) {
			return;
		}

		isOpen = false;
		process.off('exit', restore);
		stdout.off('resize', forget);
		suspension.close();
		writer.cutShort();
		if (!writer.finish(leave)) {
			giveUpOn(stdout);
			giveUpOn(stderr);
			// Setting the modes may wait for the output too. Node sets them back when it ends, and does not wait.
			stdin.setRawMode = () => stdin;
		}

		try {
			instance.unmount();
		} finally {
			if (stdin.isTTY) {
				stdin.setRawMode(false);
			}

			held.release();
			tell(stderr, held.text());
		}
	};

	process.on('exit', restore);
	return {restore};
};

/** Mounts the screen over a session. It owns the alternate screen until `restore`. */
export const openApp = (store: ScreenStore, actions: Actions, options: AppOptions): App =>
	openScreen(options, parts => (
		<Screen
			store={store}
			actions={actions}
			{...parts}
			periodMs={options.periodMs}
			isPictured={options.isPictured}
			isComparing={options.isComparing ?? false}
		/>
	));

/** Mounts a screen of one page. It owns the alternate screen until `restore`. */
export const openPage = <Snapshot, View>(
	options: TerminalOptions,
	page: PageDefinition<Snapshot, View>,
): App => openScreen(options, parts => <PageScreen page={page} parts={parts} />);

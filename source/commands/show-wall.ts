import process from 'node:process';
import {openPage, type App} from '../app.js';
import {type Flags} from '../flags.js';
import {farCommand} from '../ssh/far-program.js';
import {endOf, Link} from '../ssh/link.js';
import {messageOf} from '../text/user-error.js';
import {readPalette} from '../views/canvas/palette.js';
import {openedView, pressOnWall, type ViewState, type ViewWish} from '../wall/view-state.js';
import {wallPage} from '../wall/wall-page.js';
import {type Wall} from '../wall/wall.js';
import {
	closeLostTerminal,
	terminalColour,
	terminalHasDesktop,
	terminalIsAscii,
} from './run/terminal.js';

const interrupted = 130;
const hungUp = 129;

export type WallWishes = {
	readonly flags: Flags;
	readonly periodMs: number;
	/** Flags of the runs that `s` starts. */
	readonly startArgs: readonly string[];
	readonly ended: AbortSignal;
};

/** What ended a screen: the wall itself, or a board that is looked at. */
type Leaving =
	| {readonly kind: 'end'; readonly code: number}
	| {
			readonly kind: 'attach';
			readonly name: string;
			readonly pid: number;
			readonly view: ViewState;
	  };

const terminalOptions = (flags: Flags) => ({
	isAscii: terminalIsAscii(flags.ascii, process.env),
	colour: terminalColour(flags.color, process.env),
	...(flags.theme !== undefined && {palette: readPalette(flags.theme)}),
	hasMouse: flags.mouse && terminalHasDesktop(process.env),
	onBytes: () => undefined,
});

/** The screen of one board, over the same terminal. @returns What is to be said when the wall is back. */
const lookAt = async (
	{name, pid}: {readonly name: string; readonly pid: number},
	{flags, ended}: Pick<WallWishes, 'flags' | 'ended'>,
): Promise<string | undefined> => {
	const look = [...(flags.ascii ? ['--ascii'] : []), ...(flags.color ? [] : ['--no-color'])];
	const ignore = (): void => undefined;
	process.on('SIGINT', ignore);
	try {
		const link = new Link(name, {isBatch: true});
		const child = link.start(farCommand(['attach', String(pid), ...look]), 'inherit', ['-t', '-q']);
		ended.addEventListener('abort', () => {
			child.kill();
		});
		const code = await endOf(child);
		return code === 0 ? undefined : `${name}: the screen of the board ended (exit code ${code})`;
	} catch (error) {
		return messageOf(error);
	} finally {
		process.off('SIGINT', ignore);
	}
};

/**
The wall on the screen until the user leaves.

@returns The exit code.
@throws UserError for a theme that is none.
*/
export const showWall = async (
	wall: Wall,
	{flags, periodMs, startArgs, ended}: WallWishes,
): Promise<number> => {
	const options = terminalOptions(flags);
	let leave: (leaving: Leaving) => void = () => undefined;
	const end = (code: number): void => {
		leave({kind: 'end', code});
	};

	const onLost = (): void => {
		end(hungUp);
	};

	process.stdout.on('error', onLost);
	process.stdin.on('error', onLost);
	process.on('exit', () => {
		closeLostTerminal([process.stdin, process.stdout, process.stderr]);
	});
	ended.addEventListener('abort', () => {
		end(0);
	});
	const grant = (wish: ViewWish, view: ViewState): void => {
		switch (wish.kind) {
			case 'quit': {
				end(0);
				break;
			}

			case 'attach': {
				leave({...wish, view});
				break;
			}

			case 'retry': {
				wall.retry(wish.names);
				break;
			}

			default: {
				const {ask} = wish;
				wall.ask(wish.names, ask.kind === 'start' ? {kind: 'start', args: startArgs} : ask);
			}
		}
	};

	const showOnce = async (first: ViewState): Promise<Leaving> => {
		let app: App | undefined;
		try {
			return await new Promise<Leaving>(resolve => {
				leave = resolve;
				app = openPage(options, {
					store: wall,
					first,
					press(before, pressed) {
						const {view, wish} = pressOnWall(before, pressed, wall.getSnapshot());
						if (wish) {
							grant(wish, view);
						}

						return view;
					},
					draw: wallPage,
					onInterrupt() {
						end(interrupted);
					},
				});
			});
		} finally {
			app?.restore();
		}
	};

	wall.tick();
	const timer = setInterval(() => {
		wall.tick();
	}, periodMs);
	try {
		let view = openedView;
		while (!ended.aborted) {
			const leaving = await showOnce(view);
			if (leaving.kind === 'end') {
				return leaving.code;
			}

			view = {...leaving.view, hint: await lookAt(leaving, {flags, ended})};
		}

		return 0;
	} finally {
		clearInterval(timer);
	}
};

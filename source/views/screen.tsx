import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {type Canvas} from './canvas/canvas.js';
import {bindingsFor, compose, isTooSmall} from './compose.js';
import {type Actions, type Mouse, type ReplayAction, type ScreenStore} from './contract.js';
import {keyActions} from './key-actions.js';
import {actionOf, type KeyAction} from './keys.js';
import {pageSize} from './main-layout.js';
import {pageInput} from './page-input.js';
import {focusSteps, stepFocus} from './page-keys.js';
import {openedPage, pageLines, type PageSurroundings} from './pages/pages.js';
import {pressedKey, replayActionOf} from './replay-keys.js';
import {type Desk, openedScreen, type ScreenState} from './screen-state.js';
import {type Line} from './canvas/lines.js';
import {type Theme} from './canvas/theme.js';
import {undrawable} from './undrawable.js';
import {useKeys, useNewest} from './use-keys.js';
import {useTerminalSize} from './use-terminal-size.js';
import {withoutPicture} from './without-picture.js';

export type ScreenProps = {
	readonly store: ScreenStore;
	readonly actions: Actions;
	readonly theme: Theme;
	readonly canvas: Canvas;
	/** Absent: none. */
	readonly mouse?: Mouse;
	/** Ctrl-Z. */
	readonly onSuspend?: () => void;
	/** Time between snapshots, and whether the picture of the frame is shown, at the start. */
	readonly periodMs: number;
	readonly isPictured: boolean;
	/** The page of segments is the first one. */
	readonly isComparing?: boolean;
	/** False where standard input is no terminal. */
	readonly hasKeys: boolean;
};

/** The root: panels or a page, painted on the canvas. Ink holds the keys and the life of the whole. */
export function Screen({
	store,
	actions,
	theme,
	canvas,
	mouse,
	onSuspend,
	periodMs,
	isPictured,
	isComparing = false,
	hasKeys,
}: ScreenProps): ReactNode {
	const newest = useSyncExternalStore(store.subscribe, store.getSnapshot);
	const [state, newestState, setState] = useNewest<ScreenState>(
		openedScreen({page: isComparing ? 'compare' : 'main', hasPicture: isPictured, periodMs}),
	);
	const snapshot = state.hasPicture ? newest : withoutPicture(newest);
	const size = useTerminalSize();
	const change = (changed: Partial<ScreenState>): void => {
		setState({...newestState(), ...changed});
	};

	const desk: Desk = {
		store,
		state: newestState,
		change,
		open(page) {
			change(openedPage(isTooSmall(size) ? 'main' : page));
		},
	};
	const surroundings = (): PageSurroundings => ({
		snapshot,
		terminal: size,
		size: pageSize(size),
		theme,
		bindings: bindingsFor(snapshot),
	});
	const page = pageInput(desk, actions, canvas, surroundings);
	const perform: Readonly<Partial<Record<KeyAction | ReplayAction, () => void>>> = {
		...keyActions(desk, actions),
		...actions.playback,
	};

	useKeys(
		(input, key) => {
			if (key.ctrl && input === 'c') {
				actions.interrupt();
				return;
			}

			if (key.ctrl && input === 'z') {
				onSuspend?.();
				return;
			}

			const pressed = pressedKey(input, key);
			change({hint: undefined});
			if (!isTooSmall(size) && page.press(pressed)) {
				return;
			}

			const action = actions.playback ? replayActionOf(pressed) : actionOf(pressed);
			const step = focusSteps[pressed];
			if (newestState().page === 'help' && action !== 'quit') {
				desk.open(newestState().explained);
			} else if (action) {
				perform[action]?.();
			} else if (newestState().page === 'main' && step !== undefined) {
				change({focus: stepFocus(newestState().focus, step)});
			}
		},
		{isActive: hasKeys},
	);
	useEffect(() =>
		mouse?.listen(report => {
			if (!isTooSmall(size)) {
				change({hint: undefined});
				page.point(report);
			}
		}),
	);
	useEffect(() => {
		const {timeSpan, focus, hint} = state;
		let lines: readonly Line[];
		try {
			const shown = isTooSmall(size) ? undefined : pageLines(state, surroundings());
			lines = compose(snapshot, size, theme, shown ?? {timeSpan, focus, hint});
		} catch (error) {
			// Thrown from here it would end the whole screen, and say nothing.
			lines = undrawable(error, size);
		}

		canvas.paint(lines, size.width);
	});
	return null;
}

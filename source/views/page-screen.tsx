import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {type ScreenParts} from './contract.js';
import {type Line} from './canvas/lines.js';
import {type Theme} from './canvas/theme.js';
import {type Size} from './panels/frame.js';
import {pressedKey} from './replay-keys.js';
import {useKeys, useNewest} from './use-keys.js';
import {useTerminalSize} from './use-terminal-size.js';

/** A screen of one page: what there is, what of it is shown, and what keys do to that. */
export type PageDefinition<Snapshot, View> = {
	readonly store: {
		readonly getSnapshot: () => Snapshot;
		readonly subscribe: (listener: () => void) => () => void;
	};
	readonly first: View;
	/** @param pressed A key as the tables name it. @returns What is shown from now on. */
	readonly press: (view: View, pressed: string) => View;
	/** Lines of exactly the terminal's width, fewer than its rows. */
	readonly draw: (view: View, snapshot: Snapshot, size: Size, theme: Theme) => readonly Line[];
	/** Ctrl-C. */
	readonly onInterrupt: () => void;
};

/** Paints a page on the canvas, and hands it the keys. */
export function PageScreen<Snapshot, View>({
	page: {store, first, press, draw, onInterrupt},
	parts,
}: {
	readonly page: PageDefinition<Snapshot, View>;
	readonly parts: ScreenParts;
}): ReactNode {
	const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
	const [view, newestView, setView] = useNewest<View>(first);
	const size = useTerminalSize();
	useKeys(
		(input, key) => {
			if (key.ctrl && input === 'c') {
				onInterrupt();
			} else if (key.ctrl && input === 'z') {
				parts.onSuspend();
			} else {
				setView(press(newestView(), pressedKey(input, key)));
			}
		},
		{isActive: parts.hasKeys},
	);
	useEffect(() => {
		parts.canvas.paint(draw(view, snapshot, size, parts.theme), size.width);
	});
	return null;
}

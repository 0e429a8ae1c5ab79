import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {bindingsFor, compose, isTooSmall, pageSize, type PanelName} from './compose.js';
import {type Actions, type Canvas, type ReplayAction, type ScreenStore} from './contract.js';
import {actionOf, type KeyAction, stepRefresh} from './keys.js';
import {
	focusSteps,
	nextBackend,
	nextModel,
	pageOfPanel,
	scrollSteps,
	stepFocus,
} from './page-keys.js';
import {
	isPicker,
	lastScrollOf,
	openedPage,
	type Page,
	pageLines,
	type PageState,
	type PageSurroundings,
	pickerContent,
} from './pages/pages.js';
import {openedPicker, type PickerWish, pressInPicker} from './pages/picker-state.js';
import {sensorOrders} from './pages/sensors-page.js';
import {stepSpan, type TimeSpan} from './panels/time-charts.js';
import {pressedKey, replayActionOf} from './replay-keys.js';
import {type Theme} from './canvas/theme.js';
import {useKeys, useNewest} from './use-keys.js';
import {useTerminalSize} from './use-terminal-size.js';
import {withoutPicture} from './without-picture.js';

export type ScreenProps = {
	readonly store: ScreenStore;
	readonly actions: Actions;
	readonly theme: Theme;
	readonly canvas: Canvas;
	/** Time between snapshots, and whether the picture of the frame is shown, at the start. */
	readonly periodMs: number;
	readonly isPictured: boolean;
	/** The page of segments is the first one. */
	readonly isComparing?: boolean;
	/** False where standard input is no terminal. */
	readonly hasKeys: boolean;
};

type ScreenState = PageState & {
	readonly hasPicture: boolean;
	readonly timeSpan: TimeSpan;
	readonly focus?: PanelName | undefined;
	/** Answer to the last key, until the next one. */
	readonly hint?: string | undefined;
};

/** The root: panels or a page, painted on the canvas. Ink holds the keys and the life of the whole. */
export function Screen({
	store,
	actions,
	theme,
	canvas,
	periodMs,
	isPictured,
	isComparing = false,
	hasKeys,
}: ScreenProps): ReactNode {
	const newest = useSyncExternalStore(store.subscribe, store.getSnapshot);
	const [state, newestState, setState] = useNewest<ScreenState>({
		...openedPage(isComparing ? 'compare' : 'main'),
		picker: openedPicker,
		sensorOrder: sensorOrders[0],
		isTroubleOnly: false,
		hasPicture: isPictured,
		timeSpan: undefined,
	});
	const snapshot = state.hasPicture ? newest : withoutPicture(newest);
	const size = useTerminalSize();
	const [, newestPeriod, setPeriod] = useNewest(periodMs);
	const change = (changed: Partial<ScreenState>): void => {
		setState({...newestState(), ...changed});
	};

	const open = (page: Page): void => {
		change(openedPage(isTooSmall(size) ? 'main' : page));
	};

	const toggle = (wanted: Page): void => {
		open(newestState().page === wanted ? 'main' : wanted);
	};

	const refresh = (direction: 'faster' | 'slower'): void => {
		const next = stepRefresh(newestPeriod(), direction);
		setPeriod(next);
		actions.setRefresh(next);
	};

	const openReport = async (): Promise<void> => {
		toggle('report');
		if (newestState().page === 'report') {
			change({report: undefined});
			change({report: await actions.gatherReport()});
		}
	};

	const surroundings = (): PageSurroundings => ({
		snapshot,
		size: pageSize(size),
		theme,
		bindings: bindingsFor(snapshot),
	});

	const flip = (
		select: (id: string) => void,
		next: {readonly id: string} | {readonly why: string},
	): void => {
		open('main');
		if ('id' in next) {
			select(next.id);
		} else {
			change({hint: next.why});
		}
	};

	const perform: Readonly<Record<KeyAction, () => void>> = {
		quit: actions.quit,
		help() {
			toggle('help');
		},
		freeze() {
			actions.setFrozen(!store.getSnapshot().isFrozen);
		},
		reset: actions.resetStatistics,
		save: actions.save,
		pickModel() {
			toggle('models');
		},
		pickBackend() {
			toggle('backends');
		},
		nextModel() {
			flip(actions.selectModel, nextModel(store.getSnapshot()));
		},
		nextBackend() {
			flip(actions.selectBackend, nextBackend(store.getSnapshot()));
		},
		compare() {
			toggle('compare');
		},
		compareLive() {
			open('compare');
			actions.compareLive();
		},
		heat() {
			toggle('heat');
		},
		report() {
			void openReport();
		},
		events() {
			toggle('events');
		},
		latency() {
			toggle('latency');
		},
		accuracy() {
			toggle('accuracy');
		},
		sensors() {
			toggle('sensors');
		},
		cost() {
			toggle('cost');
		},
		nextPanel() {
			change({focus: stepFocus(newestState().focus, 1)});
		},
		previousPanel() {
			change({focus: stepFocus(newestState().focus, -1)});
		},
		openPanel() {
			const {focus} = newestState();
			if (focus) {
				open(pageOfPanel[focus]);
			}
		},
		picture() {
			change({hasPicture: !newestState().hasPicture});
		},
		spanShorter() {
			change({timeSpan: stepSpan(newestState().timeSpan, 'shorter')});
		},
		spanLonger() {
			change({timeSpan: stepSpan(newestState().timeSpan, 'longer')});
		},
		faster() {
			refresh('faster');
		},
		slower() {
			refresh('slower');
		},
		close() {
			change({...openedPage('main'), focus: undefined});
		},
	};
	const performAny: Readonly<Partial<Record<KeyAction | ReplayAction, () => void>>> = {
		...perform,
		...actions.playback,
	};

	const grant = (page: 'models' | 'backends', wish: PickerWish): void => {
		switch (wish.kind) {
			case 'take': {
				open('main');
				(page === 'models' ? actions.selectModel : actions.selectBackend)(wish.id);
				break;
			}

			case 'pull': {
				actions.pullModel(wish.id);
				break;
			}

			case 'copy': {
				canvas.copy(wish.text);
				break;
			}

			default: {
				open('main');
			}
		}
	};

	/** @returns Whether the key belongs to the page that is open. */
	const pressOnPage = (pressed: string): boolean => {
		const now = newestState();
		const {page} = now;
		if (isPicker(page)) {
			const {choices, runningId} = pickerContent(page, store.getSnapshot(), size.width);
			const {state: picker, wish} = pressInPicker(now.picker, pressed, choices, runningId);
			change({picker});
			if (wish) {
				grant(page, wish);
			}

			return true;
		}

		const last = lastScrollOf(now, surroundings());
		const step = scrollSteps[pressed];
		if (step !== undefined && last > 0) {
			change({scroll: Math.max(0, Math.min(last, Math.min(last, now.scroll) + step))});
			return true;
		}

		if (page === 'events' && pressed === 'f') {
			change({isTroubleOnly: !now.isTroubleOnly, scroll: 0});
			return true;
		}

		if (page === 'sensors' && pressed === 'o') {
			const place = sensorOrders.indexOf(now.sensorOrder) + 1;
			change({sensorOrder: sensorOrders[place % sensorOrders.length]!});
			return true;
		}

		return false;
	};

	useKeys(
		(input, key) => {
			if (key.ctrl && input === 'c') {
				actions.interrupt();
				return;
			}

			const pressed = pressedKey(input, key);
			change({hint: undefined});
			if (!isTooSmall(size) && pressOnPage(pressed)) {
				return;
			}

			const action = actions.playback ? replayActionOf(pressed) : actionOf(pressed);
			const {page} = newestState();
			const step = focusSteps[pressed];
			if (page === 'help' && action !== 'quit') {
				open('main');
			} else if (action) {
				performAny[action]?.();
			} else if (page === 'main' && step !== undefined) {
				change({focus: stepFocus(newestState().focus, step)});
			}
		},
		{isActive: hasKeys},
	);
	useEffect(() => {
		const {timeSpan, focus, hint} = state;
		const page = isTooSmall(size) ? undefined : pageLines(state, surroundings());
		canvas.paint(compose(snapshot, size, theme, page ?? {timeSpan, focus, hint}), size.width);
	});
	return null;
}

import {Box, Text} from 'ink';
import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {type Snapshot} from '../record/snapshot.js';
import {backendChoices, modelChoices, nextChoice} from './pages/choices.js';
import {comparePage} from './pages/compare-page.js';
import {bindingsFor, compose, isTooSmall, keyLine, pageSize} from './compose.js';
import {type Actions, type Canvas, type ReplayAction, type ScreenStore} from './contract.js';
import {helpPage} from './pages/help-page.js';
import {actionOf, type KeyAction, stepRefresh} from './keys.js';
import {fitLine} from './canvas/lines.js';
import {header} from './panels/header.js';
import {Picker} from './pages/picker.js';
import {replayActionOf, pressedKey} from './replay-keys.js';
import {type ReportContent} from '../report/report-content.js';
import {lastScroll, reportPage} from './pages/report-page.js';
import {thermalPage} from './pages/thermal-page.js';
import {type Theme} from './canvas/theme.js';
import {useKeys, useNewest} from './use-keys.js';
import {useTerminalSize} from './use-terminal-size.js';

type Page = 'main' | 'help' | 'compare' | 'heat' | 'report' | 'models' | 'backends';

export type ScreenProps = {
	readonly store: ScreenStore;
	readonly actions: Actions;
	readonly theme: Theme;
	readonly canvas: Canvas;
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** Whether the picture of the frame is shown at the start. */
	readonly isPictured: boolean;
	/** The page of segments is the first one. */
	readonly isComparing?: boolean;
	/** False where standard input is no terminal. */
	readonly hasKeys: boolean;
};

/** What closes a picker; its other keys are its own. */
const closesPicker: ReadonlySet<KeyAction | ReplayAction | undefined> = new Set([
	'quit',
	'close',
	'pickModel',
	'pickBackend',
]);

/** Lines by which a key moves the report. */
const scrollSteps: Readonly<Record<string, number>> = {
	up: -1,
	down: 1,
	pageUp: -10,
	pageDown: 10,
	home: Number.NEGATIVE_INFINITY,
	end: Number.POSITIVE_INFINITY,
};

const isPicker = (page: Page): boolean => page === 'models' || page === 'backends';

/** The same without the picture of the frame. */
const withoutPicture = (snapshot: Snapshot): Snapshot => {
	if (!snapshot.current?.thumbnail) {
		return snapshot;
	}

	const {thumbnail, ...current} = snapshot.current;
	return {...snapshot, current};
};

/** The root: panels painted on the canvas, or a picker drawn by Ink between header and key line. */
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
	const [hasPicture, newestHasPicture, setHasPicture] = useNewest(isPictured);
	const snapshot = hasPicture ? newest : withoutPicture(newest);
	const [page, newestPage, setPage] = useNewest<Page>(isComparing ? 'compare' : 'main');
	// The canvas changes hands before Ink draws the new page, not after.
	const openPage = (next: Page): void => {
		if (isPicker(next)) {
			canvas.giveToInk();
		} else if (isPicker(newestPage())) {
			canvas.takeBack();
		}

		setPage(next);
	};

	const size = useTerminalSize(next => {
		// A picker needs room; without it there would be neither a screen nor a key that quits.
		if (isPicker(newestPage()) && isTooSmall(next)) {
			openPage('main');
		}
	});

	const [, newestPeriod, setPeriod] = useNewest(periodMs);
	const toggle = (wanted: Page): void => {
		openPage(newestPage() === wanted || isTooSmall(size) ? 'main' : wanted);
	};

	const refresh = (direction: 'faster' | 'slower'): void => {
		const next = stepRefresh(newestPeriod(), direction);
		setPeriod(next);
		actions.setRefresh(next);
	};

	const [report, newestReport, setReport] = useNewest<ReportContent | undefined>(undefined);
	const [scroll, newestScroll, setScroll] = useNewest(0);
	const openReport = async (): Promise<void> => {
		toggle('report');
		if (newestPage() === 'report') {
			setScroll(0);
			setReport(undefined);
			setReport(await actions.gatherReport());
		}
	};

	/** @returns Whether the key moves in the report. */
	const scrolls = (pressed: string): boolean => {
		const content = newestReport();
		const step = scrollSteps[pressed];
		if (step === undefined || !content) {
			return false;
		}

		const last = lastScroll(content, pageSize(size), theme);
		setScroll(Math.max(0, Math.min(last, newestScroll() + step)));
		return true;
	};

	const choose = (select: (id: string) => void, id: string | undefined): void => {
		openPage('main');
		if (id !== undefined) {
			select(id);
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
			choose(actions.selectModel, nextChoice(modelChoices(snapshot), snapshot.segment.modelName));
		},
		nextBackend() {
			choose(
				actions.selectBackend,
				nextChoice(backendChoices(snapshot), snapshot.segment.backendId),
			);
		},
		compare() {
			toggle('compare');
		},
		compareLive() {
			if (newestPage() !== 'compare') {
				toggle('compare');
			}

			actions.compareLive();
		},
		heat() {
			toggle('heat');
		},
		report() {
			void openReport();
		},
		picture() {
			setHasPicture(!newestHasPicture());
		},
		faster() {
			refresh('faster');
		},
		slower() {
			refresh('slower');
		},
		close() {
			openPage('main');
		},
	};
	const performAny: Readonly<Partial<Record<KeyAction | ReplayAction, () => void>>> = {
		...perform,
		...actions.playback,
	};
	const isPicking = isPicker(page);
	useKeys(
		(input, key) => {
			if (key.ctrl && input === 'c') {
				actions.interrupt();
				return;
			}

			const pressed = pressedKey(input, key);
			const action = actions.playback ? replayActionOf(pressed) : actionOf(pressed);
			const here = newestPage();
			if (here === 'report' && scrolls(pressed)) {
				return;
			}

			if ((here === 'help' && action !== 'quit') || (isPicker(here) && closesPicker.has(action))) {
				openPage('main');
			} else if (action && !isPicker(here)) {
				performAny[action]?.();
			}
		},
		{isActive: hasKeys},
	);
	const {width, height} = pageSize(size);
	const pages = {
		help: () => helpPage({width, height}, theme, bindingsFor(snapshot)),
		compare: () => comparePage(snapshot, {width, height}, theme),
		heat: () => thermalPage(snapshot, {width, height}, theme),
		report: () => reportPage(report, scroll, {width, height}, theme),
	};
	useEffect(() => {
		if (!isPicking) {
			const middle =
				page === 'main' || page === 'models' || page === 'backends' ? undefined : pages[page]();
			canvas.paint(compose(snapshot, size, theme, middle), size.width);
		}
	});
	if (!isPicking) {
		return null;
	}

	const isModels = page === 'models';
	return (
		<Box flexDirection="column" width={size.width} height={size.height - 1}>
			<Text wrap="truncate">
				{header(snapshot, width)
					.map(item => theme.paint(fitLine(item, width)))
					.join('\n')}
			</Text>
			<Picker
				key={page}
				title={isModels ? 'Models' : 'Backends'}
				choices={isModels ? modelChoices(snapshot, width) : backendChoices(snapshot, width)}
				emptyText={isModels ? 'looking for models' : 'looking for runtimes'}
				runningId={isModels ? snapshot.segment.modelName : snapshot.segment.backendId}
				width={width}
				height={height}
				theme={theme}
				onChoose={id => {
					choose(isModels ? actions.selectModel : actions.selectBackend, id);
				}}
			/>
			<Text wrap="truncate">{theme.paint(keyLine(width))}</Text>
		</Box>
	);
}

import {Box, Text, useInput} from 'ink';
import {type ReactNode, useState, useSyncExternalStore} from 'react';
import {backendChoices, modelChoices, nextChoice} from './choices.js';
import {compose, isTooSmall, keyLine, pageSize} from './compose.js';
import {type Actions, type ScreenStore} from './contract.js';
import {actionOf, type KeyAction, stepRefresh} from './keys.js';
import {fitLine} from './lines.js';
import {comparePage, helpPage} from './pages.js';
import {header} from './panels/header.js';
import {Picker} from './picker.js';
import {type Theme} from './theme.js';
import {useTerminalSize} from './use-terminal-size.js';

type Page = 'main' | 'help' | 'compare' | 'models' | 'backends';

export type ScreenProps = {
	readonly store: ScreenStore;
	readonly actions: Actions;
	readonly theme: Theme;
	/** Time between snapshots at the start. */
	readonly periodMs: number;
	/** False where standard input is no terminal. */
	readonly hasKeys: boolean;
};

/** The root: one text for the whole screen, or a picker between header and key line. */
export function Screen({store, actions, theme, periodMs, hasKeys}: ScreenProps): ReactNode {
	const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
	const size = useTerminalSize();
	const [page, setPage] = useState<Page>('main');
	const [period, setPeriod] = useState(periodMs);
	const toggle = (wanted: Page): void => {
		setPage(page === wanted ? 'main' : wanted);
	};

	const refresh = (direction: 'faster' | 'slower'): void => {
		const next = stepRefresh(period, direction);
		setPeriod(next);
		actions.setRefresh(next);
	};

	const choose = (select: (id: string) => void, id: string | undefined): void => {
		setPage('main');
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
			actions.setFrozen(!snapshot.isFrozen);
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
		faster() {
			refresh('faster');
		},
		slower() {
			refresh('slower');
		},
		close() {
			setPage('main');
		},
	};
	const isPicking = (page === 'models' || page === 'backends') && !isTooSmall(size);
	useInput(
		(input, key) => {
			if (key.ctrl && input === 'c') {
				actions.interrupt();
				return;
			}

			const action = actionOf(key.escape ? 'escape' : input);
			if (page === 'help' && action !== 'quit') {
				setPage('main');
			} else if (action && !isPicking) {
				perform[action]();
			}
		},
		{isActive: hasKeys},
	);
	const {width, height} = pageSize(size);
	if (isPicking) {
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
					choices={isModels ? modelChoices(snapshot) : backendChoices(snapshot)}
					emptyText={isModels ? 'looking for models' : 'looking for runtimes'}
					runningId={isModels ? snapshot.segment.modelName : snapshot.segment.backendId}
					width={width}
					height={height}
					theme={theme}
					onChoose={id => {
						choose(isModels ? actions.selectModel : actions.selectBackend, id);
					}}
					onClose={() => {
						setPage('main');
					}}
				/>
				<Text wrap="truncate">{theme.paint(keyLine(width))}</Text>
			</Box>
		);
	}

	const pages = {
		help: () => helpPage({width, height}, theme),
		compare: () => comparePage(snapshot, {width, height}, theme),
	};
	const middle = page === 'help' || page === 'compare' ? pages[page]() : undefined;
	const lines = compose(snapshot, size, theme, middle);
	return <Text wrap="truncate">{lines.map(item => theme.paint(item)).join('\n')}</Text>;
}

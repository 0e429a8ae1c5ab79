import {type Actions} from './contract.js';
import {type KeyAction, stepRefresh} from './keys.js';
import {nextBackend, nextModel, pageOfPanel, stepFocus} from './page-keys.js';
import {type Page} from './pages/page.js';
import {openedPage} from './pages/pages.js';
import {stepSpan} from './panels/time-charts.js';
import {type Desk} from './screen-state.js';

/** What each key of the table does. */
export const keyActions = (
	{store, state, change, open}: Desk,
	actions: Actions,
): Readonly<Record<KeyAction, () => void>> => {
	const toggle = (wanted: Page): void => {
		open(state().page === wanted ? 'main' : wanted);
	};

	const toggled = (wanted: Page) => () => {
		toggle(wanted);
	};

	const refresh = (direction: 'faster' | 'slower') => () => {
		const periodMs = stepRefresh(state().periodMs, direction);
		change({periodMs});
		actions.setRefresh(periodMs);
	};

	const openReport = async (): Promise<void> => {
		toggle('report');
		if (state().page === 'report') {
			change({report: undefined});
			change({report: await actions.gatherReport()});
		}
	};

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

	return {
		quit: actions.quit,
		help() {
			const {page} = state();
			if (page !== 'help') {
				open('help');
				change({explained: page});
			}
		},
		freeze() {
			actions.setFrozen(!store.getSnapshot().isFrozen);
		},
		reset: actions.resetStatistics,
		save: actions.save,
		pickModel: toggled('models'),
		pickBackend() {
			actions.findBackends();
			toggle('backends');
		},
		nextModel() {
			flip(actions.selectModel, nextModel(store.getSnapshot()));
		},
		nextBackend() {
			actions.findBackends();
			flip(actions.selectBackend, nextBackend(store.getSnapshot()));
		},
		compare: toggled('compare'),
		compareLive() {
			open('compare');
			actions.compareLive();
		},
		heat: toggled('heat'),
		report() {
			void openReport();
		},
		events: toggled('events'),
		latency: toggled('latency'),
		accuracy: toggled('accuracy'),
		sensors: toggled('sensors'),
		cost: toggled('cost'),
		nextPanel() {
			change({focus: stepFocus(state().focus, 1)});
		},
		previousPanel() {
			change({focus: stepFocus(state().focus, -1)});
		},
		openPanel() {
			const {focus} = state();
			if (focus) {
				open(pageOfPanel[focus]);
			}
		},
		picture() {
			change({hasPicture: !state().hasPicture});
		},
		spanShorter() {
			change({timeSpan: stepSpan(state().timeSpan, 'shorter')});
		},
		spanLonger() {
			change({timeSpan: stepSpan(state().timeSpan, 'longer')});
		},
		faster: refresh('faster'),
		slower: refresh('slower'),
		close() {
			change({...openedPage('main'), focus: undefined});
		},
	};
};

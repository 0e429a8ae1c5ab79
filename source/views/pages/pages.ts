import {type Snapshot} from '../../record/snapshot.js';
import {type Line} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {type KeyBinding} from '../keys.js';
import {innerSize, type Size} from '../panels/frame.js';
import {type ReportContent} from '../../report/report-content.js';
import {accuracyContent} from './accuracy-page.js';
import {backendChoices, modelChoices} from './choices.js';
import {comparePage} from './compare-page.js';
import {costContent} from './cost-page.js';
import {eventsContent} from './events-page.js';
import {helpContent} from './help-page.js';
import {latencyPage} from './latency-page.js';
import {type PickerContent, pickerPage} from './picker-page.js';
import {type ExplainedPage, type Page} from './page.js';
import {noFilter, type PageFilter} from './page-filter.js';
import {openedPicker, type PickerState} from './picker-state.js';
import {lastScroll, reportPage} from './report-page.js';
import {lastTop, type ScrolledContent, scrolledPage} from './scrolled-page.js';
import {type SensorOrder, sensorsContent} from './sensors-page.js';
import {thermalPage} from './thermal-page.js';

/** What the user did on the pages. */
export type PageState = {
	readonly page: Page;
	/** First line that is shown, of pages that scroll. */
	readonly scroll: number;
	readonly picker: PickerState;
	readonly report?: ReportContent | undefined;
	readonly sensorOrder: SensorOrder;
	/** The page of events leaves out what is no trouble. */
	readonly isTroubleOnly: boolean;
	/** Of the pages of events and sensors. */
	readonly filter: PageFilter;
	/** The page that the help is about. */
	readonly explained: ExplainedPage;
};

export const openedPage = (
	page: Page,
): Pick<PageState, 'page' | 'scroll' | 'picker' | 'filter'> => ({
	page,
	scroll: 0,
	picker: openedPicker,
	filter: noFilter,
});

export const isFiltered = (page: Page): boolean => page === 'events' || page === 'sensors';

export const isPicker = (page: Page): page is 'models' | 'backends' =>
	page === 'models' || page === 'backends';

/** What a picker has to choose from. */
export const pickerContent = (
	page: 'models' | 'backends',
	snapshot: Snapshot,
	width: number,
): PickerContent =>
	page === 'models'
		? {
				title: 'Models',
				choices: modelChoices(snapshot, width),
				emptyText: 'looking for models',
				restTitle: 'not here: Enter fetches while the run goes on',
				runningId: snapshot.segment.modelName,
			}
		: {
				title: 'Backends',
				choices: backendChoices(snapshot, width),
				emptyText: 'looking for runtimes',
				restTitle: 'cannot run here yet',
				runningId: snapshot.segment.backendId,
			};

/** What a page needs to be drawn. */
export type PageSurroundings = {
	readonly snapshot: Snapshot;
	/** The whole terminal. */
	readonly terminal: Size;
	/** Between header and key line. */
	readonly size: Size;
	readonly theme: Theme;
	readonly bindings: ReadonlyArray<KeyBinding<unknown>>;
};

/** The lines of a page that is a list of lines. */
const scrolled = (
	{page, sensorOrder, isTroubleOnly, filter, explained}: PageState,
	{snapshot, size, theme, bindings}: PageSurroundings,
): ScrolledContent | undefined => {
	const {width} = innerSize(size);
	switch (page) {
		case 'events': {
			return eventsContent(snapshot.events, {isTroubleOnly, filter}, width);
		}

		case 'accuracy': {
			return accuracyContent(snapshot, width, theme);
		}

		case 'sensors': {
			return sensorsContent(snapshot, {order: sensorOrder, filter}, width, theme);
		}

		case 'cost': {
			return costContent(snapshot);
		}

		case 'help': {
			return helpContent({page: explained, bindings, width});
		}

		default: {
			return undefined;
		}
	}
};

/** The greatest scroll of the page; 0 where it does not scroll. */
export const lastScrollOf = (state: PageState, surroundings: PageSurroundings): number => {
	if (state.page === 'report') {
		return state.report ? lastScroll(state.report, surroundings.size, surroundings.theme) : 0;
	}

	const content = scrolled(state, surroundings);
	return content ? lastTop(content.lines.length, surroundings.size) : 0;
};

/** What stands between header and key line; undefined: the panels of the main screen. */
export const pageLines = (
	state: PageState,
	surroundings: PageSurroundings,
): readonly Line[] | undefined => {
	const {page, scroll} = state;
	const {snapshot, size, theme} = surroundings;
	switch (page) {
		case 'main': {
			return undefined;
		}

		case 'compare': {
			return comparePage(snapshot, size, theme);
		}

		case 'heat': {
			return thermalPage(snapshot, size, theme);
		}

		case 'report': {
			return reportPage(state.report, scroll, size, theme);
		}

		case 'latency': {
			return latencyPage(snapshot.segment, size, theme);
		}

		case 'models':
		case 'backends': {
			return pickerPage(pickerContent(page, snapshot, size.width), state.picker, size, theme);
		}

		default: {
			return scrolledPage(scrolled(state, surroundings)!, scroll, size, theme);
		}
	}
};

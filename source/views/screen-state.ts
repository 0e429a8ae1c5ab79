import {type ScreenStore} from './contract.js';
import {type PanelName} from './main-layout.js';
import {type Page} from './pages/page.js';
import {openedPage, type PageState} from './pages/pages.js';
import {sensorOrders} from './pages/sensors-page.js';
import {type TimeSpan} from './panels/time-charts.js';

/** What the user did on the screen. */
export type ScreenState = PageState & {
	readonly hasPicture: boolean;
	readonly timeSpan: TimeSpan;
	readonly focus?: PanelName | undefined;
	/** Answer to the last key, until the next one. */
	readonly hint?: string | undefined;
	/** Time between snapshots, ms. */
	readonly periodMs: number;
};

export const openedScreen = (options: {
	readonly page: Page;
	readonly hasPicture: boolean;
	readonly periodMs: number;
}): ScreenState => ({
	...openedPage(options.page),
	sensorOrder: sensorOrders[0],
	isTroubleOnly: false,
	explained: 'main',
	hasPicture: options.hasPicture,
	timeSpan: undefined,
	periodMs: options.periodMs,
});

/** The screen as keys and the mouse see it: what was done so far, and what it can ask for. */
export type Desk = {
	readonly store: ScreenStore;
	/** The newest state: several keys may come before the next drawing. */
	state(): ScreenState;
	change(changed: Partial<ScreenState>): void;
	/** Opens a page; a terminal that is too small has the main screen only. */
	open(page: Page): void;
};

import {type Canvas} from './canvas/canvas.js';
import {type Actions} from './contract.js';
import {type MouseReport} from './input/split-input.js';
import {headerHeight, panelAt} from './main-layout.js';
import {pageOfPanel, scrollSteps} from './page-keys.js';
import {
	isFiltered,
	isPicker,
	lastScrollOf,
	openedPage,
	type PageSurroundings,
	pickerContent,
} from './pages/pages.js';
import {pressInFilter} from './pages/page-filter.js';
import {choiceAt} from './pages/picker-page.js';
import {type PickerStep, pressInPicker} from './pages/picker-state.js';
import {sensorOrders} from './pages/sensors-page.js';
import {type Desk, type ScreenState} from './screen-state.js';

/** Lines of a page by which a step of the wheel moves it. */
const wheelLines = 3;

/** What keys and the mouse do on the page that is open. */
export const pageInput = (
	{store, state, change, open}: Desk,
	actions: Actions,
	canvas: Canvas,
	surroundings: () => PageSurroundings,
) => {
	const grant = (page: 'models' | 'backends', {state: picker, wish}: PickerStep): void => {
		change({picker});
		switch (wish?.kind) {
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
				change({picker: {...picker, notice: canvas.copy(wish.text)}});
				break;
			}

			case 'help': {
				change({...openedPage('help'), explained: page});
				break;
			}

			case 'close': {
				open('main');
				break;
			}

			default: {
				break;
			}
		}
	};

	const pressPicker = (page: 'models' | 'backends', pressed: string): void => {
		const {choices, runningId} = pickerContent(
			page,
			store.getSnapshot(),
			surroundings().size.width,
		);
		grant(page, pressInPicker(state().picker, pressed, choices, runningId));
	};

	const scrollBy = (now: ScreenState, step: number): boolean => {
		const last = lastScrollOf(now, surroundings());
		if (last > 0) {
			change({scroll: Math.max(0, Math.min(last, Math.min(last, now.scroll) + step))});
		}

		return last > 0;
	};

	/** @returns Whether the key belongs to the page. */
	const press = (pressed: string): boolean => {
		const now = state();
		const {page} = now;
		if (isPicker(page)) {
			pressPicker(page, pressed);
			return true;
		}

		const filter = isFiltered(page) ? pressInFilter(now.filter, pressed) : undefined;
		if (filter) {
			change({filter, scroll: 0});
			return true;
		}

		const step = scrollSteps[pressed];
		if (step !== undefined && scrollBy(now, step)) {
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

	/** A panel is chosen by one click and opened by the next; so is what a picker lists. A click on the upper border of a page closes it. */
	const click = ({column, row}: MouseReport): void => {
		const now = state();
		const {page} = now;
		const {terminal, size, snapshot, theme} = surroundings();
		if (page === 'main') {
			const focus = panelAt(snapshot, {column, row}, terminal, theme);
			if (focus !== undefined && focus === now.focus) {
				open(pageOfPanel[focus]);
			} else {
				change({focus});
			}
		} else if (row === headerHeight) {
			open(page === 'help' ? now.explained : 'main');
		} else if (isPicker(page)) {
			const content = pickerContent(page, snapshot, size.width);
			const choice = choiceAt(content, now.picker, size, row - headerHeight);
			if (choice?.isSelected) {
				pressPicker(page, 'enter');
			} else if (choice) {
				const {notice, ...picker} = now.picker;
				change({picker: {...picker, selectedId: choice.id}});
			}
		}
	};

	return {
		press,
		point(report: MouseReport): void {
			if (report.kind === 'press') {
				click(report);
				return;
			}

			const now = state();
			const isUp = report.kind === 'wheelUp';
			if (isPicker(now.page)) {
				pressPicker(now.page, isUp ? 'up' : 'down');
			} else {
				scrollBy(now, isUp ? -wheelLines : wheelLines);
			}
		},
	};
};

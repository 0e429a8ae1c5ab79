import {type Snapshot} from '../record/snapshot.js';
import {panelNames, type PanelName} from './main-layout.js';
import {type Page} from './pages/page.js';
import {backendChoices, modelChoices, nextChoice} from './pages/choices.js';

/** The page that Enter makes of a panel. */
export const pageOfPanel: Readonly<Record<PanelName, Page>> = {
	throughput: 'heat',
	latency: 'latency',
	host: 'sensors',
	frame: 'accuracy',
	events: 'events',
};

/** Keys that go from panel to panel, and which way. */
export const focusSteps: Readonly<Record<string, number>> = {
	tab: 1,
	'shift-tab': -1,
	right: 1,
	down: 1,
	left: -1,
	up: -1,
};

/** The next panel; from none the first or the last one. */
export const stepFocus = (now: PanelName | undefined, step: number): PanelName => {
	const count = panelNames.length;
	const place = now === undefined ? (step > 0 ? -1 : 0) : panelNames.indexOf(now);
	return panelNames[(place + step + count) % count]!;
};

/** Lines by which a key moves a page that scrolls. */
export const scrollSteps: Readonly<Record<string, number>> = {
	up: -1,
	down: 1,
	k: -1,
	j: 1,
	pageUp: -10,
	pageDown: 10,
	home: Number.NEGATIVE_INFINITY,
	end: Number.POSITIVE_INFINITY,
};

/** The model after the one that runs, or why there is none. */
export const nextModel = (snapshot: Snapshot): {readonly id: string} | {readonly why: string} => {
	const id = nextChoice(modelChoices(snapshot), snapshot.segment.modelName);
	return id === undefined
		? {
				why:
					snapshot.models.length === 0
						? 'still looking for models'
						: 'no other model is here; m lists those that can be fetched',
			}
		: {id};
};

/** The backend after the one that runs, or why there is none. */
export const nextBackend = (snapshot: Snapshot): {readonly id: string} | {readonly why: string} => {
	const id = nextChoice(backendChoices(snapshot), snapshot.segment.backendId);
	return id === undefined
		? {
				why: snapshot.backends
					? 'no other backend can run here; b lists what the others need'
					: 'looking for runtimes: press it again in a few seconds',
			}
		: {id};
};

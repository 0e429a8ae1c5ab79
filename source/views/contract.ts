import {type Snapshot} from '../record/snapshot.js';
import {type ReportContent} from '../report/report-content.js';
import {type Canvas} from './canvas/canvas.js';
import {type Theme} from './canvas/theme.js';
import {type MouseReport} from './input/split-input.js';

/** Where the screen gets its snapshots: one frozen object a tick. */
export type ScreenStore = {
	getSnapshot(): Snapshot;
	subscribe(listener: () => void): () => void;
};

/** What keys can ask of a recorded run that is shown again. */
export type ReplayAction =
	| 'playPause'
	| 'back'
	| 'forward'
	| 'backMinute'
	| 'forwardMinute'
	| 'toStart'
	| 'toEnd'
	| 'speedUp'
	| 'speedDown'
	/** Of a run that is attached to. */
	| 'endRun';

/** What keys can ask of the session. */
export type Actions = {
	/** Present where the screen shows a recorded run: then keys that measure do nothing. */
	readonly playback?: Readonly<Record<ReplayAction, () => void>>;
	quit(): void;
	/** Ctrl-C. */
	interrupt(): void;
	resetStatistics(): void;
	save(): void;
	selectModel(name: string): void;
	/** Fetches a model that is not here; the run goes on meanwhile. */
	pullModel(name: string): void;
	selectBackend(id: string): void;
	/** Looks which backends can run here, where that is not known yet: it takes seconds of a processor, so nobody pays for it who does not ask. */
	findBackends(): void;
	/** The last two that ran, in turns; or the end of that. */
	compareLive(): void;
	/** Time between snapshots. */
	setRefresh(periodMs: number): void;
	setFrozen(isFrozen: boolean): void;
	/** The present run among the saved ones, as of now. */
	gatherReport(): Promise<ReportContent>;
};

/** Where the screen hears of the mouse. */
export type Mouse = {
	/** @returns Ends it. */
	listen(listener: (report: MouseReport) => void): () => void;
};

/** What a screen gets of the terminal. */
export type ScreenParts = {
	readonly theme: Theme;
	readonly canvas: Canvas;
	readonly mouse: Mouse;
	/** False where standard input is no terminal. */
	readonly hasKeys: boolean;
	/** Ctrl-Z. */
	readonly onSuspend: () => void;
};

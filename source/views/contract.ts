import {type Snapshot} from '../session/snapshot.js';

/** Where the screen gets its snapshots: one frozen object a tick. */
export type ScreenStore = {
	getSnapshot(): Snapshot;
	subscribe(listener: () => void): () => void;
};

/** What keys can ask of the session. */
export type Actions = {
	quit(): void;
	/** Ctrl-C. */
	interrupt(): void;
	resetStatistics(): void;
	save(): void;
	selectModel(name: string): void;
	selectBackend(id: string): void;
	/** Time between snapshots. */
	setRefresh(periodMs: number): void;
	setFrozen(isFrozen: boolean): void;
};

export type ColourDepth = 'none' | '16' | '256' | 'truecolor';

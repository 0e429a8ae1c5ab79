/** What the disk refuses. */
export type Failure = {
	/** Files and folders below this folder. */
	readonly under: string;
	readonly calls: ReadonlyArray<
		'open' | 'write' | 'sync' | 'truncate' | 'rename' | 'mkdir' | 'unlink' | 'chmod'
	>;
	/** What the system says: ENOSPC. */
	readonly code: string;
	/** Only while this file is there; absent: from the start. */
	readonly when?: string;
	/** Files whose names end so are spared. */
	readonly except?: string;
};

export const failWrites: (failure: Failure) => void;

/** Ends it. @returns How many calls failed. */
export const restore: () => number;

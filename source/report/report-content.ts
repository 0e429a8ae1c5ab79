import {type ReportRow} from './table/rows.js';

/** This run among the saved ones and the tables of others, as they were when the page was opened. */
export type ReportContent = {
	readonly rows: readonly ReportRow[];
	/** What a reader must know: where references are from, which files could not be read. */
	readonly notes: readonly string[];
	/** Rows of this run: the first ones. */
	readonly ownRows: number;
};

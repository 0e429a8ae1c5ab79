/** What can stand between header and key line. */
export type Page =
	| 'main'
	| 'help'
	| 'compare'
	| 'heat'
	| 'report'
	| 'models'
	| 'backends'
	| 'events'
	| 'latency'
	| 'accuracy'
	| 'sensors'
	| 'cost';

/** A page that the help can be about. */
export type ExplainedPage = Exclude<Page, 'help'>;

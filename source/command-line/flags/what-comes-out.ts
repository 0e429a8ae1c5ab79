import {type FlagDefinition} from '../definition.js';

/** Results, and what they are held to. */
export const whatComesOut = {
	headless: {
		type: 'boolean',
		about: 'no screen: progress to stderr, summary to stdout',
	},
	json: {
		type: 'boolean',
		about: 'the result as one JSON document (a run is then headless)',
	},
	format: {
		type: 'string',
		takes: 'FORM',
		about:
			'text, json or ndjson (a run is then headless); report: text, md, csv, json or html; bench: text, md, csv or json',
		offers: ['text', 'json', 'ndjson', 'md', 'csv', 'html'],
	},
	output: {
		type: 'string',
		takes: 'FILE',
		about: "where to save the session's summary; report, bench: where to write",
		offers: 'file',
	},
	journal: {
		type: 'string',
		takes: 'FILE|off',
		about: 'a record a second, for a run that is cut off',
		usually: 'on',
		offers: 'file',
	},
	listen: {
		type: 'string',
		takes: '[HOST:]PORT',
		about: 'metrics for Prometheus',
		usually: 'off; 127.0.0.1',
	},
	otlp: {
		type: 'string',
		takes: 'URL',
		about: 'metrics to an OpenTelemetry collector',
		usually: 'off',
	},
	minFps: {type: 'string', takes: 'N', about: 'fail below this FPS', usually: 'exit code 3'},
	maxP99: {
		type: 'string',
		takes: 'TIME',
		about: 'fail above this p99 of inference',
		usually: 'exit code 3',
	},
	minTop1: {
		type: 'string',
		takes: 'SHARE',
		about: 'fail below this top-1 accuracy',
		usually: 'exit code 3',
	},
	failIf: {
		type: 'string',
		isMultiple: true,
		takes: 'WHAT[:N%]',
		about: 'compare: fail where a session is slower, or less-accurate, by more than N',
		usually: 'exit code 3',
		offers: ['slower', 'less-accurate'],
	},
	reference: {
		type: 'string',
		isMultiple: true,
		takes: 'FILE',
		about: "tables of other boards beside one's own, on the screen and in reports: .json or .csv",
		opposite:
			'without the 31 rows of the edge report of 2019 that stand there otherwise; only files that are given',
		offers: 'file',
	},
	share: {
		type: 'boolean',
		about:
			'report: the rows as one file for others to read with --reference, without names of host, user and folders',
	},
	averages: {
		type: 'boolean',
		about:
			'report: also the mixed averages by device, model and framework, as in the report of 2019',
	},
} as const satisfies Record<string, FlagDefinition>;

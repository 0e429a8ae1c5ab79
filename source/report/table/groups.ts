import {tiesText} from '../../format/ties-text.js';
import {unmatchedText} from '../../format/unmatched-text.js';
import {sanitize} from '../../text/sanitize.js';
import {mean, median} from '../../measure/statistics.js';
import {modelKey} from '../../record/reference/model-key.js';
import {type ReportRow} from './rows.js';

/** Average of a figure over the rows of one device, model or framework. */
export type Average = {
	readonly name: string;
	readonly value: number;
	/** Rows behind it. */
	readonly rows: number;
	/** None of them is one's own. */
	readonly isReference: boolean;
};

/** Means by group, in the order in which the groups appear. Rows without the figure are left out, and those that are no measurement of what they say. */
export const averagesBy = (
	rows: readonly ReportRow[],
	nameOf: (row: ReportRow) => string,
	valueOf: (row: ReportRow) => number | undefined,
): Average[] => {
	const groups = new Map<string, Array<{value: number; isReference: boolean}>>();
	for (const row of rows) {
		const value = valueOf(row);
		if (value !== undefined && row.notAveraged === undefined) {
			const name = nameOf(row);
			groups.set(name, [...(groups.get(name) ?? []), {value, isReference: row.isReference}]);
		}
	}

	return [...groups].map(([name, items]) => ({
		name,
		value: mean(items.map(({value}) => value)),
		rows: items.length,
		isReference: items.every(({isReference}) => isReference),
	}));
};

/** The framework with the part of it that ran the model: one name for `openvino:cpu`, another for `openvino:auto`. */
export const frameworkName = ({framework, backend}: ReportRow): string => {
	if (backend === undefined || framework.startsWith(backend)) {
		return framework;
	}

	const [runtime, part] = backend.split(':');
	return framework.toLowerCase().startsWith(runtime!.toLowerCase())
		? part === undefined
			? framework
			: `${backend}${framework.slice(runtime!.length)}`
		: `${framework}, ${backend}`;
};

/** The time that a chart shows: the median where it is known. */
export const chartMs = ({p50Ms, inferMs}: ReportRow): number => p50Ms ?? inferMs;

/** Runs of one model that are alike in device, framework and precision. */
export type ModelBar = {
	readonly device: string;
	/** The framework with the part of it that ran the model. */
	readonly framework: string;
	/** With precision and threads where they are known. */
	readonly how: string;
	/** Median of their median times, ms; of a reference its mean. */
	readonly ms: number;
	/** Median top-1, a fraction of 1. */
	readonly top1?: number;
	readonly rows: number;
	readonly isReference: boolean;
	/** Why it is no measurement of what it says. */
	readonly notAveraged?: string;
};

export type ModelPanel = {
	/** See `panelKey`. */
	readonly key: string;
	readonly model: string;
	/** The fastest first. */
	readonly bars: readonly ModelBar[];
};

/** The model's name without the precision that edgetop puts behind it. */
export const withoutPrecision = ({model, precision}: ReportRow): string =>
	precision !== undefined && model.endsWith(` ${precision}`)
		? model.slice(0, -precision.length - 1)
		: model;

/** Rows of one model, however it is saved and run, have one key. */
export const panelKey = (row: ReportRow): string =>
	modelKey(withoutPrecision(row), `${row.framework} ${row.device}`);

const howText = (row: ReportRow): string =>
	[frameworkName(row), row.precision, row.threads === undefined ? undefined : `${row.threads} thr`]
		.filter(Boolean)
		.join(', ');

const barsOf = (rows: readonly ReportRow[]): ModelBar[] => {
	const groups = new Map<string, ReportRow[]>();
	for (const row of rows) {
		const key = JSON.stringify([row.device, howText(row), row.isReference, row.notAveraged]);
		groups.set(key, [...(groups.get(key) ?? []), row]);
	}

	return [...groups.values()]
		.map(group => {
			const [first] = group;
			const shares = group.flatMap(({top1}) => top1 ?? []);
			return {
				device: first!.device,
				framework: frameworkName(first!),
				how: howText(first!),
				ms: median(group.map(row => chartMs(row))),
				...(shares.length > 0 && {top1: median(shares)}),
				rows: group.length,
				isReference: first!.isReference,
				...(first!.notAveraged !== undefined && {notAveraged: first!.notAveraged}),
			};
		})
		.toSorted((a, b) => a.ms - b.ms);
};

/** One panel for each model that has a row of one's own, with the rows of others beside them. */
export const modelPanels = (rows: readonly ReportRow[]): ModelPanel[] => {
	const timed = rows.filter(row => chartMs(row) > 0);
	const own = timed.filter(({isReference}) => !isReference);
	return [...new Set(own.map(row => panelKey(row)))].map(key => ({
		key,
		model: withoutPrecision(own.find(row => panelKey(row) === key)!),
		bars: barsOf(timed.filter(row => panelKey(row) === key)),
	}));
};

/** Longest list of rows in a note. */
const mostNamed = 12;

const namedRows = (names: readonly string[]): string => {
	const more = names.length - mostNamed;
	return `${names.length === 1 ? 'row' : 'rows'} ${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** The rows for which a text is known, by that text. */
const byText = (
	rows: readonly ReportRow[],
	names: readonly string[],
	textOf: (row: ReportRow) => string | undefined,
): Map<string, string[]> => {
	const named = new Map<string, string[]>();
	for (const [place, row] of rows.entries()) {
		const text = textOf(row);
		if (text !== undefined) {
			named.set(text, [...(named.get(text) ?? []), names[place]!]);
		}
	}

	return named;
};

/** Which of one's own rows are in no average, and why; a line a reason. */
export const notAveragedNotes = (rows: readonly ReportRow[], names: readonly string[]): string[] =>
	[...byText(rows, names, ({notAveraged}) => notAveraged)].map(
		([reason, places]) => `In no average: ${namedRows(places)} (${reason}).`,
	);

/** Which rows have no accuracy, and why; of which some images are in none; and of which the order of equal scores decides a part, and how much. */
export const accuracyNotes = (rows: readonly ReportRow[], names: readonly string[]): string[] =>
	[
		['No accuracy', byText(rows, names, ({accuracyMissing}) => accuracyMissing)],
		['Classes', byText(rows, names, ({unmatched}) => unmatched && unmatchedText(unmatched))],
		['Equal scores', byText(rows, names, ({ties}) => tiesText({ties}))],
	].flatMap(([title, texts]) =>
		[...(texts as Map<string, string[]>)].map(
			([text, places]) => `${title as string}, ${namedRows(places)}: ${sanitize(text, 400)}.`,
		),
	);

import {modelKey} from './model-key.js';
import {type Reference, type ReferenceRow} from './reference.js';

/** Where a segment stands among the rows of the same model. */
export type Rank = {
	/** Of the table, or of several: "2 tables". */
	readonly title: string;
	/** As the segment is called. */
	readonly model: string;
	/** 1 is the fastest. */
	readonly rank: number;
	/** Rows of that model and the segment itself. */
	readonly of: number;
	/** The next faster and the next slower row: how many times as fast as it the segment is. */
	readonly faster?: OtherRun;
	readonly slower?: OtherRun;
	/** The fastest row of the slowest board, where that is another than the two. */
	readonly slowestBoard?: OtherRun;
	/** The segment's own mean time, ms. */
	readonly inferMs: number;
};

export type OtherRun = {
	readonly device: string;
	readonly framework: string;
	/** Its mean time, ms. */
	readonly inferMs: number;
	/** Its time over the segment's: above 1, the segment is the faster. */
	readonly ratio: number;
};

/** Which model a row is of: on an Edge TPU some names mean another one. */
export const rowKey = ({
	model,
	framework,
	device,
}: Pick<ReferenceRow, 'model' | 'framework' | 'device'>): string =>
	modelKey(model, `${framework} ${device}`);

/** Whether a row is of this model, by its name or its title. */
const isOf = (row: ReferenceRow, names: readonly string[]): boolean =>
	names.some(name => modelKey(name) === rowKey(row));

/**
Rank by mean time of inference among the rows of the same model; the reason where there is none.

@param names By which the model is known.
@param inferMs The segment's mean.
*/
export const rankOf = (
	references: readonly Reference[],
	names: readonly string[],
	inferMs: number | undefined,
): Rank | {readonly missing: string} => {
	const having = references.filter(({rows}) => rows.some(row => isOf(row, names)));
	const rows = having
		.flatMap(reference => reference.rows.filter(row => isOf(row, names)))
		.toSorted((a, b) => a.inferMs - b.inferMs);
	if (rows.length === 0) {
		return {missing: `no reference has a row of ${names[0]!}`};
	}

	if (inferMs === undefined) {
		return {missing: 'no counted frame yet'};
	}

	const before = rows.filter(row => row.inferMs < inferMs);
	const neighbour = (row: ReferenceRow | undefined): OtherRun | undefined =>
		row && {
			device: row.device,
			framework: row.framework,
			inferMs: row.inferMs,
			ratio: row.inferMs / inferMs,
		};
	const faster = neighbour(before.at(-1));
	const slower = neighbour(rows[before.length]);
	const best = new Map<string, ReferenceRow>();
	for (const row of rows) {
		best.set(row.device, best.get(row.device) ?? row);
	}

	const last = [...best.values()].at(-1);
	const slowestBoard =
		last === before.at(-1) || last === rows[before.length] ? undefined : neighbour(last);
	return {
		title: having.length === 1 ? having[0]!.title : `${having.length} tables`,
		model: names[0]!,
		rank: before.length + 1,
		of: rows.length + 1,
		faster,
		slower,
		slowestBoard,
		inferMs,
	};
};

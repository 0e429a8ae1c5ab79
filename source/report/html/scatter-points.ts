import {median} from '../../measure/statistics.js';
import {chartMs, frameworkName, panelKey} from '../table/groups.js';
import {rowNames, type ReportRow} from '../table/rows.js';

/** A point of accuracy against time: a row, or the medians of rows that are alike. */
export type ScatterPoint = Pick<
	ReportRow,
	'model' | 'framework' | 'device' | 'isReference' | 'top1Interval'
> & {
	/** Of its row; of several that of the first. */
	readonly name: string;
	readonly ms: number;
	readonly top1: number;
	readonly rows: number;
	/** The first of its rows. */
	readonly row: ReportRow;
};

/** More are no longer told apart. */
const mostPoints = 80;

const alike = (row: ReportRow): string =>
	JSON.stringify([
		row.device,
		frameworkName(row),
		panelKey(row),
		row.precision,
		row.threads,
		row.isReference,
		row.notAveraged,
	]);

/** A point for each row with an accuracy; where they are many, one for those that are alike. */
export const scatterPoints = (rows: readonly ReportRow[]): ScatterPoint[] => {
	const names = rowNames(rows);
	const known = rows.flatMap((row, place) =>
		row.top1 === undefined || !(chartMs(row) > 0)
			? []
			: [{row, top1: row.top1, ms: chartMs(row), name: names[place]!}],
	);
	const groups = new Map<string, typeof known>();
	for (const item of known) {
		const key = known.length > mostPoints ? alike(item.row) : item.name;
		const group = groups.get(key);
		if (group) {
			group.push(item);
		} else {
			groups.set(key, [item]);
		}
	}

	return [...groups.values()].map(group => {
		const {row, name} = group[0]!;
		const {model, framework, device, isReference, top1Interval} = row;
		return {
			name,
			model,
			framework,
			device,
			isReference,
			row,
			rows: group.length,
			ms: median(group.map(({ms}) => ms)),
			top1: median(group.map(({top1}) => top1)),
			...(group.length === 1 && top1Interval && {top1Interval}),
		};
	});
};

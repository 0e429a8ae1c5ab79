import {type Counts, type KindResult} from './trial.js';

/*
The table of docs/reliability.md, between two marks. Its rows are known by their first cell.
*/

const begin = '<!-- soak: begin -->';
const end = '<!-- soak: end -->';
const head = ['test', 'trials', 'lost, s', 'crashed', 'leaked', 'wrong', ''];

export type Row = {
	readonly result: KindResult;
	/** Names of all kinds, in the order of the table. */
	readonly order: readonly string[];
};

/** A name as a cell holds it. */
const inCell = (text: string): string => text.replaceAll('|', '¦');

const cells = ({name, tally, remark}: KindResult): string[] => [
	inCell(name),
	String(tally.trials),
	tally.lostMs === 0 ? '0' : (tally.lostMs / 1000).toFixed(2),
	String(tally.crashed),
	String(tally.leaked),
	String(tally.wrong),
	(remark ?? '').replaceAll('|', '/'),
];

const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;

const partsOf = (page: string) => {
	const [before, rest] = page.split(begin);
	const [table, after] = rest?.split(end) ?? [];
	if (before === undefined || table === undefined || after === undefined) {
		throw new Error(`docs/reliability.md has no table between "${begin}" and "${end}"`);
	}

	const rows = new Map(
		table
			.split('\n')
			.filter(text => text.startsWith('| '))
			.map(text => [text.slice(2, text.indexOf(' | ')), text]),
	);
	return {before, rows, after};
};

/** What the page says of a kind; undefined where it has no row. */
export const countsIn = (page: string, name: string): Counts | undefined => {
	const row = partsOf(page).rows.get(inCell(name));
	const [trials, lost, crashed, leaked, wrong] = row?.split(' | ').slice(1, 6).map(Number) ?? [];
	return wrong === undefined || !Number.isFinite(trials! + lost! + crashed! + leaked! + wrong)
		? undefined
		: {
				trials: trials!,
				lostMs: lost! * 1000,
				crashed: crashed!,
				leaked: leaked!,
				wrong,
			};
};

/** The page with one row of its table new. */
export const withRows = (page: string, {result, order}: Row): string => {
	const {before, rows, after} = partsOf(page);
	rows.set(inCell(result.name), line(cells(result)));
	const lines = order.map(name => rows.get(inCell(name))).filter(text => text !== undefined);
	const rule = line(head.map((_, place) => (place > 0 && place < 6 ? '---:' : '---')));
	return `${before}${begin}\n\n${[line(head), rule, ...lines].join('\n')}\n\n${end}${after}`;
};

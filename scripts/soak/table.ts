import {type KindResult} from './trial.js';

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

const cells = ({name, tally, remark}: KindResult): string[] => [
	name,
	String(tally.trials),
	tally.lostMs === 0 ? '0' : (tally.lostMs / 1000).toFixed(2),
	String(tally.crashed),
	String(tally.leaked),
	String(tally.faults.length),
	(remark ?? '').replaceAll('|', '/'),
];

const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;

/** The page with one row of its table new. */
export const withRows = (page: string, {result, order}: Row): string => {
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
	rows.set(result.name, line(cells(result)));
	const lines = order.map(name => rows.get(name)).filter(text => text !== undefined);
	const rule = line(head.map((_, place) => (place > 0 && place < 6 ? '---:' : '---')));
	return `${before}${begin}\n\n${[line(head), rule, ...lines].join('\n')}\n\n${end}${after}`;
};

import {Text} from 'ink';
import {Table} from 'ink-table';
import {type ReactNode} from 'react';
import {widthOf} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';

type Row = Readonly<Record<string, string>>;
/** The table hands texts to its cells, padded to the width of the column. */
type CellProps = {readonly children?: ReactNode};

const textOf = (children: ReactNode): string => (typeof children === 'string' ? children : '');

const asciiBorder = (text: string): string =>
	text
		.replaceAll('─', '-')
		.replaceAll('│', '|')
		.replaceAll(/[┌┐└┘├┤┬┴┼]/g, '+');

/** Columns that a text takes beyond its length in characters: the table counts the latter. */
const excess = (text: string): number => Math.max(0, widthOf(text) - text.length);

const widen = (row: Row): Record<string, string> =>
	Object.fromEntries(
		Object.entries(row).map(([name, text]) => [name, text + ' '.repeat(excess(text))]),
	);

const narrow = (text: string): string => {
	const surplus = excess(text);
	return surplus > 0 ? text.slice(0, text.length - surplus) : text;
};

/** The three kinds of text of a table, in the colours and characters of the theme. */
const cellsOf = (theme: Theme) => ({
	header: ({children}: CellProps): ReactNode => <Text>{theme.style(textOf(children), 'dim')}</Text>,
	cell: ({children}: CellProps): ReactNode => (
		<Text>{theme.style(narrow(textOf(children)), 'plain')}</Text>
	),
	skeleton({children}: CellProps): ReactNode {
		const text = textOf(children);
		return <Text>{theme.style(theme.isAscii ? asciiBorder(text) : text, 'border')}</Text>;
	},
});

/** Rows of texts under the names of their columns. For near-static tables: rows that change are drawn anew. */
export function TextTable({
	rows,
	theme,
}: {
	readonly rows: readonly Row[];
	readonly theme: Theme;
}): ReactNode {
	return <Table data={rows.map(row => widen(row))} {...cellsOf(theme)} />;
}

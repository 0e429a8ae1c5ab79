import {Table} from 'ink-table';
import {type ReactNode} from 'react';

/** Rows of texts under the names of their columns. For near-static tables: rows that change are drawn anew. */
export function TextTable({
	rows,
}: {
	readonly rows: ReadonlyArray<Readonly<Record<string, string>>>;
}): ReactNode {
	return <Table data={rows.map(row => ({...row}))} />;
}

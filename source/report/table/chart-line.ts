/* A chart of the terminal as lines of parts, so that a reader's own rows and those of others can have colours of their own. */

export type ChartKind = 'plain' | 'own' | 'reference';
export type ChartPart = {readonly text: string; readonly kind: ChartKind};
export type ChartLine = readonly ChartPart[];

export const part = (text: string, kind: ChartKind = 'plain'): ChartPart => ({text, kind});

export const chartText = (line: ChartLine): string => line.map(({text}) => text).join('');

export type ChartStyle = {
	readonly isAscii?: boolean;
	/** Columns that it may take. */
	readonly width?: number;
};

/** The mark of a row, told apart without colour too. */
export const markOf = (kind: ChartKind, isAscii: boolean): string =>
	kind === 'reference' ? (isAscii ? 'o' : '○') : isAscii ? '*' : '●';

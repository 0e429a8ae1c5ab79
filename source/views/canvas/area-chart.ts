import {columnChart} from './column-chart.js';
import {type NamedRole, type Line, type Span, span} from './lines.js';
import {type Glyphs} from './theme.js';

/** Dots of a braille cell from the bottom up: the left column, and the right one. */
const dots = [
	[0x40, 0x04, 0x02, 0x01],
	[0x80, 0x20, 0x10, 0x08],
] as const;
const dotRows = 4;
const firstBraille = 0x28_00;

/** Of so many dots in the left column and in the right one. */
const cells: readonly string[][] = Array.from({length: dotRows + 1}, (_, left) =>
	Array.from({length: dotRows + 1}, (__, right) => {
		const shown = [...dots[0].slice(0, left), ...dots[1].slice(0, right)];
		const mask = shown.reduce((sum, dot) => sum + dot, 0);
		return mask === 0 ? ' ' : String.fromCodePoint(firstBraille + mask);
	}),
);

/** Values that a column of a chart shows. */
export const pointsPerColumn = ({hasBraille}: Glyphs): number => (hasBraille ? 2 : 1);

export type Scale = {
	/** Value at the lower edge. */
	readonly floor: number;
	/** Value at the upper edge. */
	readonly top: number;
};

/**
Filled curves, `height` rows from top to bottom: braille, two values a column, where the terminal has it; else columns, one value each. `undefined` is a gap; the lowest value still draws the lowest mark.

@param values `pointsPerColumn` values for each column.
*/
export const areaChart = (
	values: ReadonlyArray<number | undefined>,
	height: number,
	{floor, top}: Scale,
	glyphs: Glyphs,
): string[] => {
	const raised = values.map(value => (value === undefined ? undefined : value - floor));
	if (!glyphs.hasBraille) {
		return columnChart(raised, height, top - floor, glyphs);
	}

	const steps = height * dotRows;
	const levels = raised.map(value =>
		value === undefined || top <= floor
			? 0
			: Math.max(1, Math.min(steps, Math.round((value / (top - floor)) * steps))),
	);
	return Array.from({length: height}, (_, row) => {
		const below = (height - 1 - row) * dotRows;
		let text = '';
		for (let column = 0; column < levels.length; column += 2) {
			const left = (levels[column] ?? 0) - below;
			const right = (levels[column + 1] ?? 0) - below;
			text += cells[Math.max(0, Math.min(dotRows, left))]![Math.max(0, Math.min(dotRows, right))]!;
		}

		return text;
	});
};

/** A row of a chart with a role for each column: neighbours of one role are one span. */
export const inRoles = (text: string, roles: readonly NamedRole[]): Line => {
	const spans: Span[] = [];
	let from = 0;
	for (let column = 1; column <= text.length; column++) {
		if (column === text.length || roles[column] !== roles[from]) {
			spans.push(span(text.slice(from, column), roles[from] ?? 'chart'));
			from = column;
		}
	}

	return spans;
};

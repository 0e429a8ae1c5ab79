import {type Glyphs} from './theme.js';

/**
A chart of columns, one character wide each, `height` rows from top to bottom. `undefined` is a gap; a value of 0 and a gap look different: the first draws the lowest mark.

@param top Value at the upper edge.
*/
export const columnChart = (
	values: ReadonlyArray<number | undefined>,
	height: number,
	top: number,
	{columns: marks}: Glyphs,
): string[] => {
	const steps = marks.length;
	const levels = values.map(value =>
		value === undefined || top <= 0
			? undefined
			: Math.max(1, Math.min(height * steps, Math.round((value / top) * height * steps))),
	);
	return Array.from({length: height}, (_, row) => {
		const floor = (height - 1 - row) * steps;
		return levels
			.map(level => {
				if (level === undefined || level <= floor) {
					return ' ';
				}

				return marks[Math.min(steps, level - floor) - 1]!;
			})
			.join('');
	});
};

/** The next round number at or above a value: 1, 2, 2.5, 5 times a power of ten. The axis then stands still. */
export const roundTop = (value: number): number => {
	if (!(value > 0)) {
		return 1;
	}

	const power = 10 ** Math.floor(Math.log10(value));
	const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find(candidate => candidate * power >= value);
	return (step ?? 10) * power;
};

import {expect} from 'vitest';
import {type Snapshot} from '../../../source/record/snapshot.js';
import {compose} from '../../../source/views/compose.js';
import {type Line, widthOf} from '../../../source/views/canvas/lines.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';

/*
What the screen shows, as text.
*/

export const plain = makeTheme('none', false);
export const ascii = makeTheme('none', true);

export const sizes = [
	[80, 24],
	[100, 30],
	[120, 40],
	[200, 60],
] as const;

export const draw = (lines: readonly Line[], theme = plain): string =>
	`${lines.map(line => theme.paint(line)).join('\n')}\n`;

export const frame = (
	snapshot: Snapshot,
	[width, height]: readonly [number, number],
	theme = plain,
): string => draw(compose(snapshot, {width, height}, theme), theme);

export const golden = async (text: string, name: string): Promise<void> => {
	await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
};

export const rowsOf = (text: string): string[] => text.slice(0, -1).split('\n');

/** One row fewer than the terminal, each exactly as wide. */
export const expectToFill = (text: string, [width, height]: readonly [number, number]): void => {
	const rows = rowsOf(text);
	expect(rows).toHaveLength(height - 1);
	expect(new Set(rows.map(row => widthOf(row)))).toEqual(new Set([width]));
};

import {expect} from 'vitest';
import {type Snapshot} from '../../../source/record/snapshot.js';
import {bindingsFor, compose} from '../../../source/views/compose.js';
import {pageSize} from '../../../source/views/main-layout.js';
import {type Page} from '../../../source/views/pages/page.js';
import {pageLines} from '../../../source/views/pages/pages.js';
import {openedScreen} from '../../../source/views/screen-state.js';
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

/** Every page but the main screen, and but the report, whose rows are of files. */
export const pages = [
	'help',
	'compare',
	'heat',
	'models',
	'backends',
	'events',
	'latency',
	'accuracy',
	'sensors',
	'cost',
] as const satisfies readonly Page[];

export const draw = (lines: readonly Line[], theme = plain): string =>
	`${lines.map(line => theme.paint(line)).join('\n')}\n`;

export const frame = (
	snapshot: Snapshot,
	[width, height]: readonly [number, number],
	theme = plain,
): string => draw(compose(snapshot, {width, height}, theme), theme);

/** A page as it is opened. */
export const drawPage = (
	snapshot: Snapshot,
	page: Page,
	[width, height]: readonly [number, number],
	theme = plain,
): string => {
	const size = {width, height};
	const state = openedScreen({page, hasPicture: true, periodMs: 500});
	const lines = pageLines(state, {
		snapshot,
		terminal: size,
		size: pageSize(size),
		theme,
		bindings: bindingsFor(snapshot),
	});
	return draw(compose(snapshot, size, theme, lines ?? {}), theme);
};

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

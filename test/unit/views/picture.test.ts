import {createRequire} from 'node:module';
import type * as xterm from '@xterm/headless';
import {describe, expect, it} from 'vitest';
import {compose} from '../../../source/views/compose.js';
import {Painter} from '../../../source/views/canvas/painter.js';
import {picture} from '../../../source/views/panels/picture.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';
import {buildSnapshot} from './snapshot-builder.js';

const {Terminal} = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;

const colours = {
	red: [255, 0, 0],
	blue: [0, 0, 255],
	white: [255, 255, 255],
	grey: [128, 128, 128],
} as const;

/** Red over blue on the left, white over grey on the right. */
const quarters = {
	width: 2,
	height: 2,
	pixels: Uint8Array.from([colours.red, colours.white, colours.blue, colours.grey].flat()),
};

const {current} = buildSnapshot();
const pictured = buildSnapshot({current: {...current!, thumbnail: quarters}});

describe('picture', () => {
	it('puts two pixels in a cell, the upper one in front', () => {
		expect(picture(quarters, 1).map(line => line.map(({text, role}) => `${text} ${role}`))).toEqual(
			[['▀ 196/21', '▀ 231/244']],
		);
	});

	it('keeps the shape: as many columns as pixels above each other', () => {
		const wide = {width: 24, height: 12, pixels: new Uint8Array(3 * 24 * 12)};
		expect(picture(wide, 6).map(line => line.length)).toEqual(Array.from({length: 6}, () => 24));
	});

	it('reaches the terminal in the nearest of its 256 colours, right of the answers', async () => {
		const size = {width: 140, height: 40};
		const terminal = new Terminal({cols: size.width, rows: size.height, allowProposedApi: true});
		const theme = makeTheme('256', false);
		const written: string[] = [];
		const painter = new Painter(theme, text => written.push(text));
		painter.paint(compose(pictured, size, theme), size.width);
		await new Promise<void>(resolve => {
			terminal.write(written.join(''), resolve);
		});
		const seen = Array.from({length: size.height}, (_, row) => {
			const line = terminal.buffer.active.getLine(row)!;
			return Array.from({length: size.width}, (__, column) => line.getCell(column)!).filter(
				cell => cell.getChars() === '▀' && cell.isBgPalette(),
			);
		}).filter(cells => cells.length > 0);
		// Six rows of twelve cells: four quarters of six by three.
		expect(seen.map(cells => cells.length)).toEqual([12, 12, 12, 12, 12, 12]);
		const fronts = seen.map(cells => [cells[0]!.getFgColor(), cells[11]!.getFgColor()]);
		expect(fronts).toEqual([
			...Array.from({length: 3}, () => [196, 231]),
			...Array.from({length: 3}, () => [21, 244]),
		]);
	});

	it.each([
		['16 colours', makeTheme('16', false)],
		['no colours', makeTheme('none', false)],
		['no block characters', makeTheme('256', true)],
	])('is left out where the terminal has %s', (_, theme) => {
		const size = {width: 140, height: 40};
		expect(compose(pictured, size, theme)).toEqual(compose(buildSnapshot(), size, theme));
	});

	it('gives way to the answers on a narrow screen', () => {
		const size = {width: 80, height: 24};
		const theme = makeTheme('256', false);
		expect(compose(pictured, size, theme)).toEqual(compose(buildSnapshot(), size, theme));
	});
});

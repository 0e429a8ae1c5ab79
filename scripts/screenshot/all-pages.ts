import {Buffer} from 'node:buffer';
import {mkdirSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import type * as xterm from '@xterm/headless';
import sharp from 'sharp';
import {type Snapshot} from '../../source/record/snapshot.js';
import {makeTheme} from '../../source/views/canvas/theme.js';
import {type Page} from '../../source/views/pages/page.js';
import {cellsOf} from '../../test/e2e/terminal/cells.js';
import {boardSnapshots} from '../../test/unit/views/board-snapshots.js';
import {drawPage, pages, sizes} from '../../test/unit/views/draw.js';
import {buildEmptySnapshot} from '../../test/unit/views/snapshot-builder.js';
import {renderSvg} from './svg.js';

const {Terminal} = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;

/** The main screen of each machine and of a start, and every page of the one on which everything is read. */
const frames: ReadonlyArray<readonly [name: string, snapshot: Snapshot, page: Page]> = [
	['start', buildEmptySnapshot('loading', 'loading EfficientNet-B0 (1 s)'), 'main'],
	...Object.entries(boardSnapshots).map(
		([board, snapshot]) => [`main-${board}`, snapshot, 'main'] as const,
	),
	...pages.map(page => [page, boardSnapshots.pc, page] as const),
];

const theme = makeTheme('256', false);

const draw = async (
	[name, snapshot, page]: (typeof frames)[number],
	[columns, rows]: (typeof sizes)[number],
): Promise<string> => {
	const terminal = new Terminal({cols: columns, rows, allowProposedApi: true});
	const text = drawPage(snapshot, page, [columns, rows], theme).trimEnd();
	await new Promise<void>(resolve => {
		terminal.write(text.replaceAll('\n', '\r\n'), resolve);
	});
	const buffer = terminal.buffer.active;
	const cells = Array.from({length: rows}, (_, row) => cellsOf(buffer.getLine(row), columns));
	terminal.dispose();
	return renderSvg(cells, `edgetop, ${name}`);
};

/** The picture of the README, as SVG: a board that is too hot. */
export const drawReadmePage = async (): Promise<string> =>
	draw(
		frames.find(([name]) => name === 'main-pi')!,
		[120, 40],
	);

/** Every page in four sizes as PNG, in a folder. */
export const drawAllPages = async (folder: string): Promise<void> => {
	mkdirSync(folder, {recursive: true});
	for (const size of sizes) {
		for (const frame of frames) {
			const file = path.join(folder, `${frame[0]}-${size.join('x')}.png`);
			const svg = await draw(frame, size);
			writeFileSync(file, await sharp(Buffer.from(svg)).png({palette: true}).toBuffer());
		}
	}

	console.log(`${frames.length * sizes.length} pictures in ${folder}`);
};

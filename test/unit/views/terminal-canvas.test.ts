import {createRequire} from 'node:module';
import type * as xterm from '@xterm/headless';
import {expect, it} from 'vitest';
import {fitLine, span} from '../../../source/views/canvas/lines.js';
import {openCanvas} from '../../../source/views/canvas/terminal-canvas.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';

const {Terminal} = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;
const width = 20;
const height = 6;

/** A canvas on an emulator whose link can be held up. */
const makeScreen = () => {
	const terminal = new Terminal({cols: width, rows: height, allowProposedApi: true});
	let sent = '';
	let bytes = 0;
	const link = {
		isBusy: false,
		write(text: string | Uint8Array) {
			sent += String(text);
		},
	};
	const screen = openCanvas(link, makeTheme('none', false), count => {
		bytes += count;
	});
	return {
		...screen,
		link,
		bytes: () => bytes,
		paint(...lines: readonly string[]) {
			screen.canvas.paint(
				lines.map(text => fitLine([span(text)], width)),
				width,
			);
		},
		async rows(): Promise<string[]> {
			const text = sent;
			sent = '';
			await new Promise<void>(resolve => {
				terminal.write(text, resolve);
			});
			return Array.from(
				{length: height},
				(_, row) => terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
			);
		},
	};
};

it('paints that find the terminal busy are skipped; then the newest is drawn', async () => {
	const screen = makeScreen();
	screen.paint('frame 1', 'same');
	expect(await screen.rows()).toEqual(['frame 1', 'same', '', '', '', '']);
	const before = screen.bytes();
	screen.link.isBusy = true;
	for (let frame = 2; frame < 1000; frame++) {
		screen.paint(`frame ${frame}`, 'same');
	}

	expect(screen.bytes()).toBe(before);
	screen.link.isBusy = false;
	screen.onSent();
	expect(await screen.rows()).toEqual(['frame 999', 'same', '', '', '', '']);
	expect(screen.bytes() - before).toBeLessThan(60);
});

it('a page of Ink that finds it busy is skipped too, and its rows are whole afterwards', async () => {
	const screen = makeScreen();
	screen.paint('panel', 'panel');
	screen.inkWrite('not drawn\n');
	expect(await screen.rows()).toEqual(['panel', 'panel', '', '', '', '']);
	screen.link.isBusy = true;
	screen.canvas.giveToInk();
	screen.inkWrite('\u001B[2K\u001B[1A\u001B[2K\u001B[GModels\none\ntwo\n');
	screen.inkWrite('\u001B[?2026h');
	screen.link.isBusy = false;
	screen.onSent();
	expect(await screen.rows()).toEqual(['Models', 'one', 'two', '', '', '']);
	const before = screen.bytes();
	screen.inkWrite(
		'\u001B[2K\u001B[1A\u001B[2K\u001B[1A\u001B[2K\u001B[GModels\none\n\u001B[1mtwo\u001B[22m\n',
	);
	expect(await screen.rows()).toEqual(['Models', 'one', 'two', '', '', '']);
	// The changed row alone.
	expect(screen.bytes() - before).toBeLessThan(60);
	screen.inkWrite('\u001B[2K\u001B[GModels\n');
	expect(await screen.rows()).toEqual(['Models', '', '', '', '', '']);
	screen.canvas.takeBack();
	screen.paint('panel');
	expect(await screen.rows()).toEqual(['panel', '', '', '', '', '']);
});

it('after a change of size everything is drawn anew, also by Ink', async () => {
	const screen = makeScreen();
	screen.canvas.giveToInk();
	screen.inkWrite('Models\none\n');
	await screen.rows();
	screen.link.write('\u001B[2J\u001B[3;1Hrest of the old size');
	screen.forget();
	screen.inkWrite('Models\none\n');
	expect(await screen.rows()).toEqual(['Models', 'one', '', '', '', '']);
});

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
	const screen = openCanvas(link, makeTheme('none', false), {
		onBytes(count) {
			bytes += count;
		},
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

it('after a change of size everything is drawn again', async () => {
	const screen = makeScreen();
	screen.paint('panel', 'one');
	await screen.rows();
	screen.link.write('\u001B[2J\u001B[3;1Hrest of the old size');
	screen.forget();
	screen.paint('panel', 'one');
	expect(await screen.rows()).toEqual(['panel', 'one', '', '', '', '']);
});

it('hands a command to the clipboard of the terminal, unless that is not wanted', () => {
	const sent: string[] = [];
	const link = {
		isBusy: false,
		write(text: string | Uint8Array) {
			sent.push(String(text));
		},
	};
	const onBytes = () => undefined;
	const copy = (text: string, hasClipboard?: boolean): string =>
		openCanvas(link, makeTheme('none', false), {
			onBytes,
			...(hasClipboard !== undefined && {hasClipboard}),
		}).canvas.copy(text);
	expect(copy('a')).toContain('copied, if the terminal allows it');
	expect(copy('b', false)).toContain('--no-clipboard');
	expect(copy('c'.repeat(5000))).toContain('too long');
	expect(sent).toEqual(['\u001B]52;c;YQ==\u0007']);
});

import {createRequire} from 'node:module';
import type * as xterm from '@xterm/headless';
import {expect, it} from 'vitest';
import {type Snapshot} from '../../../source/record/snapshot.js';
import {compose} from '../../../source/views/compose.js';
import {randomBelow, seededRandom} from '../../../source/measure/random.js';
import {fitLine, type Line, span} from '../../../source/views/canvas/lines.js';
import {Painter} from '../../../source/views/canvas/painter.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';
import {buildSnapshot, buildEmptySnapshot} from './snapshot-builder.js';

const {Terminal} = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;

const size = {width: 100, height: 34};
const theme = makeTheme('256', false);
const plain = makeTheme('none', false);

const openScreen = () => {
	const terminal = new Terminal({cols: size.width, rows: size.height, allowProposedApi: true});
	const written: string[] = [];
	const painter = new Painter(theme, text => written.push(text));
	return {
		painter,
		/** Bytes of the last paint. */
		async flush(): Promise<number> {
			const text = written.splice(0).join('');
			await new Promise<void>(resolve => {
				terminal.write(text, resolve);
			});
			return Buffer.byteLength(text);
		},
		rows: (): string[] =>
			Array.from(
				{length: size.height},
				(_, row) => terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
			),
	};
};

const textOf = (lines: readonly Line[]): string[] => [
	...lines.map(line => plain.paint(line).trimEnd()),
	'',
];

const draw = (snapshot: Snapshot): Line[] => compose(snapshot, size, theme);

const wideLabel = buildSnapshot({
	current: {
		file: '三毛猫.jpg',
		truth: ['三毛猫'],
		top5: [{label: '三毛猫', probability: 1, isHit: true}],
	},
});

it('the terminal shows the newest lines, whatever was there before', async () => {
	const screen = openScreen();
	const snapshots = [
		buildEmptySnapshot('starting', 'starting'),
		buildSnapshot(),
		wideLabel,
		buildSnapshot({elapsedMs: 153_300}),
		buildSnapshot({isFrozen: true, events: []}),
		wideLabel,
		buildEmptySnapshot('failed', 'failed'),
	];
	for (const snapshot of snapshots) {
		const lines = draw(snapshot);
		screen.painter.paint(lines, size.width);
		await screen.flush();
		expect(screen.rows()).toEqual(textOf(lines));
	}
});

it('what did not change is not written', async () => {
	const screen = openScreen();
	screen.painter.paint(draw(buildSnapshot()), size.width);
	const whole = await screen.flush();
	screen.painter.paint(draw(buildSnapshot()), size.width);
	expect(await screen.flush()).toBe(0);
	screen.painter.paint(draw(buildSnapshot({elapsedMs: 153_800})), size.width);
	const second = await screen.flush();
	expect(second).toBeGreaterThan(0);
	expect(second).toBeLessThan(whole / 20);
});

it('after a reset everything is written again', async () => {
	const screen = openScreen();
	const lines = draw(buildSnapshot());
	screen.painter.paint(lines, size.width);
	const whole = await screen.flush();
	screen.painter.reset();
	screen.painter.paint(lines, size.width);
	expect(await screen.flush()).toBe(whole);
});

it('borders right of a wide character are set to their column, not counted to it', () => {
	const written: string[] = [];
	const painter = new Painter(plain, text => written.push(text));
	painter.paint([[{text: '│猫│', role: 'plain'}]], 4);
	expect(written.join('')).toContain('│猫\u001B[1;4H│');
});

it('any line after any other is on the terminal as it is: spans that come, go, move and grow wide', async () => {
	const screen = openScreen();
	const random = seededRandom(7);
	const texts = ['a', 'bcd', '三', '猫!', 'é', '──', '█▁', ' ', 'x三y', 'longer text'];
	const roles = ['plain', 'dim', 'bad'] as const;
	const kept = Array.from({length: 12}, () => randomBelow(random, texts.length));
	for (let paint = 0; paint < 60; paint++) {
		const lines = Array.from({length: size.height - 1}, () => {
			// Some spans stay from paint to paint, at both ends and in between.
			const spans = kept.map(place =>
				span(
					texts[random() < 0.3 ? randomBelow(random, texts.length) : place]!,
					roles[random() < 0.9 ? 0 : randomBelow(random, roles.length)],
				),
			);
			return fitLine(spans.slice(0, 1 + randomBelow(random, spans.length)), size.width);
		});
		screen.painter.paint(lines, size.width);
		await screen.flush();
		expect(screen.rows()).toEqual(textOf(lines));
	}
});

import {expect, it} from 'vitest';
import {keys, type Terminal} from '../terminal/terminal.js';
import {
	clockOf,
	isGivenBack,
	isMeasuring,
	pageMs,
	startMs,
	runsOfFile,
	waitForWhole,
} from './screen-run.js';

const runs = runsOfFile();

/** Presses a key and waits for what it shows. */
const press = async (terminal: Terminal, key: string, wanted: RegExp): Promise<string> => {
	terminal.write(key);
	const rows = await waitForWhole(terminal, text => wanted.test(text));
	expect(rows[0], rows.join('\n')).toMatch(/^edgetop /);
	return rows.join('\n');
};

/** Seconds from the next change of the header's clock to the one after. */
const clockStep = async (terminal: Terminal): Promise<number> => {
	const next = async (clock: number): Promise<number> =>
		clockOf(await terminal.waitFor(rows => clockOf(rows) > clock, pageMs));
	const first = await next(clockOf(terminal.screen()));
	return (await next(first)) - first;
};

it('80×24: the first screen, every key, and q', async () => {
	const {terminal, saved} = runs.start();
	const rows = await waitForWhole(terminal, text => isMeasuring.test(text), startMs);
	expect(rows[0]).toMatch(/^edgetop EfficientNet-B0 .*onnxruntime:cpu .*running \d\d:\d\d:\d\d$/);
	expect(rows[1]).toMatch(/CPU.*, \d+ threads? .*frames of bundled sa/);
	expect(rows[2]).toMatch(/settling: \d+ s to the first judgement/);
	expect(rows[3]).toMatch(/^╭─ Throughput, frames per second .*╮$/);
	expect(rows[22]).toMatch(/^q quit {2}\? help/);
	expect(terminal.isAlternateScreen()).toBe(true);
	expect(terminal.cursorVisible()).toBe(false);

	const main = /Throughput, frames/;
	const help = await press(terminal, '?', /any key closes/);
	expect(help).not.toMatch(main);
	expect(help).toMatch(/│ space +freeze the screen; measuring goes on +│/);
	await press(terminal, '?', main);
	const models = await press(terminal, 'm', /efficientnet-b0 \(running\)[^\n]*present/);
	expect(models).toMatch(/efficientnet-b3 .*not here: edgetop/);
	expect(models).not.toMatch(main);
	await press(terminal, keys.escape, main);
	const backends = await press(terminal, 'b', /onnxruntime:cpu \(running\) *CPU/);
	expect(backends).toMatch(/cannot run here yet[^]* no: /);
	await press(terminal, keys.escape, main);
	const compare = await press(terminal, 'c', /Segments of this run/);
	expect(compare).toMatch(/│ 1 {2}efficientnet-b0 {2}onnxruntime:cpu/);
	expect(compare).not.toMatch(/│ 2 {2}/);
	await press(terminal, 'c', main);
	const heat = await press(terminal, 't', /Heat, power, clocks[^]*00:0\d:\d\d ago/);
	expect(heat).not.toMatch(main);
	await press(terminal, 't', main);

	// Three steps slower than 500 ms is 5 s, and the header's clock steps as often as it is painted.
	terminal.write('---');
	await expect.poll(async () => clockStep(terminal), {timeout: 30_000}).toBeGreaterThanOrEqual(4);
	terminal.write('+++');
	await expect.poll(async () => clockStep(terminal), {timeout: 30_000}).toBeLessThan(4);

	// The saved frames tell that measuring goes on behind a screen that stands still.
	await press(terminal, ' ', /SCREEN FROZEN/);
	const frozen = terminal.screen();
	terminal.write('s');
	await expect.poll(() => saved()?.end.reason, {timeout: pageMs}).toBe('running');
	const before = saved()!.segments[0]!.frames;
	expect(before).toBeGreaterThan(0);
	await expect
		.poll(
			() => {
				terminal.write('s');
				return saved()!.segments[0]!.frames;
			},
			{timeout: pageMs, interval: 700},
		)
		.toBeGreaterThan(before + 10);
	expect(terminal.screen()).toEqual(frozen);
	terminal.write(' ');
	const thawed = await terminal.waitFor(screen => clockOf(screen) > clockOf(frozen), pageMs);
	expect(thawed.join('\n')).not.toContain('SCREEN FROZEN');

	terminal.write('r');
	await press(
		terminal,
		'c',
		/│ 1 {2}efficientnet-b0 [^]*│ 2 {2}efficientnet-b0 {2}onnxruntime:cpu +\d/,
	);
	terminal.write('q');
	expect(await terminal.exit).toEqual({code: 0, signal: undefined});
	expect(isGivenBack(terminal)).toBe(true);
	const after = terminal.history().join('');
	expect(after).toMatch(/1\. EfficientNet-B0[^]*2\. EfficientNet-B0/);
	expect(after).toMatch(/saved to .*\.json/);
	expect(saved()).toMatchObject({end: {reason: 'quit'}, segments: [{number: 1}, {number: 2}]});
}, 150_000);

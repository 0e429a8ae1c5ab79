import {setTimeout as sleep} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {keys} from '../terminal/terminal.js';
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

it(
	'a backend chosen by key takes over while the screen goes on; then every size is painted whole',
	async () => {
		const {terminal, saved} = runs.start([], {columns: 120, rows: 40});
		await terminal.waitFor(isMeasuring, startMs);

		terminal.write('b');
		await terminal.waitFor(/onnxruntime:cpu \(running\)/, pageMs);
		const isOnWasm = (rows: readonly string[]): boolean =>
			rows.some(row => row.includes('▶ wasm '));
		for (let presses = 0; presses < 30 && !isOnWasm(terminal.screen()); presses++) {
			const before = terminal.screen().join('\n');
			terminal.write(keys.down);
			await terminal.waitFor(rows => rows.join('\n') !== before, pageMs);
			await sleep(60);
		}

		expect(isOnWasm(terminal.screen()), terminal.screen().join('\n')).toBe(true);
		terminal.write(keys.enter);

		// Every second that the header shows until the new segment has counted frames.
		const clocks = new Set<number>();
		const isTakenOver = (rows: readonly string[]): boolean => {
			clocks.add(clockOf(rows));
			const text = rows.join('\n');
			return /^edgetop .* wasm .*running/.test(text) && /took over; gap \d+ ms/.test(text);
		};

		await terminal.waitFor(isTakenOver, startMs);
		const seen = [...clocks];
		expect(seen.every(clock => Number.isInteger(clock))).toBe(true);
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		for (const [index, clock] of seen.entries()) {
			// A screen that waited for the engine would leave out the seconds of its load.
			expect(clock - (seen[index - 1] ?? clock)).toBeLessThanOrEqual(3);
		}

		await terminal.waitFor(isMeasuring, pageMs);
		terminal.write('c');
		await terminal.waitFor(/│ 1 .*onnxruntime:cpu [^]*│ 2 .* wasm /, pageMs);
		terminal.write('c');
		await terminal.waitFor(isMeasuring, pageMs);

		for (const [columns, rows] of [
			[60, 20],
			[200, 60],
			[80, 24],
			[60, 20],
			[120, 40],
		] as const) {
			terminal.resize(columns, rows);
			if (columns < 80) {
				await terminal.waitFor(/This terminal is 60×20/, pageMs);
				expect(terminal.screen().join('\n')).not.toMatch(/Throughput|╭/);
				continue;
			}

			const isDrawn = (text: string, screen: readonly string[]): boolean =>
				screen.length === rows &&
				screen[rows - 2]!.startsWith('q quit') &&
				screen[3]!.startsWith('╭─ Throughput') &&
				isMeasuring.test(text);
			const clock = clockOf(await waitForWhole(terminal, isDrawn));
			// The next paint is on top of the first one: it may leave nothing of it either.
			const screen = await waitForWhole(
				terminal,
				(text, now) => isDrawn(text, now) && clockOf(now) > clock,
			);
			const text = screen.join('\n');
			expect(screen[0]).toMatch(/^edgetop /);
			expect(screen[3]!.length, text).toBe(columns);
			for (const once of [/^edgetop /gm, /Throughput/g, /^q quit/gm]) {
				expect(text.match(once), text).toHaveLength(1);
			}

			expect(text).not.toContain('This terminal is');
		}

		terminal.write('q');
		expect(await terminal.exit).toEqual({code: 0, signal: undefined});
		expect(isGivenBack(terminal)).toBe(true);
		const summary = saved()!;
		expect(summary.segments.map(({backendId}) => backendId)).toEqual(['onnxruntime:cpu', 'wasm']);
		expect(summary.segments[1]!.frames).toBeGreaterThan(0);
		expect(summary.events.map(({text}) => text).join('\n')).toMatch(/took over; gap \d+ ms/);
	},
	startMs * 2 + pageMs * 6,
);

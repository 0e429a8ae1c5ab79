import {execFileSync} from 'node:child_process';
import {openSync, writeSync, closeSync} from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {clocks} from '../../../source/sensors/sources/clocks.js';
import {thermal} from '../../../source/sensors/sources/thermal.js';
import {type Reading, type Sensor} from '../../../source/sensors/sensor.js';
import {Board, figure, removeTrees} from './board-tree.js';

afterEach(removeTrees);

const zone = (number: number, type: string, temp: string) => ({
	[`sys/class/thermal/thermal_zone${number}/type`]: type,
	[`sys/class/thermal/thermal_zone${number}/temp`]: temp,
});

test('a file that hangs loses its own reading only, and is not asked again at once', async () => {
	const board = new Board({...zone(0, 'good', '40000'), ...zone(2, 'other', '50000')}, [thermal]);
	board.write('sys/class/thermal/thermal_zone1/type', 'stuck');
	const pipe = path.join(board.folder, 'sys/class/thermal/thermal_zone1/temp');
	execFileSync('mkfifo', [pipe]);
	const readings = await board.sample();
	expect(figure(readings.get('thermal/good'))).toBe(40);
	expect(figure(readings.get('thermal/other'))).toBe(50);
	expect(figure(readings.get('thermal/stuck'))).toBe('[timed out (no answer within 300 ms)]');

	// The pending read gets its answer; the zone rests, then is read again.
	const writer = openSync(pipe, 'w');
	writeSync(writer, '61000');
	closeSync(writer);
	await vi.waitFor(() => {
		expect(board.hanging).toBe(0);
	});
	board.nowMs += 1000;
	const resting = await board.sample();
	expect(figure(resting.get('thermal/stuck'))).toMatch(/timed out/);
	execFileSync('rm', [pipe]);
	board.write('sys/class/thermal/thermal_zone1/temp', '61000');
	board.nowMs += 60_000;
	const later = await board.sample();
	expect(figure(later.get('thermal/stuck'))).toBe(61);
});

const reading = (id: string, value: number): Reading => ({
	id,
	label: id,
	quantity: 'temperature',
	unit: 'celsius',
	source: 'test',
	atMs: 0,
	value,
});

test('a source that hangs is never polled twice at once and stalls no other', async () => {
	let polls = 0;
	let release: (() => void) | undefined;
	const slow: Sensor = {
		id: 'slow',
		title: 'slow',
		timeoutMs: 40,
		open: async () => ({
			async read() {
				polls++;
				if (polls === 2) {
					await new Promise<void>(resolve => {
						release = resolve;
					});
				}

				return [reading('slow/a', polls)];
			},
		}),
	};
	const quick: Sensor = {
		id: 'quick',
		title: 'quick',
		open: async () => ({read: async () => [reading('quick/a', 1)]}),
	};
	const board = new Board({}, [slow, quick]);
	const first = await board.sample();
	expect(figure(first.get('slow/a'))).toBe(1);
	const second = await board.sample();
	expect(figure(second.get('slow/a'))).toBe('[timed out (no answer within 40 ms)]');
	expect(figure(second.get('quick/a'))).toBe(1);
	board.nowMs += 100_000;
	await board.sample();
	expect(polls).toBe(2);
	release!();
	await new Promise(resolve => {
		setImmediate(resolve);
	});
	board.nowMs += 100_000;
	const last = await board.sample();
	expect(polls).toBe(3);
	expect(figure(last.get('slow/a'))).toBe(3);
});

test('a source that throws is marked with its own words and tried again later and later', async () => {
	let polls = 0;
	const broken: Sensor = {
		id: 'broken',
		title: 'broken',
		open: async () => ({
			async read() {
				polls++;
				throw new Error('bus error\u001B[2J');
			},
		}),
	};
	const board = new Board({}, [broken]);
	const readings = await board.sample();
	expect(figure(readings.get('broken'))).toBe('[bus error]');
	for (let second = 0; second < 60; second++) {
		board.nowMs += 1000;
		await board.sample();
	}

	// 2, 4, 8, 16 and 32 s after each other
	expect(polls).toBe(5);
	const described = await board.describe();
	expect(described.get('broken')).toMatchObject({state: 'failed', reason: 'bus error'});
});

test('malformed, empty and absurd files are missing, with what was found', async () => {
	const board = new Board(
		{
			...zone(0, 'words', 'hot\u001B[31m'),
			...zone(1, 'empty', ''),
			...zone(2, 'off', '-256000'),
			...zone(3, 'same', '41000'),
			...zone(4, 'same', '42000'),
			...zone(5, 'closed', '!EACCES'),
			'sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '<unknown>',
		},
		[thermal, clocks],
	);
	const readings = await board.sample();
	expect(figure(readings.get('thermal/words'))).toBe('[not a number: "hot"]');
	expect(figure(readings.get('thermal/empty'))).toBe('[the file is empty]');
	expect(figure(readings.get('thermal/off'))).toBe(
		'[not a temperature (-256 °C): the block is off]',
	);
	expect(figure(readings.get('thermal/same'))).toBe(41);
	expect(figure(readings.get('thermal/same#2'))).toBe(42);
	expect(readings.get('thermal/closed')).toMatchObject({
		mend: "sudo chmod a+r '/sys/class/thermal/thermal_zone5/temp'",
	});
	expect(figure(readings.get('clock/cpu0'))).toBe('[not a number: "<unknown>"]');
});

test('a clock below a ceiling that the user set says so', async () => {
	const folder = 'sys/devices/system/cpu/cpufreq/policy0';
	const board = new Board(
		{
			[`${folder}/scaling_cur_freq`]: '1000000',
			[`${folder}/scaling_max_freq`]: '1200000',
			[`${folder}/cpuinfo_max_freq`]: '2400000',
		},
		[clocks],
	);
	const readings = await board.sample();
	expect(readings.get('clock/cpu0')).toMatchObject({
		value: 1e9,
		limits: {max: 2.4e9},
		detail: 'ceiling set to 1200 MHz',
	});
});

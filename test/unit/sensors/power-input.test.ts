import {execFileSync} from 'node:child_process';
import {appendFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {
	PowerMeter,
	parsePowerLine,
	powerInput,
} from '../../../source/sensors/sources/power-input.js';
import {isAbsent, type Reader} from '../../../source/sensors/sensor.js';
import {LiveRoot} from '../../../source/sensors/roots/live-root.js';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {figure, removeTrees, writeTree} from './board-tree.js';

afterEach(removeTrees);

test.each([
	['12.5', {watts: 12.5}],
	[' 3.2 W ', {watts: 3.2}],
	['1700000000.25,4.75', {seconds: 1_700_000_000.25, watts: 4.75}],
	['5\t7', {seconds: 5, watts: 7}],
	['2026-01-02T03:04:05Z;9', {seconds: 1_767_323_045, watts: 9}],
	['2026-01-02 03:04:05Z 9', {seconds: 1_767_323_045, watts: 9}],
	['time,watts', undefined],
	['-3', undefined],
	['', undefined],
	['1,2,3,4', undefined],
	['NaN', undefined],
])('a line of a meter: %j', (line, expected) => {
	expect(parsePowerLine(line)).toEqual(expected);
});

test("energy is weighed by the meter's own times; constant 5 W for 60 s is 300 J", () => {
	const meter = new PowerMeter();
	for (let second = 0; second <= 60; second++) {
		// All lines arrive in a burst: only their own times can tell.
		meter.record(`${1000 + second},5`, 7);
	}

	expect(meter.joules).toBeCloseTo(300, 9);
	meter.record('1070,5', 7);
	expect(meter.joules).toBeCloseTo(300, 9);
	meter.record('1069,5', 7);
	expect(meter.joules).toBeCloseTo(300, 9);
});

test('without times the arrival counts; comments pass, nonsense is counted', () => {
	const meter = new PowerMeter();
	meter.record('# meter', 0);
	expect(meter.scope).toBe('wall');
	meter.record('# scope: board input', 0);
	expect(meter.scope).toBe('board input');
	meter.record('# scope: nonsense', 0);
	expect(meter.scope).toBe('board input');
	meter.record('4', 0);
	meter.record('6', 1000);
	meter.record('volts?', 1500);
	expect(meter.joules).toBeCloseTo(5, 9);
	expect(meter).toMatchObject({lines: 2, badLines: 1, lastBad: 'volts?'});
});

test('a named pipe is read while nobody writes, and outlives a writer', async () => {
	const pipe = path.join(writeTree({}), 'meter');
	execFileSync('mkfifo', [pipe]);
	const opened = await powerInput(pipe).open(new LiveRoot());
	expect(isAbsent(opened)).toBe(false);
	const reader = opened as Reader;
	const [waiting] = await reader.read();
	expect(figure(waiting)).toBe('[no line has come yet]');
	for (const watts of [7.5, 8.5]) {
		appendFileSync(pipe, `${watts}\n`);
		await vi.waitFor(async () => {
			const readings = await reader.read();
			expect(choosePower(readings)).toMatchObject({watts, scope: 'wall'});
		});
	}

	reader.close!();
});

test('a file that is not there is absent, with its name', async () => {
	const opened = await powerInput('/nowhere/meter').open(new LiveRoot());
	expect(opened).toMatchObject({absent: expect.stringContaining('/nowhere/meter') as string});
});

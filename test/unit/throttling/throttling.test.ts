import {readFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {type Reading} from '../../../source/sensors/sensor.js';
import {BoardClock} from '../../../source/throttling/board-clock.js';
import {Throttling} from '../../../source/throttling/throttling.js';
import {removeTrees} from '../sensors/board-tree.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {play, sampleOf} from './play-board.js';

afterEach(removeTrees);

describe('recorded boards', () => {
	it('Pi 4: throttled by heat, with flag, temperature and the FPS lost', async () => {
		const {figures, told} = await play('pi4-heating', 480);
		const {current} = figures.throttle;
		expect(current).toMatchObject({verdict: 'throttled', reason: 'thermal'});
		expect(current!.lossFraction).toBeCloseTo(0.33, 1);
		expect(current!.text).toMatch(
			/^−3\d % FPS since 00:3\d: thermal, soft temperature limit, cpu-thermal 82 °C$/,
		);
		expect(current!.evidence).toContain('soft temperature limit');
		expect(current!.evidence.join(',')).toMatch(/CPU clock 1200 MHz of 1800 MHz/);
		expect(told.map(({kind}) => kind)).toEqual(['baselineFound', 'slowdownFound', 'slowdownFound']);
		expect(figures.sustained.ratio).toMatchObject({value: expect.closeTo(0.83, 1) as number});
		expect(figures.energy.grossMillijoules).toHaveProperty('missing');
		expect(figures.forecast.label).toBe('cpu-thermal');
	});

	it('Orin: power, by over-current events; energy of the module', async () => {
		const {figures} = await play('orin-over-current', 480);
		expect(figures.throttle.current).toMatchObject({verdict: 'throttled', reason: 'power'});
		expect(figures.throttle.current!.text).toMatch(/over-current events OC3/);
		const {energy} = figures;
		expect(energy).toMatchObject({scope: 'module', label: 'VDD_IN'});
		// About 15.6 W at 30 FPS for most of the time: 5.04 V × 3.05…3.3 A.
		expect(energy.grossMillijoules).toMatchObject({value: expect.closeTo(550, -2) as number});
		expect(energy.netMillijoules).toHaveProperty('missing');
	});

	it('NUC: suspected, for its power stands at PL1 after PL2; no flag proves it', async () => {
		const {figures} = await play('nuc-power-limit', 480);
		const {current} = figures.throttle;
		expect(current).toMatchObject({verdict: 'suspected', reason: 'power'});
		expect(current!.text).toMatch(
			/throttling suspected \(power\), package-0 28\.0 W at its limit PL1 28 W, 40\.0 W before, CPU clock 2950 MHz of 3700 MHz/,
		);
		// 40 W for 300 s, then 28 W, at 30 and 24 FPS.
		const expected = ((40 * 300 + 28 * 180) / (30 * 300 + 24 * 180)) * 1000;
		expect(figures.energy).toMatchObject({scope: 'package', label: 'package-0'});
		expect(figures.energy.grossMillijoules).toMatchObject({
			value: expect.closeTo(expected, -1.5) as number,
		});
	});

	it('VM: a noisy host, never thermal; every cell without a sensor says so', async () => {
		const {figures} = await play('vm-steal', 480);
		expect(figures.throttle.spells.map(({reason}) => reason)).toEqual(['noisy host']);
		expect(figures.throttle.current!.text).toMatch(
			/^−2\d % FPS since 00:\d\d: noisy host, CPU steal 1 % → 2\d %$/,
		);
		expect(figures.forecast.forecast).toEqual({kind: 'none', reason: 'no temperature sensor'});
		expect(figures.energy.meanWatts).toEqual({missing: 'no sensor'});
		expect(figures.readings).toEqual([]);
	});

	it('a reset closes what was open and seeks a baseline anew; references of the hardware stay', async () => {
		const {throttling, told} = await play('pi4-heating', 480);
		throttling.beginSegment(49_100, {backendId: 'onnxruntime:cpu', threads: 1});
		const {throttle} = throttling.figures(49_200);
		expect(throttle.current).toBeUndefined();
		expect(throttle.dropState).toBe('finding baseline');
		expect(throttle.spells.at(-1)!.endedMs).toBeCloseTo(48_100, -1);
		expect(told.at(-1)!.kind).toBe('slowdownEnded');
		expect(throttling.ofSegment(1)!.sustained.firstMinuteFps).toMatchObject({
			value: expect.closeTo(30, 0) as number,
		});
		expect(throttling.ofSegment(2)!.sustained.firstMinuteFps).toHaveProperty('missing');
		expect(throttling.ofSegment(3)).toBeUndefined();
	});
});

describe('a virtual machine without sensors', () => {
	const steal = (value: number, atMs: number): Reading => ({
		id: 'host/steal',
		label: 'steal',
		quantity: 'load',
		unit: 'fraction',
		source: '/proc/stat',
		atMs,
		evidence: {kind: 'host', cause: 'noisy host'},
		value,
	});

	/** PSI: some task waits for a CPU. */
	const pressure = (value: number, atMs: number): Reading => ({
		id: 'pressure/cpu',
		label: 'waiting for cpu, 10 s',
		quantity: 'load',
		unit: 'fraction',
		source: '/proc/pressure/cpu',
		atMs,
		value,
	});

	it('the recorded contention is another process, never thermal', ctx => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const text = readFileSync(path.join(sharedFolder, 'fixtures/traces/contended.csv'), 'utf8');
		const rows = text
			.trim()
			.split('\n')
			.slice(1)
			.map(line => line.split(',').map(Number) as [number, number, number, number, number]);
		const early = rows.slice(0, 60);
		const mean = (pick: (row: [number, number, number, number, number]) => number) =>
			early.reduce((sum, row) => sum + pick(row), 0) / early.length;
		const calm = {fps: mean(row => row[1]), cpu: mean(row => row[2])};
		const throttling = new Throttling(0, () => undefined);
		throttling.beginSegment(0, {backendId: 'onnxruntime:cpu', threads: 1});
		let frames = 0;
		let cpuSeconds = 0;
		const second = (
			index: number,
			fps: number,
			cpu: number,
			host: {stolen: number; waiting: number},
		): void => {
			const atMs = index * 1000;
			frames += fps;
			cpuSeconds += cpu;
			throttling.receiveSample(
				sampleOf([steal(host.stolen, atMs), pressure(host.waiting, atMs)], atMs),
			);
			throttling.tick(atMs, {fps, frames, cpu: {seconds: cpuSeconds, atMs}});
		};

		for (let index = 0; index < 90; index++) {
			second(index, calm.fps * (1 + 0.01 * ((index % 3) - 1)), calm.cpu, {
				stolen: 0.01,
				waiting: 0.1,
			});
		}

		for (const [index, [, fps, cpu, percent, waiting]] of rows.entries()) {
			second(90 + index, fps, cpu, {stolen: percent / 100, waiting: waiting / 100});
		}

		const {throttle} = throttling.figures(1e6);
		expect(throttle.current).toMatchObject({verdict: 'contention', reason: 'another process'});
		expect(throttle.current!.text).toMatch(/another process, inferences per CPU-second changed/);
		expect(throttle.spells.map(({reason}) => reason)).not.toContain('thermal');
	});
});

it('a recording that plays fast has its own clock, there and back', () => {
	const clock = new BoardClock({speed: 10, startedAtMs: 5000});
	expect(clock.toBoardMs(5000)).toBe(5000);
	expect(clock.toBoardMs(6000)).toBe(15_000);
	expect(clock.toMachineMs(15_000)).toBe(6000);
	expect(new BoardClock().toBoardMs(1234)).toBe(1234);
});

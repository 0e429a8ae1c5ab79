import {describe, expect, it} from 'vitest';
import {
	EnergyMeter,
	energyFigures,
	idleWatts,
	type EnergySource,
} from '../../../../source/throttling/detect/energy.js';

const power: EnergySource = {kind: 'power'};

const constant = (watts: number, seconds: number, stepMs = 1000): EnergyMeter => {
	const meter = new EnergyMeter(power);
	for (let atMs = 0; atMs <= seconds * 1000; atMs += stepMs) {
		meter.add(atMs, watts);
	}

	return meter;
};

const valueOf = (figure: {readonly value: number} | {readonly missing: string}): number => {
	expect(figure).toHaveProperty('value');
	return 'value' in figure ? figure.value : Number.NaN;
};

describe('EnergyMeter', () => {
	it('integrates power by trapezoids over uneven times', () => {
		const meter = new EnergyMeter(power);
		for (const [atMs, watts] of [
			[0, 0],
			[1000, 2],
			[1500, 2],
			[3500, 6],
		] as const) {
			meter.add(atMs, watts);
		}

		expect(meter.joules).toBeCloseTo(1 + 1 + 8, 12);
		expect(meter.coverage).toBe(1);
	});

	it('leaves out gaps above 2.5 s and says so by its coverage', () => {
		const meter = new EnergyMeter(power);
		for (const atMs of [0, 1000, 2000, 5000, 6000, 8500, 11_001]) {
			meter.add(atMs, 10);
		}

		expect(meter.coveredSeconds).toBe(5.5);
		expect(meter.joules).toBeCloseTo(55, 9);
		expect(meter.coverage).toBeCloseTo(5.5 / 11.001, 9);
		meter.add(20_000, undefined);
		expect(meter.spanSeconds).toBe(20);
	});

	it('carries a RAPL counter over its wrap, never negative', () => {
		const wrapJoules = 65_532.610_987;
		const meter = new EnergyMeter({kind: 'counter', wrapJoules});
		meter.add(0, wrapJoules - 10);
		meter.add(1000, 5);
		expect(meter.joules).toBeCloseTo(15, 6);
		meter.add(2000, 20);
		expect(meter.joules).toBeCloseTo(30, 6);
	});

	it('takes the fall of a counter without a wrap as a restart', () => {
		const meter = new EnergyMeter({kind: 'counter'});
		for (const [atMs, joules] of [
			[0, 100],
			[1000, 105],
			[2000, 1],
			[3000, 6],
		] as const) {
			meter.add(atMs, joules);
		}

		expect(meter.joules).toBe(10);
		expect(meter.coverage).toBeCloseTo(2 / 3, 12);
	});
});

describe('energyFigures', () => {
	const idle = {value: 2};

	it('is 250 mJ an inference at 5 W for 60 s at 20 FPS', () => {
		const figures = energyFigures(constant(5, 60), 1200, idle);
		expect(valueOf(figures.grossMillijoules)).toBeCloseTo(250, 9);
		expect(valueOf(figures.netMillijoules)).toBeCloseTo(150, 9);
		expect(valueOf(figures.fpsPerWatt)).toBeCloseTo(4, 9);
	});

	it('is within 1 % at 90 % coverage', () => {
		const meter = new EnergyMeter(power);
		for (let second = 0; second <= 100; second++) {
			if (second < 40 || second >= 49) {
				meter.add(second * 1000, 5);
			}
		}

		expect(meter.coverage).toBe(0.9);
		const {grossMillijoules} = energyFigures(meter, 2000, idle);
		expect(Math.abs(valueOf(grossMillijoules) - 250)).toBeLessThan(2.5);
	});

	it('is missing below 60 s, below 90 % and without readings, each with its reason', () => {
		expect(energyFigures(constant(5, 59), 1000, idle).grossMillijoules).toEqual({
			missing: 'needs 60 s of readings, has 59 s',
		});
		expect(energyFigures(constant(5, 100, 3000), 1000, idle).fpsPerWatt).toEqual({
			missing: 'no power reading',
		});
		const half = new EnergyMeter(power);
		for (let second = 0; second <= 100; second++) {
			half.add(second * 1000, second % 20 < 10 ? 5 : undefined);
		}

		expect(energyFigures(half, 1000, idle).grossMillijoules).toEqual({
			missing: 'readings cover 45 % of the time, 90 % are needed',
		});
		expect(energyFigures(constant(5, 60), 0, idle).grossMillijoules).toEqual({
			missing: 'no frames yet',
		});
		expect(energyFigures(constant(5, 60), 9, {missing: 'not taken'}).netMillijoules).toEqual({
			missing: 'no idle baseline: not taken',
		});
	});

	it('needs 30 s for the idle baseline', () => {
		expect(idleWatts(constant(2, 29))).toHaveProperty('missing');
		expect(valueOf(idleWatts(constant(2, 30)))).toBeCloseTo(2, 12);
	});
});

import {describe, expect, it} from 'vitest';
import {SustainedMeter} from '../../../../source/throttling/detect/sustained.js';

const run = (
	seconds: number,
	fpsAt: (second: number) => number,
	tempAt: (second: number) => number | undefined,
): SustainedMeter => {
	const meter = new SustainedMeter();
	for (let second = 0; second <= seconds; second++) {
		meter.add(second * 1000, fpsAt(second), tempAt(second));
	}

	return meter;
};

describe('SustainedMeter', () => {
	it('compares minute 1 with the last 5 minutes', () => {
		const score = run(
			1800,
			second => (second <= 60 ? 50 : second < 600 ? 45 : 35),
			() => 70,
		).score();
		expect(score.firstMinuteFps).toEqual({value: 50});
		expect(score.lastMinutesFps).toEqual({value: 35});
		expect(score.ratio).toEqual({value: 0.7});
	});

	it('is steady when speed and temperature are', () => {
		// Heats with a time constant of 3 min: the mean slope over 2 min falls below 0.5 °C/min at about 14 min.
		const heating = (second: number): number => 75 - 35 * Math.exp(-second / 180);
		const {steadyAfterSeconds} = run(1800, () => 30, heating).score();
		expect(steadyAfterSeconds).toHaveProperty('value');
		const after = 'value' in steadyAfterSeconds ? steadyAfterSeconds.value : 0;
		const slope = (heating(after) - heating(after - 120)) / 2;
		expect(Math.abs(slope)).toBeLessThan(0.55);
		expect(Math.abs(slope)).toBeGreaterThan(0.4);
		expect(
			run(
				1800,
				second => 30 - second / 100,
				() => 70,
			).score().steadyAfterSeconds,
		).toEqual({missing: 'not steady yet'});
	});

	it('says what is missing', () => {
		const short = run(
			200,
			() => 30,
			() => undefined,
		).score();
		expect(short.firstMinuteFps).toEqual({value: 30});
		expect(short.lastMinutesFps).toEqual({missing: 'needs 6 min, has 200 s'});
		expect(short.ratio).toEqual({missing: 'needs 6 min, has 200 s'});
		expect(short.steadyAfterSeconds).toEqual({missing: 'no temperature'});
		expect(new SustainedMeter().score().firstMinuteFps).toEqual({
			missing: 'the first minute is not over',
		});
	});
});

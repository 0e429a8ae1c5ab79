import {expect, it} from 'vitest';
import {type Reading} from '../../../source/sensors/sensor.js';
import {FanWatch} from '../../../source/throttling/fan-watch.js';

const reading = (unit: 'rpm' | 'fraction' | 'state', value: number, max?: number): Reading => ({
	id: `fan/${unit}`,
	label: 'pwm-fan',
	quantity: 'fan',
	unit,
	source: '/sys',
	atMs: 0,
	value,
	...(max !== undefined && {limits: {max}}),
});

const listen = (samples: ReadonlyArray<readonly Reading[]>): string[] => {
	const told: string[] = [];
	const fans = new FanWatch((nowMs, text) => {
		told.push(`${nowMs} ${text}`);
	});
	for (const [second, readings] of samples.entries()) {
		fans.add(second, readings);
	}

	return told;
};

const course = (...values: readonly number[]): number[] =>
	values.flatMap(value => [value, value, value]);

it('starts, reaches its full speed, stops: each once it has lasted', () => {
	expect(listen(course(0, 1, 4, 2, 0).map(value => [reading('state', value, 4)]))).toEqual([
		'5 pwm-fan: fan started',
		'8 pwm-fan: fan at full speed',
		'11 pwm-fan: fan no longer at full speed',
		'14 pwm-fan: fan stopped',
	]);
	expect(listen([0, 0, 0, 3000, 0, 3000, 0].map(value => [reading('rpm', value)]))).toEqual([]);
	expect(listen(course(0, 3000).map(value => [reading('rpm', value)]))).toEqual([
		'5 pwm-fan: fan started',
	]);
});

it('a machine without a fan, or whose fan was on before, has no event', () => {
	expect(listen(course(0, 0).map(() => []))).toEqual([]);
	expect(listen(course(0.6, 0.7).map(value => [reading('fraction', value)]))).toEqual([]);
});

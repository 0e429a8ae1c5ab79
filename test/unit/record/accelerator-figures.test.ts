import {expect, it} from 'vitest';
import {
	acceleratorFigures,
	isAcceleratorReading,
} from '../../../source/record/accelerator-figures.js';
import {type Reading} from '../../../source/sensors/sensor.js';

const reading = (
	id: string,
	what: `${Reading['quantity']}, ${Reading['unit']}`,
	value: number | string,
	max?: number,
): Reading => ({
	id,
	label: id,
	quantity: what.split(', ')[0] as Reading['quantity'],
	unit: what.split(', ')[1] as Reading['unit'],
	source: '/sys',
	atMs: 0,
	...(max !== undefined && {limits: {max}}),
	...(typeof value === 'number' ? {value} : {missing: value}),
});

const figures = (...readings: Reading[]) =>
	acceleratorFigures({atMs: 0, readings, costMs: 1, cpuSeconds: 0, rssBytes: 0});

const host = [
	reading('host/cpu-load', 'load, fraction', 0.9),
	reading('host/steal', 'load, fraction', 0),
	reading('pressure/cpu', 'load, fraction', 0.2),
	reading('host/memory-used', 'memory, bytes', 2e9, 8e9),
];

it('the machine itself is no accelerator', () => {
	expect(host.some(item => isAcceleratorReading(item))).toBe(false);
	const {load, memoryUsedBytes, fanRpm} = figures(...host);
	expect([load, memoryUsedBytes, fanRpm]).toEqual([
		{missing: 'no sensor'},
		{missing: 'no sensor'},
		{missing: 'no sensor'},
	]);
});

it('of several the busiest, with its own memory and no other', () => {
	const {load, memoryUsedBytes, memoryTotalBytes} = figures(
		...host,
		reading('nvidia/0/load', 'load, fraction', 0.1),
		reading('nvidia/0/memory', 'memory, bytes', 1e9, 8e9),
		reading('nvidia/1/load', 'load, fraction', 0.97),
		reading('nvidia/1/memory', 'memory, bytes', 3e9, 16e9),
	);
	expect(load).toEqual({value: 0.97, label: 'nvidia/1/load'});
	expect(memoryUsedBytes).toEqual({value: 3e9, label: 'nvidia/1/memory'});
	expect(memoryTotalBytes).toEqual({value: 16e9});
});

it('a load that may not be read says why, and idle is 0', () => {
	expect(figures(reading('rk3588-npu/core0', 'load, fraction', 'permission denied')).load).toEqual({
		missing: 'permission denied',
		label: 'rk3588-npu/core0',
	});
	expect(figures(reading('jetson/gpu-load', 'load, fraction', 0)).load).toMatchObject({value: 0});
	expect(figures(reading('jetson/gpu-load', 'load, fraction', 0.5)).memoryUsedBytes).toHaveProperty(
		'missing',
	);
});

it('a fan is told as a share where it can be, and in turns a minute', () => {
	const {fanShare, fanRpm} = figures(
		reading('cooling/pwm-fan', 'fan, state', 2, 4),
		reading('hwmon/pwmfan/fan1', 'fan, rpm', 3100),
		reading('hwmon/other/fan2', 'fan, rpm', 0),
	);
	expect(fanShare).toMatchObject({value: 0.5});
	expect(fanRpm).toMatchObject({value: 3100, label: 'hwmon/pwmfan/fan1'});
	expect(figures(reading('cooling/fan', 'fan, state', 2)).fanShare).toHaveProperty('missing');
});

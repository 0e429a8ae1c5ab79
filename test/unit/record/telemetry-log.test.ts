import {describe, expect, it} from 'vitest';
import {type Reading} from '../../../source/sensors/sensor.js';
import {TelemetryLog} from '../../../source/record/telemetry-log.js';

const base = {
	id: 'cpu',
	label: 'CPU',
	quantity: 'temperature',
	unit: 'celsius',
	source: 'thermal_zone0',
	atMs: 0,
} as const;

const add = (log: TelemetryLog, ...readings: readonly Reading[]): void => {
	log.add({atMs: 0, readings} as Parameters<TelemetryLog['add']>[0]);
};

describe('TelemetryLog', () => {
	it('keeps minimum, mean, maximum and the last of what was read', () => {
		const log = new TelemetryLog();
		for (const value of [50, 70, 60]) {
			add(log, {...base, value});
		}

		expect(log.figures()).toEqual([
			{
				id: 'cpu',
				label: 'CPU',
				quantity: 'temperature',
				unit: 'celsius',
				source: 'thermal_zone0',
				samples: 3,
				min: 50,
				mean: 60,
				max: 70,
				last: 60,
			},
		]);
	});

	it('gives a reason and no figure for what was never read', () => {
		const log = new TelemetryLog();
		add(log, {...base, missing: 'permission denied'});
		const [figure] = log.figures();
		expect(figure).toMatchObject({samples: 0, missing: 'permission denied'});
		for (const name of ['min', 'mean', 'max', 'last']) {
			expect(figure).not.toHaveProperty(name);
		}
	});

	it('does not count a failed reading as 0, and tells that the newest failed', () => {
		const log = new TelemetryLog();
		add(log, {...base, value: 50});
		add(log, {...base, missing: 'no answer'});
		expect(log.figures()).toMatchObject([{samples: 1, min: 50, mean: 50, missing: 'no answer'}]);
		add(log, {...base, value: 52});
		expect(log.figures()[0]).not.toHaveProperty('missing');
		expect(log.figures()).toMatchObject([{samples: 2, mean: 51, last: 52}]);
	});

	it('is bounded: more than 256 sources are not taken in', () => {
		const log = new TelemetryLog();
		const many = Array.from({length: 300}, (_, index) => ({
			...base,
			id: `s${index}`,
			value: index,
		}));
		add(log, ...many);
		add(log, ...many);
		expect(log.figures()).toHaveLength(256);
		expect(log.figures().every(({samples}) => samples === 2)).toBe(true);
	});
});

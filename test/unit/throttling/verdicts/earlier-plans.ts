import {
	card,
	falls,
	fanless,
	hot,
	intel,
	pi,
	policy,
	series,
	silent,
	steadyClock,
	type Plan,
} from './board-builders.js';

/** Heat, cards and power. */
export const earlierPlans: Readonly<Record<string, Plan>> = {
	'o01-fanless-at-45s': fanless(45, 0.3),
	'o02-fanless-at-75s': fanless(75, 0.2),
	'o03-fanless-at-130s': fanless(130, 0.42),
	'o04-fanless-at-260s': fanless(260, 0.12),
	'o05-pi-heat-and-little-steal': {
		fps: falls(8, 200, 0.3),
		load: second => ({load: 0.94, steal: second < 200 ? 0 : 0.04}),
		files: pi(
			series([0, '0'], [200, '60006'], [210, 'e000e']),
			series([0, 60_000], [200, '~85000']),
		),
		expectation: hot(200, 0.3),
	},
	'o06-pi-undervoltage': {
		fps: falls(8, 220, 0.4),
		files: pi(series([0, '0'], [220, '50005']), series([0, 60_000])),
		expectation: {
			...hot(220, 0.4),
			family: 'power',
			reasons: ['power'],
			never: /\| thermal/,
		},
	},
	'o07-pi-at-60s-by-flags': {
		fps: falls(8, 60, 0.42),
		files: pi(series([0, '0'], [60, '60006']), series([0, 60_000], [60, '~84000'])),
		expectation: hot(60, 0.42),
	},
	'o08-pi-healthy-with-old-bits': {
		fps: 8,
		files: pi(series([0, '50000']), series([0, 60_000], [400, '~72000'])),
		expectation: silent,
	},
	'o09-cuda-own-card-hot': {
		fps: falls(300, 210, 0.25),
		backend: 'onnxruntime:cuda',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, String.raw`${card(0)}\n${card(1, {load: 0, clock: 300})}`],
				[
					210,
					String.raw`${card(0, {celsius: 88, clock: 1300, reasons: '0x20'})}\n${card(1, {load: 0, clock: 300})}`,
				],
			),
		},
		expectation: hot(210, 0.25),
	},
	'o10-cuda-another-card-hot': {
		fps: 300,
		backend: 'onnxruntime:cuda',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, String.raw`${card(0)}\n${card(1)}`],
				[210, String.raw`${card(0)}\n${card(1, {celsius: 90, clock: 900, reasons: '0x60'})}`],
			),
		},
		expectation: silent,
	},
	'o11-cpu-run-beside-hot-card': {
		fps: 20,
		files: {
			...policy(0, steadyClock),
			'bin/nvidia-smi.series': series(
				[0, card(0)],
				[150, card(0, {celsius: 90, clock: 900, reasons: '0x60'})],
			),
		},
		expectation: silent,
	},
	'o12-power-limit-lowered': {
		fps: falls(50, 250, 0.35),
		files: {
			...intel(
				[
					[0, 28],
					[250, 15],
				],
				series([0, 35e6], [250, 15e6]),
			),
			...policy(0, series([0, 3_400_000], [250, 2_100_000])),
		},
		expectation: {
			family: 'power',
			verdicts: ['suspected', 'throttled'],
			reasons: ['power'],
			onsetSeconds: 250,
			lossFraction: 0.35,
			text: /PL1 15 W/,
		},
	},
	'o13-boost-budget-of-40s': {
		fps: falls(50, 40, 0.2),
		files: {
			...intel(
				[
					[0, 44],
					[40, 25],
				],
				series([0, 25e6]),
			),
			...policy(0, series([0, 3_900_000], [40, 3_000_000])),
		},
		expectation: {
			family: 'power',
			verdicts: ['suspected', 'throttled'],
			reasons: ['power'],
			onsetSeconds: 40,
			lossFraction: 0.2,
		},
	},
};

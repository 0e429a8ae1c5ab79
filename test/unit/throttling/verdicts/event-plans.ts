import {
	cooling,
	falls,
	hot,
	policy,
	series,
	silent,
	steadyClock,
	zone,
	type Plan,
} from './board-builders.js';

/** Heat in ways other than a step, and what only looks like it. */
export const eventPlans: Readonly<Record<string, Plan>> = {
	'o50-rk3568-whole-degrees': {
		fps: falls(5, 120, 0.25),
		files: {
			...zone(0, 'soc-thermal', series([0, 60], [120, '~76'])),
			'sys/class/thermal/thermal_zone0/trip_point_0_type': 'passive',
			'sys/class/thermal/thermal_zone0/trip_point_0_temp': '75',
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [120, 3])),
			...policy(0, series([0, 1_992_000], [120, 1_416_000])),
		},
		expectation: {...hot(120, 0.25), text: /soc-thermal 7[56] °C/},
	},
	'o51-server-hot-drives': {
		fps: 100,
		threads: 16,
		files: {
			...zone(0, 'mlx5', series([0, 60_000], [200, '~105000']), 95),
			'sys/class/hwmon/hwmon1/name': 'nvme',
			'sys/class/hwmon/hwmon1/temp1_label': 'Composite',
			'sys/class/hwmon/hwmon1/temp1_input.series': series([0, 60_000], [200, '~90000']),
			...policy(0, steadyClock),
			...policy(1, series([0, 2_400_000], [200, 800_000])),
			...policy(2, steadyClock),
			...policy(3, steadyClock),
			...policy(4, steadyClock),
		},
		expectation: silent,
	},
	'o52-fan-stops-and-it-heats': {
		fps: falls(15, 240, 0.3),
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [200, 60_000], [240, '~80500']), 80),
			...cooling(0, 'pwm-fan', series([0, 3], [200, 0])),
			...cooling(1, 'cpufreq-cpu0', series([0, 0], [240, 4])),
			...policy(0, series([0, 2_400_000], [240, 1_600_000])),
		},
		expectation: {...hot(240, 0.3), never: /fan/},
	},
	'o53-gradual-heat': {
		fps: [
			[0, 20],
			[150, 20],
			[330, 15],
		],
		seconds: 600,
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [150, '~80500'], [330, '~82000']), 80),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [150, 1], [200, 2], [260, 3], [330, 4])),
			...policy(
				0,
				series(
					[0, 2_400_000],
					[150, 2_300_000],
					[200, 2_100_000],
					[260, 1_950_000],
					[330, 1_800_000],
				),
			),
		},
		expectation: {family: 'heat', verdicts: ['throttled'], reasons: ['thermal']},
	},
	'o54-heat-comes-and-goes': {
		fps: [
			[0, 20],
			[150, 20],
			[152, 14],
			[300, 14],
			[302, 20],
		],
		seconds: 500,
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [150, 81_000], [300, 70_000]), 80),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [150, 4], [300, 0])),
			...policy(0, series([0, 2_400_000], [150, 1_680_000], [300, 2_400_000])),
		},
		expectation: hot(150, 0.3),
	},
	'o55-cpu-idle-injection': {
		fps: falls(20, 200, 0.3),
		cpu: falls(4, 200, 0.3),
		load: second => ({load: second < 200 ? 0.97 : 0.7}),
		files: {
			...zone(0, 'x86_pkg_temp', series([0, 70_000], [200, '~98000']), 97),
			...cooling(0, 'intel_powerclamp', series([0, -1], [200, 30])),
			...policy(0, steadyClock),
		},
		expectation: {...hot(200, 0.3), verdicts: ['throttled', 'suspected']},
	},
	'o56-offline-cores-by-heat': {
		fps: falls(20, 200, 0.45),
		cpu: falls(4, 200, 0.5),
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [200, '~80500']), 80),
			...cooling(0, 'thermal-cpucore-0', series([0, 0], [200, 2])),
			...policy(0, steadyClock),
		},
		expectation: {...hot(200, 0.45), verdicts: ['throttled', 'suspected']},
	},
	'o57-the-other-cluster-is-cooled': {
		fps: falls(20, 200, 0.2),
		placements: [[0, {shares: new Map([4, 5, 6, 7].map(cpu => [cpu, 0.25]))}]],
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [190, 70_000]), 95),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [200, 2])),
			...policy(0, series([0, 1_800_000], [200, 1_200_000])),
			...policy(4, steadyClock),
		},
		expectation: {
			family: 'big.LITTLE',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.2,
			never: /cpufreq-cpu0/,
		},
	},
	'o58-cooler-than-before-above-a-low-trip': {
		fps: falls(50, 200, 0.3),
		files: {
			...zone(0, 'x86_pkg_temp', series([0, 78_000], [200, 78_000], [210, '~66000']), 60),
			...policy(0, series([0, 3_600_000], [200, 2_500_000])),
		},
		expectation: {
			family: 'other cause',
			verdicts: ['suspected'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.3,
		},
	},
	'o59-hot-die-without-a-trip': {
		fps: falls(50, 200, 0.2),
		files: {
			'sys/class/hwmon/hwmon0/name': 'coretemp',
			'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0',
			'sys/class/hwmon/hwmon0/temp1_crit': '100000',
			'sys/class/hwmon/hwmon0/temp1_input.series': series([0, 80_000], [200, '~99000']),
			...policy(0, series([0, 4_000_000], [200, 3_200_000])),
		},
		expectation: {
			...hot(200, 0.2),
			verdicts: ['suspected'],
			text: /Package id 0 9[89] °C near its critical temperature 100 °C/,
		},
	},
};

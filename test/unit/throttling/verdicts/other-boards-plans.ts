import {type Files} from './memory-root.js';
import {
	card,
	cooling,
	counters,
	falls,
	hot,
	intel,
	pi,
	policy,
	series,
	silent,
	steadyClock,
	zone,
	type Plan,
} from './board-builders.js';

const coral = (celsius: string): Files => ({
	'sys/class/apex/apex_0/status': 'ALIVE',
	'sys/class/apex/apex_0/temp.series': celsius,
	'sys/class/apex/apex_0/trip_point0_temp': '85000',
	'sys/class/apex/apex_0/trip_point1_temp': '90000',
	'sys/class/apex/apex_0/trip_point2_temp': '95000',
	...zone(0, 'cpu-thermal', series([0, 50_000]), 85),
});

const hwmonChip = (number: number, name: string, files: Files): Files =>
	Object.fromEntries(
		Object.entries({name, ...files}).map(([file, content]) => [
			`sys/class/hwmon/hwmon${number}/${file}`,
			content,
		]),
	);

const related = (number: number, cpus: string): Files => ({
	[`sys/devices/system/cpu/cpufreq/policy${number}/related_cpus`]: cpus,
});

/** Boards and parts of makers that the other plans do not have. */
export const otherBoardsPlans: Readonly<Record<string, Plan>> = {
	'o78-coral-at-its-first-trip': {
		fps: falls(120, 230, 0.45),
		backend: 'tflite:edgetpu',
		load: () => ({load: 0.3}),
		files: coral(series([0, 70_000], [230, '~85400'], [420, '~86000'])),
		expectation: hot(230, 0.45),
	},
	'o79-coral-warm-below-its-trip': {
		fps: 120,
		backend: 'tflite:edgetpu',
		load: () => ({load: 0.3}),
		files: coral(series([0, 70_000], [420, '~84000'])),
		expectation: silent,
	},
	'o80-ti-am62-die-zones': {
		fps: falls(4, 210, 0.4),
		files: {
			...zone(0, 'main0-thermal', series([0, 80_000], [210, '~95500']), 95),
			...zone(1, 'main1-thermal', series([0, 78_000], [210, '~92000']), 95),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [210, 2])),
			...policy(0, series([0, 1_400_000], [210, 800_000])),
		},
		expectation: hot(210, 0.4),
	},
	'o81-imx95-ana-and-a55': {
		fps: falls(9, 170, 0.3),
		files: {
			...zone(0, 'ana', series([0, 75_000], [170, '~94000']), 105),
			...zone(1, 'a55', series([0, 80_000], [170, '~105500']), 105),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [170, 1])),
			...policy(0, series([0, 1_800_000], [170, 1_250_000])),
		},
		expectation: {...hot(170, 0.3), text: /a55/},
	},
	'o82-starfive-without-trips': {
		fps: falls(1.2, 200, 0.5),
		files: {
			...hwmonChip(0, 'sfctemp', {
				'temp1_input.series': series([0, 70_000], [200, '~86000']),
			}),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [200, 2])),
			...policy(0, series([0, 1_500_000], [200, 750_000])),
		},
		expectation: hot(200, 0.5),
	},
	'o83-rk3576-npu-while-the-big-cores-cool': {
		fps: 90,
		backend: 'rknn:npu',
		load: () => ({load: 0.2}),
		files: {
			...zone(0, 'bigcore-thermal', series([0, 70_000], [200, '~86000']), 85),
			...zone(1, 'npu-thermal', series([0, 60_000]), 85),
			...cooling(0, 'cpufreq-cpu4', series([0, 0], [200, 3])),
			...policy(0, series([0, 2_200_000])),
			...policy(4, series([0, 2_300_000], [200, 1_600_000])),
			'sys/class/devfreq/27700000.npu/cur_freq': '1000000000',
			'sys/class/devfreq/27700000.npu/max_freq': '1000000000',
		},
		expectation: {
			family: 'healthy',
			verdicts: ['limited, no impact yet'],
			never: /−\d|FPS lost/,
		},
	},
	'o84-snapdragon-x-one-of-three-clusters': {
		fps: falls(60, 240, 0.22),
		threads: 8,
		placements: [[0, {shares: new Map([4, 5, 6, 7, 8, 9, 10, 11].map(cpu => [cpu, 0.125]))}]],
		files: {
			...zone(0, 'cpu0-0-top-thermal', series([0, 60_000]), 90),
			...zone(1, 'cpu1-0-top-thermal', series([0, 75_000], [240, '~90500']), 90),
			...zone(2, 'cpu2-0-top-thermal', series([0, 74_000], [240, '~90200']), 90),
			...cooling(0, 'cpufreq-cpu0', series([0, 0])),
			...cooling(1, 'cpufreq-cpu4', series([0, 0], [240, 4])),
			...cooling(2, 'cpufreq-cpu8', series([0, 0], [240, 4])),
			...related(0, '0 1 2 3'),
			...related(4, '4 5 6 7'),
			...related(8, '8 9 10 11'),
			...policy(0, series([0, 3_400_000])),
			...policy(4, series([0, 3_400_000], [240, 2_600_000])),
			...policy(8, series([0, 3_400_000], [240, 2_600_000])),
		},
		expectation: {...hot(240, 0.22), text: /cpu[12]-0-top-thermal/},
	},
	'o85-genio-apu-heat': {
		fps: falls(140, 200, 0.3),
		backend: 'tflite:npu',
		load: () => ({load: 0.2}),
		files: {
			...zone(0, 'apu-thermal', series([0, 60_000], [200, '~95400']), 95),
			...zone(1, 'cpu-big0-thermal', series([0, 55_000]), 95),
			...cooling(0, 'devfreq-19000000.apu', series([0, 0], [200, 2])),
			'sys/class/devfreq/19000000.apu/cur_freq.series': series([0, 800e6], [200, 560e6]),
			'sys/class/devfreq/19000000.apu/max_freq': '800000000',
		},
		expectation: {...hot(200, 0.3), verdicts: ['throttled', 'suspected'], text: /apu-thermal/},
	},
	'o86-nuc-thermald-lowers-pl1': {
		fps: falls(48, 260, 0.3),
		files: {
			...intel(
				[
					[0, 28],
					[260, 17],
				],
				series([0, 28e6], [258, 17e6]),
			),
			'sys/class/hwmon/hwmon0/temp1_input.series': series(
				[0, 80_000],
				[260, '~92000'],
				[420, 85_000],
			),
			...policy(0, series([0, 3_300_000], [260, 2_300_000])),
		},
		expectation: {
			family: 'power',
			verdicts: ['suspected', 'throttled'],
			reasons: ['power'],
			onsetSeconds: 260,
			lossFraction: 0.3,
			text: /PL1 17 W/,
		},
	},
	'o87-nvidia-cap-lowered-by-the-user': {
		fps: falls(300, 240, 0.35),
		backend: 'onnxruntime:cuda',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, card(0, {watts: 145})],
				[240, card(0, {watts: 99, cap: 100, clock: 1150, reasons: '0x4'})],
			),
		},
		expectation: {
			...hot(240, 0.35),
			family: 'power',
			reasons: ['set by the user'],
			verdicts: ['slowed, not throttled'],
			text: /power limit 150 W → 100 W/,
		},
	},
	'o88-pi5-hot-beside-another-process': {
		fps: falls(10, 220, 0.5),
		cpu: falls(4, 220, 0.3),
		load: second => ({load: second < 220 ? 0.9 : 1}),
		files: {
			...pi(series([0, '0'], [220, '80008']), series([0, 70_000], [220, '~84500'])),
			...policy(0, series([0, 2_400_000], [220, 1_700_000])),
		},
		expectation: {
			...hot(220, 0.5),
			verdicts: ['throttled', 'contention'],
			reasons: ['thermal', 'another process'],
			text: /thermal.*another process|another process.*thermal/,
		},
	},
	'o89-pi-brownout-of-a-second': {
		fps: [
			[0, 8],
			[240, 8],
			[241, 3],
			[243, 8],
		],
		files: pi(series([0, '0'], [240, '50005'], [243, '50000']), series([0, 60_000])),
		expectation: {
			family: 'power',
			verdicts: ['limited, no impact yet'],
			reasons: ['power'],
			never: /^throttled/,
		},
	},
	'o90-fan-dead-from-the-start': {
		fps: falls(18, 150, 0.35),
		files: {
			...zone(0, 'soc-thermal', series([0, 65_000], [150, '~85500'], [420, '~87000']), 85),
			...cooling(0, 'pwm-fan', series([0, 0], [60, 2], [100, 4])),
			...cooling(1, 'thermal-cpufreq-0', series([0, 0], [150, 3])),
			...hwmonChip(0, 'pwmfan', {fan1_input: '0'}),
			...policy(0, series([0, 2_256_000], [150, 1_416_000])),
		},
		expectation: {...hot(150, 0.35), never: /pwm-fan/},
	},
	'o91-counters-of-32-bits-wrap': {
		fps: 40,
		files: {
			...intel([[0, 20]], series([0, 35e6])),
			...policy(0, steadyClock),
			...counters(4, () => series([0, 4_294_967_290], [200, 4])),
		},
		expectation: silent,
	},
};

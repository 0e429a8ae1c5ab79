import {type Files} from './memory-root.js';
import {
	card,
	cooling,
	counters,
	falls,
	hot,
	intel,
	policy,
	series,
	throttled,
	zone,
	type Plan,
} from './board-builders.js';

const amdDevice = 'sys/class/drm/card0/device';

/** A card or the graphics of a processor, in the files of amdgpu. */
const amd = (chip: Files): Files => ({
	[`${amdDevice}/vendor`]: '0x1002',
	[`${amdDevice}/gpu_busy_percent`]: '99',
	[`${amdDevice}/hwmon/hwmon3/name`]: 'amdgpu',
	...Object.fromEntries(
		Object.entries(chip).map(([name, content]) => [`${amdDevice}/hwmon/hwmon3/${name}`, content]),
	),
});

const k10temp = (celsius: string): Files => ({
	'sys/class/hwmon/hwmon1/name': 'k10temp',
	'sys/class/hwmon/hwmon1/temp1_label': 'Tctl',
	'sys/class/hwmon/hwmon1/temp1_input.series': celsius,
});

/** Processors of other makers, one event each, in the names of their own kernels. */
export const socPlans: Readonly<Record<string, Plan>> = {
	'o60-amlogic-two-clusters': {
		fps: falls(11, 180, 0.3),
		placements: [[0, {shares: new Map([2, 3, 4, 5].map(cpu => [cpu, 0.25]))}]],
		files: {
			...zone(0, 'cpu-thermal', series([0, 62_000], [180, '~85600']), 85),
			...zone(1, 'ddr-thermal', series([0, 60_000], [180, '~80000']), 85),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [180, 2])),
			...cooling(1, 'thermal-cpufreq-1', series([0, 0], [180, 5])),
			'sys/devices/system/cpu/cpufreq/policy0/related_cpus': '0 1',
			'sys/devices/system/cpu/cpufreq/policy2/related_cpus': '2 3 4 5',
			...policy(0, series([0, 1_908_000], [180, 1_704_000])),
			...policy(2, series([0, 2_208_000], [180, 1_512_000])),
		},
		expectation: {...hot(180, 0.3), text: /cpu-thermal 8[56]/, never: /ddr/},
	},
	'o61-allwinner-at-40s': {
		fps: falls(2.2, 40, 0.5),
		files: {
			...zone(0, 'cpu_thermal', series([0, 58_000], [40, '~75400'], [420, '~77000']), 75),
			...zone(1, 'gpu_thermal', series([0, 55_000]), 75),
			...zone(2, 've_thermal', series([0, 55_000])),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [40, 5])),
			...policy(0, series([0, 1_512_000], [40, 720_000])),
		},
		expectation: hot(40, 0.5),
	},
	'o62-imx6-single-zone': {
		fps: falls(1.5, 200, 0.2),
		files: {
			...zone(0, 'imx_thermal_zone', series([0, 70_000], [200, '~85200']), 85),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [200, 1])),
			...policy(0, series([0, 996_000], [200, 792_000])),
		},
		expectation: hot(200, 0.2),
	},
	'o63-jetson-nano-gpu-heat': {
		fps: falls(35, 220, 0.33),
		backend: 'pytorch:cuda',
		load: () => ({load: 0.3}),
		files: {
			'proc/device-tree/model': 'NVIDIA Jetson Nano Developer Kit',
			...zone(0, 'AO-therm', series([0, 60_000], [220, '~90000'])),
			...zone(1, 'CPU-therm', series([0, 60_000], [220, '~94000']), 97.5),
			...zone(2, 'GPU-therm', series([0, 62_000], [220, '~97600']), 97.5),
			...zone(3, 'PLL-therm', series([0, 60_000], [220, '~95000'])),
			...zone(4, 'PMIC-Die', '0 100000'),
			...cooling(0, 'pwm-fan', series([0, 2])),
			...cooling(1, 'cpu-balanced', series([0, 0])),
			...cooling(2, 'gpu-balanced', series([0, 0], [220, 4])),
			'sys/class/devfreq/57000000.gpu/cur_freq.series': series(
				[0, 921_600_000],
				[220, 614_400_000],
			),
			'sys/class/devfreq/57000000.gpu/max_freq': '921600000',
			'sys/devices/gpu.0/load': '990',
		},
		expectation: {...hot(220, 0.33), never: /PMIC|AO-therm/},
	},
	'o64-xavier-over-current': {
		fps: falls(150, 190, 0.25),
		backend: 'onnxruntime:tensorrt',
		load: () => ({load: 0.3}),
		files: {
			...zone(0, 'GPU-therm', series([0, 55_000]), 95),
			'sys/class/hwmon/hwmon2/name': 'soctherm_oc',
			'sys/class/hwmon/hwmon2/oc1_event_cnt': '0',
			'sys/class/hwmon/hwmon2/oc2_event_cnt.series': series([0, 3], [190, 40], [420, '~900']),
			'sys/class/devfreq/17000000.gv11b/cur_freq.series': series(
				[0, 1_377_000_000],
				[190, 1_000_000_000],
			),
			'sys/devices/17000000.gv11b/load': '995',
		},
		expectation: {...hot(190, 0.25), family: 'power', reasons: ['power'], text: /OC2/},
	},
	'o65-n100-fanless-counters': {
		fps: falls(32, 260, 0.18),
		files: {
			...intel(
				[
					[0, 15],
					[260, 11],
				],
				series([0, 25e6]),
			),
			'sys/class/hwmon/hwmon0/temp1_crit': '105000',
			'sys/class/hwmon/hwmon0/temp1_input.series': series([0, 75_000], [255, '~104000']),
			...policy(0, series([0, 2_900_000], [260, 2_350_000])),
			...counters(4, () => series([0, 12], [255, 12], [420, '~9000'])),
		},
		expectation: hot(260, 0.18),
	},
	'o66-amd-apu-slow-ppt': {
		fps: falls(70, 180, 0.22),
		threads: 8,
		files: {
			...k10temp(series([0, 70_000], [180, '~82000'])),
			...amd({
				power1_label: 'slowPPT',
				'power1_average.series': series([0, 43_000_000], [180, 25_000_000]),
				power1_cap: '25000000',
				temp1_label: 'edge',
				temp1_input: '60000',
			}),
			...policy(0, series([0, 4_500_000], [180, 3_500_000])),
		},
		expectation: {
			family: 'power',
			verdicts: ['suspected'],
			reasons: ['power'],
			onsetSeconds: 180,
			lossFraction: 0.22,
			never: /\| thermal/,
		},
	},
	'o67-amd-card-junction': {
		fps: falls(500, 200, 0.25),
		backend: 'onnxruntime:migraphx',
		load: () => ({load: 0.2}),
		files: {
			...k10temp(series([0, 50_000])),
			...amd({
				power1_label: 'PPT',
				'power1_average.series': series([0, 280_000_000], [200, 210_000_000]),
				power1_cap: '303000000',
				temp1_label: 'edge',
				'temp1_input.series': series([0, 60_000], [200, '~80000']),
				temp1_crit: '100000',
				temp2_label: 'junction',
				'temp2_input.series': series([0, 78_000], [200, '~109000']),
				temp2_crit: '110000',
				freq1_label: 'sclk',
				'freq1_input.series': series([0, 2_480_000_000], [200, 1_850_000_000]),
			}),
		},
		expectation: {...hot(200, 0.25), verdicts: ['suspected'], text: /junction 109 °C/},
	},
	'o68-nvidia-power-brake': {
		fps: falls(300, 210, 0.4),
		backend: 'onnxruntime:cuda',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, card(0)],
				[210, card(0, {watts: 60, clock: 1000, reasons: '0x88'})],
			),
		},
		expectation: {...hot(210, 0.4), family: 'power', reasons: ['power'], never: /\| thermal/},
	},
	'o69-nvidia-hardware-heat': {
		fps: falls(300, 210, 0.5),
		backend: 'pytorch:cuda',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, card(0)],
				[210, card(0, {celsius: 95, watts: 60, clock: 900, reasons: '0x48'})],
			),
		},
		expectation: hot(210, 0.5),
	},
	'o74-pi3-soft-limit': {
		fps: falls(2.4, 90, 0.14),
		files: {
			'proc/device-tree/model': 'Raspberry Pi 3 Model B Plus Rev 1.3',
			...zone(0, 'cpu-thermal', series([0, 52_000], [90, '~60500'])),
			...policy(0, series([0, 1_400_000], [90, 1_200_000])),
			[throttled]: series([0, '0'], [90, '80008']),
		},
		expectation: {...hot(90, 0.14), text: /soft temperature limit/},
	},
	'o75-pi-alarm-of-its-driver-only': {
		fps: falls(8, 200, 0.4),
		files: {
			'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4',
			...zone(0, 'cpu-thermal', series([0, 60_000])),
			...policy(0, series([0, 1_800_000], [200, 600_000])),
			'sys/class/hwmon/hwmon1/name': 'rpi_volt',
			'sys/class/hwmon/hwmon1/in0_lcrit_alarm.series': series([0, 0], [200, 1]),
		},
		expectation: {...hot(200, 0.4), family: 'power', reasons: ['power'], never: /\| thermal/},
	},
	'o76-rk3399-threads-on-the-little-ones': {
		fps: falls(3, 200, 0.3),
		placements: [[0, {shares: new Map([0, 1, 2, 3].map(cpu => [cpu, 0.25]))}]],
		files: {
			...zone(0, 'soc_thermal', series([0, 60_000], [200, '~85300']), 85),
			...zone(1, 'gpu_thermal', series([0, 58_000])),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [200, 4])),
			...cooling(1, 'thermal-cpufreq-1', series([0, 0], [200, 2])),
			'sys/devices/system/cpu/cpufreq/policy0/related_cpus': '0 1 2 3',
			'sys/devices/system/cpu/cpufreq/policy4/related_cpus': '4 5',
			...policy(0, series([0, 1_416_000], [200, 1_008_000])),
			...policy(4, series([0, 1_800_000], [200, 1_608_000])),
		},
		expectation: {...hot(200, 0.3), text: /1008 MHz/},
	},
	'o77-counters-that-tick-all-the-time': {
		fps: 30,
		files: {
			...intel([[0, 15]], series([0, 25e6])),
			'sys/class/hwmon/hwmon0/temp1_crit': '105000',
			'sys/class/hwmon/hwmon0/temp1_input': '104000',
			...policy(0, series([0, 2_300_000])),
			...counters(4, () => series([0, 100], [420, '~9000'])),
		},
		expectation: {
			family: 'limited from the start',
			verdicts: ['limited, impact not known'],
			reasons: ['thermal'],
			never: /no impact/,
		},
	},
};

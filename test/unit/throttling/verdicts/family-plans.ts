import {type Files} from './memory-root.js';
import {
	card,
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

const device = 'sys/class/drm/card1/device';
const xeThrottle = `${device}/tile0/gt0/freq0/throttle`;

const arc = (reasons: Files, act: string): Files => ({
	[`${device}/vendor`]: '0x8086',
	[`${device}/tile0/gt0/freq0/act_freq.series`]: act,
	[`${device}/tile0/gt0/freq0/rp0_freq`]: '2400',
	[`${device}/hwmon/hwmon4/name`]: 'xe',
	[`${device}/hwmon/hwmon4/temp2_input`]: '88000',
	[`${device}/hwmon/hwmon4/temp2_label`]: 'pkg',
	[`${device}/hwmon/hwmon4/fan1_input`]: '2000',
	...reasons,
});

const devfreq = (name: string, clock: string, load = '97'): Files => ({
	[`sys/class/devfreq/${name}/cur_freq.series`]: clock,
	[`sys/class/devfreq/${name}/max_freq`]: '1000000000',
	[`sys/class/devfreq/${name}/load`]: load,
});

/** Makers and devices, one event each. */
export const familyPlans: Readonly<Record<string, Plan>> = {
	'o40-qualcomm-prime-cluster': {
		fps: falls(30, 200, 0.25),
		files: {
			...zone(0, 'cpu-1-7-usr', series([0, 70_000], [200, '~95500']), 95),
			...zone(1, 'socd', series([0, 80])),
			...zone(2, 'pm8150-thermal', series([0, 45_000]), 95),
			...zone(3, 'skin-msm-therm-usr', series([0, 50_000]), 46),
			...cooling(0, 'cpufreq-cpu7', series([0, 0], [200, 5])),
			...policy(0, series([0, 1_800_000])),
			...policy(4, series([0, 2_400_000])),
			...policy(7, series([0, 2_840_000], [200, 2_000_000])),
		},
		expectation: {...hot(200, 0.25), text: /cpu-1-7-usr/, never: /skin|socd/},
	},
	'o41-qualcomm-npu-heat': {
		fps: falls(200, 200, 0.3),
		backend: 'onnxruntime:qnn',
		load: () => ({load: 0.15}),
		files: {
			...zone(0, 'nspss0-thermal', series([0, 70_000], [200, '~95500']), 95),
			...zone(1, 'cpu0-thermal', series([0, 50_000]), 95),
			...cooling(0, 'cdsp-hw', series([0, 0], [200, 2])),
		},
		expectation: {
			...hot(200, 0.3),
			verdicts: ['throttled', 'suspected'],
			text: /nspss0-thermal/,
		},
	},
	'o42-mediatek-gpu-heat': {
		fps: falls(40, 200, 0.3),
		backend: 'tflite:gpu',
		load: () => ({load: 0.2}),
		files: {
			...zone(0, 'gpu-thermal', series([0, 70_000], [200, '~95500']), 95),
			...zone(1, 'mtktsbattery', series([0, 44_000]), 43),
			...cooling(0, 'devfreq-13000000.mali', series([0, 0], [200, 3])),
			...devfreq('13000000.mali', series([0, 880_000_000], [200, 600_000_000])),
		},
		expectation: hot(200, 0.3),
	},
	'o43-imx8-cpu-heat-while-gpu-idles': {
		fps: falls(6, 150, 0.35),
		files: {
			...zone(0, 'cpu-thermal', series([0, 60_000], [150, '~85500']), 85),
			...zone(1, 'gpu-thermal', series([0, 55_000]), 85),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [150, 2])),
			...policy(0, series([0, 1_800_000], [150, 1_200_000])),
			...devfreq('38000000.gpu', series([0, 800_000_000], [100, 200_000_000]), '0'),
		},
		expectation: {...hot(150, 0.35), never: /38000000/},
	},
	'o44-arc-power-limit': {
		fps: falls(400, 200, 0.2),
		backend: 'openvino:gpu',
		load: () => ({load: 0.2}),
		files: arc(
			{
				[`${xeThrottle}/reason_pl1.series`]: series([0, 0], [200, 1]),
				[`${xeThrottle}/reason_thermal`]: '0',
				[`${xeThrottle}/reason_p0_freq`]: '1',
			},
			series([0, 2400], [200, 1900]),
		),
		expectation: {...hot(200, 0.2), family: 'power', reasons: ['power'], never: /\| thermal/},
	},
	'o45-arc-heat-of-its-regulator': {
		fps: falls(400, 200, 0.2),
		backend: 'openvino:gpu',
		load: () => ({load: 0.2}),
		files: arc(
			{[`${xeThrottle}/reason_vr_thermalert.series`]: series([0, 0], [200, 1])},
			series([0, 2400], [200, 1900]),
		),
		expectation: hot(200, 0.2),
	},
	'o46-arc-hot-while-the-cpu-computes': {
		fps: 20,
		files: {
			...arc(
				{[`${xeThrottle}/reason_thermal.series`]: series([0, 0], [150, 1])},
				series([0, 2400], [150, 900]),
			),
			...policy(0, steadyClock),
		},
		expectation: silent,
	},
	'o47-second-card-by-number': {
		fps: falls(300, 210, 0.25),
		backend: 'pytorch:cuda.1',
		load: () => ({load: 0.3}),
		files: {
			'bin/nvidia-smi.series': series(
				[0, String.raw`${card(0, {celsius: 90, clock: 900, reasons: '0x20'})}\n${card(1)}`],
				[
					210,
					String.raw`${card(0, {celsius: 90, clock: 900, reasons: '0x20'})}\n${card(1, {watts: 150, clock: 1300, reasons: '0x4'})}`,
				],
			),
		},
		expectation: {...hot(210, 0.25), family: 'power', reasons: ['power']},
	},
	'o48-hailo-beside-a-hot-pi': {
		fps: falls(300, 200, 0.3),
		backend: 'hailo',
		cpu: null,
		load: () => ({load: 0.2}),
		files: {
			'sys/class/hailo_chardev/hailo0/device_id': '0',
			...zone(0, 'cpu-thermal', series([0, 60_000], [100, '~84000']), 80),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [100, 3])),
			...policy(0, series([0, 2_400_000], [100, 1_500_000])),
		},
		expectation: {
			family: 'other cause',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.3,
		},
	},
	'o49-jetson-orin-soft-throttle': {
		fps: falls(90, 180, 0.3),
		backend: 'onnxruntime:tensorrt',
		load: () => ({load: 0.25}),
		files: {
			...zone(0, 'gpu-thermal', series([0, 70_000], [180, '~99500']), 99),
			...zone(1, 'tj-thermal', series([0, 71_000], [180, '~99600']), 99),
			...cooling(0, 'gpu-throttle-alert', series([0, 0], [180, 1])),
			...cooling(1, 'cpu-throttle-alert', series([0, 0])),
			...cooling(2, 'devfreq-17000000.gpu', series([0, 0], [180, 3])),
			...devfreq('17000000.gpu', series([0, 918_000_000], [180, 600_000_000])),
			'sys/devices/platform/17000000.gpu/load': '980',
		},
		expectation: hot(180, 0.3),
	},
};

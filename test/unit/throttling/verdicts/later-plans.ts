import {
	cooling,
	counters,
	falls,
	hot,
	intel,
	policy,
	quota,
	series,
	silent,
	steadyClock,
	user,
	zone,
	type Plan,
} from './board-builders.js';

/** Counters, settings, hosts and healthy boards. */
export const laterPlans: Readonly<Record<string, Plan>> = {
	'o14-core-lost-and-back': {
		fps: 50,
		files: {
			...intel([[0, 20]], series([0, 35e6])),
			...policy(0, steadyClock),
			...counters(4, cpu =>
				cpu === 2 ? series([0, 43], [120, '!EIO'], [180, 43]) : series([0, 7]),
			),
		},
		expectation: silent,
	},
	'o15-prochot-on-unplugging': {
		fps: falls(50, 230, 0.5),
		files: {
			...intel(
				[
					[0, 20],
					[230, 9],
				],
				series([0, 35e6]),
			),
			...policy(0, series([0, 3_400_000], [230, 1_500_000])),
			'sys/class/drm/card0/device/vendor': '0x8086',
			'sys/class/drm/card0/gt/gt0/throttle_reason_prochot.series': series([0, 0], [230, 1]),
			'sys/class/drm/card0/gt/gt0/throttle_reason_thermal': '0',
		},
		expectation: {
			family: 'power',
			verdicts: ['throttled'],
			reasons: ['external'],
			onsetSeconds: 230,
			lossFraction: 0.5,
			never: /\| thermal/,
		},
	},
	'o16-ceiling-by-the-user': {
		fps: falls(20, 240, 0.3),
		files: {
			...zone(0, 'cpu-thermal', series([0, 55_000]), 80),
			...policy(
				0,
				series([0, 2_400_000], [240, 1_600_000]),
				series([0, 2_400_000], [240, 1_600_000]),
			),
		},
		expectation: user(/ceiling 2400 MHz → 1600 MHz/, 0.3),
	},
	'o17-power-mode-by-the-user': {
		fps: falls(90, 240, 0.4),
		backend: 'onnxruntime:tensorrt',
		files: {
			'etc/nvpmodel.conf': '< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=1 NAME=15W >',
			'var/lib/nvpmodel/status.series': series([0, 'pmode:0000'], [240, 'pmode:0001']),
			...zone(0, 'gpu-thermal', series([0, 55_000]), 99),
			'sys/class/devfreq/17000000.gpu/cur_freq.series': series(
				[0, 1_020_000_000],
				[240, 610_000_000],
			),
			'sys/class/devfreq/17000000.gpu/max_freq.series': series(
				[0, 1_020_000_000],
				[240, 612_000_000],
			),
			'sys/devices/platform/17000000.gpu/load': '990',
		},
		expectation: user(/power mode MAXN → 15W/, 0.4),
	},
	'o18-npu-heat': {
		fps: falls(120, 200, 0.25),
		backend: 'rknn:npu',
		load: () => ({load: 0.2}),
		files: {
			...zone(0, 'npu-thermal', series([0, 60_000], [200, '~86000']), 85),
			...zone(1, 'charger-thermal', series([0, 60_000])),
			...cooling(0, 'thermal-devfreq-1', series([0, 0], [200, 3])),
			'sys/class/devfreq/fdab0000.npu/cur_freq.series': series([0, 1e9], [200, 700_000_000]),
			'sys/class/devfreq/fdab0000.npu/load': '96@1000000000Hz',
		},
		expectation: hot(200, 0.25),
	},
	'o19-another-process': {
		fps: falls(20, 220, 0.35),
		cpu: falls(4, 220, 0.33),
		load: second => ({load: second < 220 ? 0.7 : 1}),
		files: policy(0, steadyClock),
		expectation: {
			family: 'contention',
			verdicts: ['contention'],
			reasons: ['another process'],
			onsetSeconds: 220,
			lossFraction: 0.35,
		},
	},
	'o20-noisy-host': {
		fps: falls(20, 220, 0.3),
		cpu: falls(4, 220, 0.29),
		load: second => ({load: second < 220 ? 0.97 : 0.68, steal: second < 220 ? 0.01 : 0.31}),
		files: {},
		expectation: {
			family: 'contention',
			verdicts: ['contention'],
			reasons: ['noisy host'],
			onsetSeconds: 220,
			lossFraction: 0.3,
		},
	},
	'o21-quota': {
		fps: falls(20, 180, 0.25),
		cpu: falls(4, 180, 0.25),
		files: {'proc/self/cgroup': '0::/', 'sys/fs/cgroup/cpu.stat.series': quota(180, 0.25)},
		expectation: {
			family: 'contention',
			verdicts: ['contention'],
			reasons: ['CPU quota'],
			onsetSeconds: 180,
			lossFraction: 0.25,
		},
	},
	'o22-slow-camera': {
		fps: falls(25, 160, 0.4),
		cpu: falls(3.6, 160, 0.4),
		load: second => ({load: second < 160 ? 0.9 : 0.55}),
		files: policy(0, series([0, 2_400_000], [160, 1_400_000])),
		expectation: {
			family: 'other cause',
			verdicts: ['slowed, not throttled'],
			reasons: ['waiting for frames'],
			onsetSeconds: 160,
			lossFraction: 0.4,
		},
	},
	'o23-limited-from-the-start': {
		fps: 12,
		files: {
			...zone(0, 'cpu-thermal', series([0, 84_000]), 80),
			...cooling(0, 'thermal-cpufreq-0', series([0, 5])),
			...policy(0, series([0, 1_400_000])),
		},
		expectation: {
			family: 'limited from the start',
			verdicts: ['limited, impact not known'],
			reasons: ['thermal'],
			text: /before the start/,
			never: /no impact/,
		},
	},
	'o24-limited-and-worse': {
		fps: falls(14, 200, 0.25),
		files: {
			...zone(0, 'cpu-thermal', series([0, 81_000], [200, '~88000']), 80),
			...cooling(0, 'thermal-cpufreq-0', series([0, 2], [200, 6])),
			...policy(0, series([0, 2_000_000], [200, 1_400_000])),
		},
		expectation: hot(200, 0.25),
	},
	'o25-unexplained': {
		fps: falls(20, 200, 0.2),
		files: {...zone(0, 'cpu-thermal', series([0, 60_000]), 90), ...policy(0, steadyClock)},
		expectation: {
			family: 'other cause',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.2,
		},
	},
	'o26-healthy-warm-charger': {
		fps: 20,
		files: {
			...zone(0, 'cpu-thermal', series([0, 45_000], [400, '~70000']), 90),
			...zone(1, 'charger-thermal', series([0, 60_000]), 45),
			...cooling(0, 'pwm-fan', series([0, 0], [100, 2], [200, 4])),
			...cooling(1, 'TCC Offset', series([0, 10])),
			...policy(0, steadyClock),
		},
		expectation: silent,
	},
	'o27-healthy-renumbered': {
		fps: 20,
		files: {
			...zone(0, 'cpu-thermal', series([0, 45_000], [150, '!ENOENT']), 90),
			...zone(3, 'cpu-thermal', series([0, '!ENOENT'], [150, 55_000]), 90),
			...policy(0, steadyClock),
		},
		expectation: silent,
	},
};

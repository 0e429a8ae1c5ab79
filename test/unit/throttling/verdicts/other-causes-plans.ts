import {
	cooling,
	falls,
	hot,
	pi,
	policy,
	quota,
	series,
	steadyClock,
	zone,
	type Plan,
} from './board-builders.js';

/** From a second on a figure changes between two values, each held for a period. */
const onOff = (
	values: readonly [number, number],
	{
		from,
		period,
		seconds,
	}: {readonly from: number; readonly period: number; readonly seconds: number},
) => {
	const points: Array<readonly [number, number]> = [[0, values[0]]];
	for (let second = from; second < seconds; second += period) {
		const isLow = ((second - from) / period) % 2 === 0;
		points.push([second, values[isLow ? 0 : 1]], [second + 1, values[isLow ? 1 : 0]]);
	}

	return points;
};

const bangBang = {from: 200, period: 20, seconds: 600};

const cpuZone = (milli: string) => zone(0, 'cpu-thermal', milli, 80);

/** Causes of other kinds, and several at once. */
export const otherCausesPlans: Readonly<Record<string, Plan>> = {
	'o94-bang-bang': {
		seconds: 600,
		fps: onOff([20, 12], bangBang),
		files: {
			...cpuZone(series([0, 65_000], [200, '~80500'])),
			...cooling(0, 'thermal-cpufreq-0', series(...onOff([0, 5], bangBang))),
			...policy(0, series(...onOff([2_400_000, 1_400_000], bangBang))),
		},
		expectation: {
			family: 'heat',
			verdicts: ['throttled'],
			reasons: ['thermal'],
			never: /another process|at state 0/,
		},
	},
	'o95-slow-ramp-of-twelve-minutes': {
		seconds: 1100,
		fps: [
			[0, 20],
			[240, 20],
			[960, 14],
		],
		files: {
			...cpuZone(series([0, 65_000], [240, '~80200'], [960, '~84000'])),
			...cooling(
				0,
				'thermal-cpufreq-0',
				series([0, 0], [240, 1], [400, 2], [600, 3], [800, 4], [960, 5]),
			),
			...policy(
				0,
				series(
					[0, 2_400_000],
					[240, 2_300_000],
					[400, 2_150_000],
					[600, 2_000_000],
					[800, 1_850_000],
					[960, 1_700_000],
				),
			),
		},
		expectation: {family: 'heat', verdicts: ['throttled'], reasons: ['thermal']},
	},
	'o96-sensor-dies-before-the-heat': {
		fps: falls(20, 240, 0.35),
		files: {
			...cpuZone(series([0, 65_000], [170, '!EIO'])),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [240, 5])),
			...policy(0, series([0, 2_400_000], [240, 1_500_000])),
		},
		expectation: hot(240, 0.35),
	},
	'o97-sensor-stuck': {
		fps: falls(20, 240, 0.35),
		files: {
			...cpuZone(series([0, 45_000])),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [240, 5])),
			...policy(0, series([0, 2_400_000], [240, 1_500_000])),
		},
		expectation: {
			family: 'heat',
			verdicts: ['throttled', 'suspected'],
			reasons: ['unexplained', 'thermal'],
			onsetSeconds: 240,
			lossFraction: 0.35,
		},
	},
	'o98-swap': {
		fps: falls(20, 240, 0.5),
		cpu: falls(4, 240, 0.5),
		load: second => ({load: second < 240 ? 0.97 : 0.5}),
		files: {
			...policy(0, steadyClock),
			'proc/meminfo.series': series(
				[0, String.raw`MemTotal: 4000000 kB\nMemAvailable: 2000000 kB`],
				[240, String.raw`MemTotal: 4000000 kB\nMemAvailable: 60000 kB`],
			),
			'proc/pressure/cpu': 'some avg10=0.50 avg60=0.50 avg300=0.50 total=1000',
			'proc/pressure/memory.series': series(
				[0, 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000'],
				[240, 'some avg10=45.00 avg60=30.00 avg300=10.00 total=9000000'],
			),
			'proc/pressure/io.series': series(
				[0, 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000'],
				[240, 'some avg10=60.00 avg60=30.00 avg300=10.00 total=9000000'],
			),
		},
		expectation: {
			family: 'other cause',
			verdicts: ['slowed, not throttled'],
			reasons: ['short of memory'],
			onsetSeconds: 240,
			lossFraction: 0.5,
			text: /tasks wait for memory 0 % → 45 %/,
			never: /waiting for frames|^throttled|another process/,
		},
	},
	'o99-quota-from-the-start-then-heat': {
		fps: falls(12, 240, 0.3),
		cpu: 3,
		files: {
			'proc/self/cgroup': '0::/',
			'sys/fs/cgroup/cpu.stat.series': quota(0, 0.25),
			...cpuZone(series([0, 65_000], [240, '~80500'])),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [240, 4])),
			...policy(0, series([0, 2_400_000], [240, 1_680_000])),
		},
		expectation: {...hot(240, 0.3), never: /quota/},
	},
	'o101-heat-over-and-the-same-again': {
		seconds: 800,
		fps: [
			[0, 20],
			[200, 20],
			[202, 14],
			[330, 14],
			[332, 20],
			[560, 20],
			[562, 15],
		],
		files: {
			...cpuZone(series([0, 65_000], [200, 81_000], [330, 70_000], [560, 81_500])),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [200, 4], [330, 0], [560, 3])),
			...policy(0, series([0, 2_400_000], [200, 1_680_000], [330, 2_400_000], [560, 1_800_000])),
		},
		expectation: {...hot(560, 0.25), never: /another process/},
	},
	'o102-hot-at-ten-seconds': {
		fps: falls(20, 10, 0.4),
		files: {
			...cpuZone(series([0, 76_000], [10, '~80500'])),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [10, 5])),
			...policy(0, series([0, 2_400_000], [10, 1_440_000])),
		},
		expectation: {
			family: 'limited from the start',
			verdicts: ['limited, impact not known', 'throttled'],
			reasons: ['thermal'],
			never: /no impact/,
		},
	},
	'o104-cores-switched-off-by-the-user': {
		fps: falls(20, 240, 0.48),
		cpu: falls(4, 240, 0.5),
		files: {
			...policy(0, steadyClock),
			'sys/devices/system/cpu/online.series': series([0, '0-3'], [240, '0-1']),
		},
		expectation: {
			family: 'user',
			verdicts: ['slowed, not throttled'],
			reasons: ['set by the user'],
			onsetSeconds: 240,
			lossFraction: 0.48,
			text: /0-3 → 0-1/,
		},
	},
	'o105-heat-with-steal-of-half': {
		fps: falls(20, 220, 0.4),
		cpu: falls(4, 220, 0.2),
		load: second => ({load: second < 220 ? 0.97 : 0.78, steal: second < 220 ? 0.01 : 0.2}),
		files: {
			...cpuZone(series([0, 65_000], [220, '~80500'])),
			...cooling(0, 'cpufreq-cpu0', series([0, 0], [220, 3])),
			...policy(0, series([0, 2_400_000], [220, 1_800_000])),
		},
		expectation: {
			family: 'heat',
			verdicts: ['throttled', 'contention'],
			reasons: ['thermal', 'noisy host'],
			onsetSeconds: 220,
			lossFraction: 0.4,
			text: /thermal.*noisy host|noisy host.*thermal/,
		},
	},
	'o107-undervoltage-and-heat-at-once': {
		fps: falls(8, 240, 0.45),
		files: pi(series([0, '0'], [240, 'd000d']), series([0, 65_000], [240, '~82000'])),
		expectation: {
			...hot(240, 0.45),
			family: 'power',
			reasons: ['power'],
			text: /under-voltage.*(?:°C|temperature)/,
		},
	},
	'o109-npu-waits-for-crowded-cpus': {
		fps: falls(100, 200, 0.3),
		backend: 'rknn:npu',
		load: second => ({load: second < 200 ? 0.3 : 1}),
		files: {
			...policy(0, steadyClock),
			'sys/class/devfreq/fdab0000.npu/cur_freq': '1000000000',
			'sys/class/devfreq/fdab0000.npu/load.series': series(
				[0, '92@1000000000Hz'],
				[200, '64@1000000000Hz'],
			),
			'proc/pressure/cpu.series': series(
				[0, 'some avg10=0.50 avg60=0.50 avg300=0.50 total=1000'],
				[200, 'some avg10=85.00 avg60=40.00 avg300=10.00 total=9000000'],
			),
		},
		expectation: {
			family: 'other cause',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.3,
			text: /the device waits: in use 92 % → 64 %.*CPUs in use 30 % → 100 %/,
		},
	},
};

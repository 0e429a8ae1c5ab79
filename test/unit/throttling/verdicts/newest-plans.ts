import {
	cooling,
	falls,
	hot,
	intel,
	pi,
	policy,
	series,
	silent,
	steadyClock,
	user,
	zone,
	type Plan,
	type Point,
} from './board-builders.js';

/** /proc/stat of eight CPUs, each with its own share in use. */
const statOf = (seconds: number, shares: (second: number, cpu: number) => number): string => {
	const busy = Array.from({length: 8}, () => 1000);
	const idle = Array.from({length: 8}, () => 1000);
	const points: Point[] = [];
	for (let second = 0; second <= seconds; second++) {
		const sum = (values: readonly number[]) => Math.round(values.reduce((a, b) => a + b, 0));
		const lines = [
			`cpu  ${sum(busy)} 0 0 ${sum(idle)} 0 0 0 0 0 0`,
			...busy.map(
				(value, cpu) => `cpu${cpu} ${Math.round(value)} 0 0 ${Math.round(idle[cpu]!)} 0 0 0 0 0 0`,
			),
		];
		points.push([second, lines.join(String.raw`\n`)]);
		for (const cpu of busy.keys()) {
			const share = shares(second, cpu);
			busy[cpu]! += 100 * share;
			idle[cpu]! += 100 * (1 - share);
		}
	}

	return series(...points);
};

const cpusOf = (number: number, cpus: string) => ({
	[`sys/devices/system/cpu/cpufreq/policy${number}/related_cpus`]: cpus,
});

const bigLittle = {...cpusOf(0, '0 1 2 3'), ...cpusOf(4, '4 5 6 7')};

const onBig = new Map([4, 5, 6, 7].map(cpu => [cpu, 0.25]));
const onLittle = new Map([0, 1, 2, 3].map(cpu => [cpu, 0.25]));

const limitedFromStart = {
	...zone(0, 'cpu-thermal', series([0, 84_000]), 80),
	...cooling(0, 'thermal-cpufreq-0', series([0, 5])),
	...policy(0, series([0, 1_400_000])),
};

/** Earlier sessions, places of threads, settings, counters that stop. */
export const newestPlans: Readonly<Record<string, Plan>> = {
	'o28-limited-and-an-earlier-session': {
		fps: 12,
		earlier: {fps: 17.4, startedAt: '2026-11-20T08:00:00.000Z'},
		files: limitedFromStart,
		expectation: {
			family: 'limited from the start',
			verdicts: ['throttled'],
			reasons: ['thermal'],
			onsetSeconds: 0,
			lossFraction: 0.31,
			text: /−31 % FPS against an earlier session of 2026-11-20/,
			never: /no impact/,
		},
	},
	'o29-limited-as-fast-as-earlier': {
		fps: 12,
		earlier: {fps: 12.1, startedAt: '2026-11-20T08:00:00.000Z'},
		files: limitedFromStart,
		expectation: {
			family: 'limited from the start',
			verdicts: ['limited, no impact yet'],
			reasons: ['thermal'],
			text: /no impact on FPS against an earlier session/,
		},
	},
	'o30-slower-than-earlier-unlimited': {
		fps: 12,
		earlier: {fps: 17.4, startedAt: '2026-11-20T08:00:00.000Z'},
		files: {...zone(0, 'cpu-thermal', series([0, 50_000]), 80), ...policy(0, steadyClock)},
		expectation: silent,
	},
	'o31-fewer-cpus-by-the-user': {
		fps: falls(20, 240, 0.45),
		cpu: falls(4, 240, 0.5),
		load: second => ({load: second < 240 ? 0.97 : 0.5}),
		placements: [
			[0, {affinity: '0-3'}],
			[240, {affinity: '0-1'}],
		],
		files: {
			...policy(0, steadyClock),
			'proc/pressure/cpu.series': series(
				[0, 'some avg10=0.50 avg60=0.50 avg300=0.50 total=1000'],
				[240, 'some avg10=85.00 avg60=40.00 avg300=10.00 total=9000000'],
			),
		},
		expectation: user(/CPUs of the engine 0-3 → 0-1/, 0.45),
	},
	'o32-idle-cluster-falls': {
		fps: falls(20, 200, 0.2),
		placements: [[0, {shares: onBig}]],
		files: {
			...bigLittle,
			...policy(0, series([0, 1_800_000], [200, 400_000])),
			...policy(4, steadyClock),
		},
		expectation: {
			family: 'big.LITTLE',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 200,
			lossFraction: 0.2,
		},
	},
	'o33-threads-on-the-little-cluster': {
		fps: falls(10, 200, 0.3),
		placements: [[0, {shares: onLittle}]],
		files: {
			...bigLittle,
			...zone(0, 'littlecore-thermal', series([0, 60_000], [200, '~85500']), 85),
			...cooling(0, 'thermal-cpufreq-0', series([0, 0], [200, 3])),
			...policy(0, series([0, 1_800_000], [200, 1_200_000])),
			...policy(4, steadyClock),
		},
		expectation: {...hot(200, 0.3), family: 'big.LITTLE', text: /CPU clock 1200 MHz of 1800 MHz/},
	},
	'o34-busy-cluster-by-its-own-load': {
		fps: falls(10, 200, 0.3),
		cpu: null,
		files: {
			...bigLittle,
			...zone(0, 'bigcore0-thermal', series([0, 60_000], [200, '~85500']), 85),
			...cooling(0, 'thermal-cpufreq-1', series([0, 0], [200, 3])),
			...policy(0, series([0, 2_000_000])),
			...policy(4, series([0, 2_400_000], [200, 1_700_000])),
			'proc/stat.series': statOf(420, (_second, cpu) => (cpu < 4 ? 0.03 : 0.98)),
		},
		expectation: {...hot(200, 0.3), family: 'big.LITTLE', text: /1700 MHz of 2400 MHz/},
	},
	'o35-governor-by-the-user': {
		fps: falls(20, 240, 0.5),
		files: {
			...policy(0, series([0, 2_400_000], [240, 1_200_000])),
			'sys/devices/system/cpu/cpufreq/policy0/scaling_governor.series': series(
				[0, 'performance'],
				[240, 'powersave'],
			),
		},
		expectation: user(/CPU governor performance → powersave/, 0.5),
	},
	'o36-platform-profile-by-the-user': {
		fps: falls(50, 240, 0.35),
		files: {
			...intel(
				[
					[0, 28],
					[240, 14],
				],
				series([0, 35e6]),
			),
			...policy(0, series([0, 3_400_000], [240, 2_200_000])),
			'sys/firmware/acpi/platform_profile.series': series([0, 'balanced'], [240, 'low-power']),
		},
		expectation: user(/platform profile balanced → low-power/, 0.35),
	},
	'o37-governor-without-effect': {
		fps: falls(20, 240, 0.25),
		files: {
			...policy(0, steadyClock),
			'sys/devices/system/cpu/cpufreq/policy0/scaling_governor.series': series(
				[0, 'ondemand'],
				[240, 'schedutil'],
			),
		},
		expectation: {
			family: 'other cause',
			verdicts: ['unexplained slowdown'],
			reasons: ['unexplained'],
			onsetSeconds: 240,
			lossFraction: 0.25,
		},
	},
	'o38-pi-limited-and-an-earlier-session': {
		fps: 5,
		earlier: {fps: 8, startedAt: '2026-11-20T08:00:00.000Z'},
		files: pi(series([0, '50005']), series([0, 60_000])),
		expectation: {
			family: 'limited from the start',
			verdicts: ['throttled'],
			reasons: ['power'],
			onsetSeconds: 0,
			lossFraction: 0.375,
			text: /against an earlier session/,
		},
	},
};

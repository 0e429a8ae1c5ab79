import {type Expectation} from './judge.js';
import {type Files} from './memory-root.js';
import {type Curve, type Recording, type Scenario} from './play.js';

/*
Recordings of our own, CONSTRUCTED: boards, times and sizes other than those of the recordings from public dumps, so that a rule that fits one of those only is found out. No board has been measured for them.
*/

export type Expected = {readonly recording: Recording; readonly expectation: Expectation};

export type Point = readonly [number, string | number];

/** A line a point; `~` before a number is a ramp to it. */
export const series = (...points: readonly Point[]): string =>
	points.map(([seconds, content]) => `${seconds} ${content}`).join('\n');

/** /proc/stat, a line a second: `cpus` processors of which a share is in use and a share is stolen. */
export const procStat = (
	seconds: number,
	cpus: number,
	shares: (second: number) => {readonly load: number; readonly steal?: number},
): string => {
	let busy = 1000;
	let idle = 1000;
	let stolen = 0;
	const points: Point[] = [];
	for (let second = 0; second <= seconds; second++) {
		points.push([
			second,
			`cpu  ${Math.round(busy)} 0 0 ${Math.round(idle)} 0 0 0 ${Math.round(stolen)} 0 0`,
		]);
		const {load, steal = 0} = shares(second);
		busy += 100 * cpus * load;
		stolen += 100 * cpus * steal;
		idle += 100 * cpus * (1 - load - steal);
	}

	return series(...points);
};

export const zone = (number: number, type: string, milli: string, passive?: number): Files => ({
	[`sys/class/thermal/thermal_zone${number}/type`]: type,
	[`sys/class/thermal/thermal_zone${number}/temp.series`]: milli,
	...(passive !== undefined && {
		[`sys/class/thermal/thermal_zone${number}/trip_point_0_type`]: 'passive',
		[`sys/class/thermal/thermal_zone${number}/trip_point_0_temp`]: String(passive * 1000),
	}),
});

export const cooling = (number: number, type: string, states: string): Files => ({
	[`sys/class/thermal/cooling_device${number}/type`]: type,
	[`sys/class/thermal/cooling_device${number}/max_state`]: '10',
	[`sys/class/thermal/cooling_device${number}/cur_state.series`]: states,
});

export const policy = (number: number, megahertz: string, ceiling?: string): Files => ({
	[`sys/devices/system/cpu/cpufreq/policy${number}/cpuinfo_max_freq`]: '2400000',
	[`sys/devices/system/cpu/cpufreq/policy${number}/scaling_max_freq.series`]:
		ceiling ?? series([0, 2_400_000]),
	[`sys/devices/system/cpu/cpufreq/policy${number}/scaling_cur_freq.series`]: megahertz,
});

export const steadyClock = series([0, 2_400_000]);

export type Plan = {
	readonly seconds?: number;
	readonly fps: Curve;
	readonly backend?: string;
	readonly threads?: number;
	/** CPU seconds of the engine a second. @default as many as threads; null for other devices */

	readonly cpu?: Curve | null;
	readonly load?: (second: number) => {readonly load: number; readonly steal?: number};
	readonly files: Files;
	readonly expectation: Expectation;
} & Pick<Scenario, 'earlier' | 'placements'>;

export const built = (name: string, plan: Plan): Expected => {
	const {seconds = 420, fps, backend = 'onnxruntime:cpu', threads = 4, files, expectation} = plan;
	const cpu = plan.cpu === undefined ? (backend.endsWith(':cpu') ? threads : null) : plan.cpu;
	return {
		expectation,
		recording: {
			scenario: {
				name,
				fps,
				backend,
				threads,
				cpu,
				seconds,
				...(plan.earlier && {earlier: plan.earlier}),
				...(plan.placements && {placements: plan.placements}),
			},
			files: {
				'proc/stat.series': procStat(seconds, threads, plan.load ?? (() => ({load: 0.97}))),
				...files,
			},
		},
	};
};

export const falls = (fps: number, at: number, share: number, over = 3): Curve => [
	[0, fps],
	[at, fps],
	[at + over, fps * (1 - share)],
];

export const silent: Expectation = {family: 'healthy', isSilent: true};

export const hot = (onsetSeconds: number, lossFraction: number): Expectation => ({
	family: 'heat',
	verdicts: ['throttled'],
	reasons: ['thermal'],
	onsetSeconds,
	lossFraction,
});

/** A fanless board whose kernel slows it at its passive trip. */
export const fanless = (at: number, share: number): Plan => ({
	fps: falls(20, at, share),
	files: {
		...zone(0, 'cpu-thermal', series([0, 55_000], [at, '~80500'], [420, '~81000']), 80),
		...cooling(0, 'thermal-cpufreq-0', series([0, 0], [at, 4])),
		...policy(0, series([0, 2_400_000], [at, Math.round(2_400_000 * (1 - share))])),
	},
	expectation: hot(at, share),
});

export const throttled = 'sys/devices/platform/soc/soc:firmware/get_throttled.series';

export const pi = (word: string, celsius: string): Files => ({
	'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4',
	...zone(0, 'cpu-thermal', celsius),
	...policy(0, steadyClock),
	[throttled]: word,
});

/** Rows of one or more cards of `nvidia-smi`, in the fields of an old driver. */
export const card = (
	index: number,
	{celsius = 60, watts = 90, cap = 150, clock = 1800, load = 98, reasons = '0x0'} = {},
): string =>
	`${index}, NVIDIA Test, ${celsius}, ${watts}, ${cap}, ${clock}, 2100, ${load}, 500, 8000, [N/A], ${reasons}`;

export const intel = (watts: readonly Point[], limit: string): Files => {
	let microjoules = 1e6;
	let from = 0;
	let now = 0;
	const points: Point[] = [[0, microjoules]];
	for (const [second, value] of [...watts, [1000, 0] as const]) {
		microjoules += now * (second - from) * 1e6;
		if (second > 0) {
			points.push([second, `~${microjoules}`]);
		}

		from = second;
		now = Number(value);
	}

	const path = 'sys/class/powercap/intel-rapl:0';
	return {
		[`${path}/name`]: 'package-0',
		[`${path}/max_energy_range_uj`]: '262143328850',
		[`${path}/energy_uj.series`]: series(...points),
		[`${path}/constraint_0_name`]: 'long_term',
		[`${path}/constraint_0_power_limit_uw.series`]: limit,
		'sys/class/hwmon/hwmon0/name': 'coretemp',
		'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0',
		'sys/class/hwmon/hwmon0/temp1_input': '71000',
		'sys/class/hwmon/hwmon0/temp1_crit': '100000',
	};
};

export const counters = (cpus: number, value: (cpu: number) => string): Files =>
	Object.fromEntries(
		Array.from({length: cpus}, (_, cpu) => [
			`sys/devices/system/cpu/cpu${cpu}/thermal_throttle/core_throttle_count.series`,
			value(cpu),
		]),
	);

export const quota = (at: number, secondsEach: number): string => {
	const points: Point[] = [];
	for (let second = 0; second <= 420; second++) {
		const held = Math.max(0, second - at);
		points.push([
			second,
			String.raw`nr_periods ${second * 10}\nnr_throttled ${held * 6}\nthrottled_usec ${Math.round(held * secondsEach * 1e6)}`,
		]);
	}

	return series(...points);
};

export const user = (text: RegExp, lossFraction: number): Expectation => ({
	family: 'user',
	verdicts: ['slowed, not throttled'],
	reasons: ['set by the user'],
	onsetSeconds: 240,
	lossFraction,
	text,
});

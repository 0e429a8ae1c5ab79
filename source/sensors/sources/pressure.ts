import {parseNumber, readNumber, toReading} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';
import {MemberCounters} from './counter.js';

/*
Pressure stall information: the share of time in which some task waited for CPU, memory or I/O (kernel: Documentation/accounting/psi.rst). It tells another process's load from heat.
*/

const resources = ['cpu', 'memory', 'io'] as const;

type Pressure = {readonly share10s: number; readonly totalSeconds: number};

/** Percent and microseconds to fraction and seconds. */
export const parsePressure = (text: string): Pressure | undefined => {
	const match = /^some avg10=(?<average>[\d.]+) .*total=(?<total>\d+)/m.exec(text);
	return match?.groups
		? {
				share10s: Number(match.groups['average']) / 100,
				totalSeconds: Number(match.groups['total']) / 1e6,
			}
		: undefined;
};

export const pressure: Sensor = {
	id: 'pressure',
	title: 'pressure stalls (PSI)',
	async open(root) {
		const found: string[] = [];
		for (const resource of resources) {
			if (!isFailure(await root.readText(`proc/pressure/${resource}`))) {
				found.push(resource);
			}
		}

		if (found.length === 0) {
			return {
				absent: 'the kernel offers no /proc/pressure (older than 4.20, or switched off)',
				mend: 'add psi=1 to the kernel command line and start the machine again',
			};
		}

		return {
			async read() {
				const readings = await Promise.all(
					found.map(async resource => readPressure(root, resource)),
				);
				return readings.flat();
			},
		};
	},
};

const readPressure = async (root: Root, resource: string): Promise<Reading[]> => {
	const path = `proc/pressure/${resource}`;
	const text = await root.readText(path);
	const parsed = isFailure(text)
		? text
		: (parsePressure(text) ?? new ReadFailure('EBADMSG', `/${path} cannot be understood`));
	const facts = {source: `/${path}`, atMs: root.now()};
	return [
		toReading(
			{
				...facts,
				id: `pressure/${resource}`,
				label: `waiting for ${resource}, 10 s`,
				quantity: 'load',
				unit: 'fraction',
			},
			isFailure(parsed) ? parsed : parsed.share10s,
		),
		toReading(
			{
				...facts,
				id: `pressure/${resource}/total`,
				label: `waiting for ${resource}, since boot`,
				quantity: 'counter',
				unit: 'seconds',
			},
			isFailure(parsed) ? parsed : parsed.totalSeconds,
		),
	];
};

type CounterFile = {
	readonly id: string;
	readonly label: string;
	readonly file: string;
	readonly unit: 'count' | 'seconds';
};

/** Intel's per-core and per-package throttle events (kernel: arch/x86/kernel/cpu/mce/therm_throt.c). */
const throttleFiles: readonly CounterFile[] = [
	{id: 'core', label: 'core throttle events', file: 'core_throttle_count', unit: 'count'},
	{id: 'package', label: 'package throttle events', file: 'package_throttle_count', unit: 'count'},
	{
		id: 'core-time',
		label: 'core throttled for',
		file: 'core_throttle_total_time_ms',
		unit: 'seconds',
	},
	{
		id: 'package-time',
		label: 'package throttled for',
		file: 'package_throttle_total_time_ms',
		unit: 'seconds',
	},
];

/** Every core of a package shows the package's count: its rise is the highest of theirs. Core counts are added up. */
const gather = async (
	root: Root,
	cpus: readonly string[],
	counter: CounterFile,
	members: MemberCounters,
): Promise<number | ReadFailure> => {
	const all = await Promise.all(
		cpus.map(async cpu =>
			readNumber(root, `sys/devices/system/cpu/${cpu}/thermal_throttle/${counter.file}`),
		),
	);
	const values = all.filter(value => typeof value === 'number');
	if (values.length === 0) {
		return all[0] ?? new ReadFailure('ENOENT');
	}

	const read = all.map(
		(value, index) => [cpus[index]!, isFailure(value) ? undefined : value] as const,
	);
	const sum = members.record(new Map(read))!;
	return counter.unit === 'seconds' ? sum / 1000 : sum;
};

export const thermalThrottle: Sensor = {
	id: 'thermal-throttle',
	title: 'x86 thermal throttle counters',
	// Four files a core: on a server that is worth sparing.
	periodMs: 2000,
	async open(root) {
		const cpus: string[] = [];
		for (const cpu of await root.list('sys/devices/system/cpu')) {
			const path = `sys/devices/system/cpu/${cpu}/thermal_throttle/core_throttle_count`;
			if (/^cpu\d+$/.test(cpu) && !isFailure(parseNumber(await root.readText(path)))) {
				cpus.push(cpu);
			}
		}

		const members = throttleFiles.map(({id}) => new MemberCounters(id.startsWith('package')));
		return cpus.length === 0
			? {absent: 'no thermal_throttle counters (only Intel processors have them)'}
			: {
					read: async () =>
						Promise.all(
							throttleFiles.map(async (counter, index) =>
								toReading(
									{
										id: `thermal-throttle/${counter.id}`,
										label: counter.label,
										quantity: 'counter',
										unit: counter.unit,
										source: `/sys/devices/system/cpu/cpu*/thermal_throttle/${counter.file}`,
										atMs: root.now(),
										evidence: {kind: 'counter', cause: 'thermal'},
									},
									await gather(root, cpus, counter, members[index]!),
								),
							),
						),
				};
	},
};

import {keyedLines, parseNumber, readOptionalText} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';
import {MemberCounters} from './counter.js';

/*
CPU quota: how often and how long this process's control groups were held back. Version 2 at every level above the process, version 1 in the cpu controller. A quota anywhere on the way counts, so the levels are added up.
*/

/** Folders that may hold a `cpu.stat`, from `/proc/self/cgroup`: innermost first. */
export const statFolders = (selfCgroup: string): string[] => {
	const folders: string[] = [];
	for (const line of selfCgroup.split('\n')) {
		const [, controllers, path = ''] = /^\d+:(?<controllers>[^:]*):(?<path>.*)$/.exec(line) ?? [];
		const isUnified = controllers === '';
		if (!isUnified && !controllers?.split(',').includes('cpu')) {
			continue;
		}

		const roots = isUnified
			? ['sys/fs/cgroup', 'sys/fs/cgroup/unified']
			: ['sys/fs/cgroup/cpu', 'sys/fs/cgroup/cpu,cpuacct'];
		const parts = path.split('/').filter(part => part !== '' && part !== '..');
		for (const root of roots) {
			for (let {length} = parts; length >= 0; length--) {
				folders.push([root, ...parts.slice(0, length)].join('/'));
			}
		}
	}

	return folders;
};

/** `seconds` is NaN where the kernel does not tell it. */
type Throttling = {readonly periods: number; readonly seconds: number};

const readThrottling = async (root: Root, path: string): Promise<Throttling | undefined> => {
	const text = await readOptionalText(root, path);
	const lines = keyedLines(text ?? '');
	const periods = parseNumber(lines.get('nr_throttled') ?? '');
	const micro = parseNumber(lines.get('throttled_usec') ?? '');
	const nano = parseNumber(lines.get('throttled_time') ?? '');
	return isFailure(periods)
		? undefined
		: {
				periods,
				seconds: isFailure(micro) ? (isFailure(nano) ? Number.NaN : nano / 1e9) : micro / 1e6,
			};
};

export const cgroup: Sensor = {
	id: 'cgroup',
	title: 'CPU quota of the control group',
	async open(root) {
		const self = (await readOptionalText(root, 'proc/self/cgroup')) ?? '0::/';
		const paths: string[] = [];
		for (const folder of statFolders(self)) {
			const path = `${folder}/cpu.stat`;
			if (await readThrottling(root, path)) {
				paths.push(path);
			}
		}

		const counters = {periods: new MemberCounters(), seconds: new MemberCounters()};
		return paths.length === 0
			? {absent: 'no CPU quota is in force (no cpu.stat with nr_throttled above this process)'}
			: {read: async () => readingsOf(root, paths, counters)};
	},
};

type Counters = {readonly periods: MemberCounters; readonly seconds: MemberCounters};

const readingsOf = async (
	root: Root,
	paths: readonly string[],
	counters: Counters,
): Promise<Reading[]> => {
	const all = await Promise.all(paths.map(async path => readThrottling(root, path)));
	const present = all.filter(value => value !== undefined);
	const facts = {
		quantity: 'counter',
		source: paths.map(path => `/${path}`).join(', '),
		atMs: root.now(),
		evidence: {kind: 'host', cause: 'CPU quota'},
	} as const;
	const figure = (key: keyof Throttling) => {
		const read = all.map((throttling, index) => {
			const value = throttling?.[key];
			return [paths[index]!, Number.isNaN(value) ? undefined : value] as const;
		});
		const sum = counters[key].record(new Map(read));
		if (present.length === 0) {
			return {missing: 'cpu.stat is gone'};
		}

		return sum === undefined ? {missing: 'cpu.stat does not tell it'} : {value: sum};
	};

	return [
		{
			...facts,
			id: 'cgroup/throttled-periods',
			label: 'periods held back by the CPU quota',
			unit: 'count',
			...figure('periods'),
		},
		{
			...facts,
			id: 'cgroup/throttled-time',
			label: 'held back by the CPU quota for',
			unit: 'seconds',
			...figure('seconds'),
		},
	];
};

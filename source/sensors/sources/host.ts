import os from 'node:os';
import process from 'node:process';
import {keyedLines} from '../parse.js';
import {ReadFailure, isFailure, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';

/*
CPU, memory and load of the host. On Linux from /proc (a read each, no fork); elsewhere from Node's own system calls. A recorded board without these files says so: the figures of the machine that replays it are not its own.
*/

/** Jiffies, cumulative. */
export type CpuTimes = {
	readonly busy: number;
	readonly steal: number;
	readonly total: number;
};

/** Of all CPUs, and of each by its number; of one that is off, nothing. */
type AllTimes = CpuTimes & {readonly each?: ReadonlyArray<CpuTimes | undefined>};

const parseTimes = (text: string): CpuTimes | undefined => {
	const times = text.trim().split(/\s+/).slice(0, 8).map(Number);
	if (times.length < 4 || !times.every(time => Number.isFinite(time))) {
		return undefined;
	}

	const total = times.reduce((sum, time) => sum + time, 0);
	const steal = times[7] ?? 0;
	return {busy: total - times[3]! - (times[4] ?? 0) - steal, steal, total};
};

/** First line of /proc/stat: user nice system idle iowait irq softirq steal; guest time is already in user. */
export const parseCpuTimes = (stat: string): CpuTimes | undefined =>
	parseTimes(/^cpu\s+(?<times>.+)$/m.exec(stat)?.groups?.['times'] ?? '');

/** All of its lines `cpu` and `cpuN`. */
const parseAllTimes = (stat: string): AllTimes | undefined => {
	const all = parseCpuTimes(stat);
	const each: Array<CpuTimes | undefined> = [];
	for (const {groups} of stat.matchAll(/^cpu(?<cpu>\d{1,5}) (?<times>.+)$/gm)) {
		each[Number(groups!['cpu'])] = parseTimes(groups!['times']!);
	}

	return all && (each.length > 0 ? {...all, each} : all);
};

const nodeCpuTimes = (): CpuTimes => {
	let busy = 0;
	let total = 0;
	for (const {times} of os.cpus()) {
		busy += times.user + times.nice + times.sys + times.irq;
		total += times.user + times.nice + times.sys + times.irq + times.idle;
	}

	return {busy, steal: 0, total};
};

/** Kibibytes of /proc/meminfo to bytes in use (what is not available to new programs) and in all. */
export const parseMemory = (meminfo: string): {used: number; total: number} | undefined => {
	const lines = keyedLines(meminfo);
	const bytes = (key: string) => Number.parseInt(lines.get(key) ?? '', 10) * 1024;
	const total = bytes('MemTotal');
	const available = lines.has('MemAvailable')
		? bytes('MemAvailable')
		: bytes('MemFree') + bytes('Buffers') + bytes('Cached');
	return Number.isFinite(total - available) ? {used: total - available, total} : undefined;
};

const isLinuxLike = (root: Root): boolean => !root.isLive || process.platform === 'linux';

type Source = {
	cpuTimes(): Promise<AllTimes | ReadFailure>;
	memory(): Promise<{used: number; total: number} | ReadFailure>;
	load(): Promise<number | ReadFailure>;
};

const malformed = (path: string) => new ReadFailure('EBADMSG', `${path} cannot be understood`);

const procSource = (root: Root): Source => {
	const parsed = async <T>(path: string, parse: (text: string) => T | undefined) => {
		const text = await root.readText(path);
		return isFailure(text) ? text : (parse(text) ?? malformed(path));
	};

	return {
		cpuTimes: async () => parsed('proc/stat', parseAllTimes),
		memory: async () => parsed('proc/meminfo', parseMemory),
		load: async () =>
			parsed('proc/loadavg', text => {
				const load = Number.parseFloat(text);
				return Number.isFinite(load) ? load : undefined;
			}),
	};
};

const nodeSource: Source = {
	cpuTimes: async () => nodeCpuTimes(),
	memory: async () => ({used: os.totalmem() - os.freemem(), total: os.totalmem()}),
	load: async () =>
		process.platform === 'win32'
			? new ReadFailure('ENOTSUP', 'Windows has no load average')
			: os.loadavg()[0]!,
};

export const host: Sensor = {
	id: 'host',
	title: 'CPU, memory and load',
	async open(root) {
		const isLinux = isLinuxLike(root);
		const source = isLinux ? procSource(root) : nodeSource;
		let before: AllTimes | ReadFailure = await source.cpuTimes();
		if (isFailure(before) && !root.isLive && isFailure(await source.memory())) {
			return {absent: 'the sensor root has no proc/stat and no proc/meminfo'};
		}

		return {
			async read() {
				const [times, memory, load] = await Promise.all([
					source.cpuTimes(),
					source.memory(),
					source.load(),
				]);
				const atMs = root.now();
				const shares = usedSince(before, times);
				const perCpu = eachUsedSince(before, times);
				before = times;
				const file = (name: string) => (isLinux ? `/proc/${name}` : 'node:os');
				const readings: Reading[] = [
					{
						id: 'host/cpu-load',
						label: 'CPU in use',
						quantity: 'load',
						unit: 'fraction',
						source: file('stat'),
						atMs,
						...(isFailure(shares)
							? {missing: shares.reason}
							: {value: shares.busy, ...(perCpu && {perCpu})}),
					},
					{
						id: 'host/memory-used',
						label: 'memory in use',
						quantity: 'memory',
						unit: 'bytes',
						source: file('meminfo'),
						atMs,
						...(isFailure(memory)
							? {missing: memory.reason}
							: {value: memory.used, limits: {max: memory.total}}),
					},
					{
						id: 'host/load-1min',
						label: 'load average, 1 min',
						quantity: 'load',
						unit: 'count',
						source: file('loadavg'),
						atMs,
						...(isFailure(load) ? {missing: load.reason} : {value: load}),
					},
				];
				if (isLinux) {
					readings.push({
						id: 'host/steal',
						label: 'CPU time taken by other guests (steal)',
						quantity: 'load',
						unit: 'fraction',
						source: file('stat'),
						atMs,
						evidence: {kind: 'host', cause: 'noisy host'},
						...(isFailure(shares) ? {missing: shares.reason} : {value: shares.steal}),
					});
				}

				return readings;
			},
		};
	},
};

/** Shares of all CPUs' time between two readings, 0…1. */
const usedSince = (
	before: CpuTimes | ReadFailure,
	now: CpuTimes | ReadFailure,
): {busy: number; steal: number} | ReadFailure => {
	if (isFailure(now)) {
		return now;
	}

	const elapsed = isFailure(before) ? 0 : now.total - before.total;
	if (isFailure(before)) {
		return new ReadFailure('EAGAIN', 'needs two readings');
	}

	if (elapsed <= 0) {
		return new ReadFailure('EAGAIN', 'the counters of /proc/stat did not move');
	}

	const share = (part: number) => Math.min(1, Math.max(0, part / elapsed));
	return {busy: share(now.busy - before.busy), steal: share(now.steal - before.steal)};
};

/** Share in use of each CPU, by its number, to a hundredth; of one that is off, 0. */
const eachUsedSince = (
	before: AllTimes | ReadFailure,
	now: AllTimes | ReadFailure,
): number[] | undefined => {
	if (isFailure(before) || isFailure(now) || !before.each || !now.each) {
		return undefined;
	}

	return Array.from(now.each, (times, cpu) => {
		const earlier = before.each![cpu];
		const shares = times && earlier ? usedSince(earlier, times) : undefined;
		return shares && !isFailure(shares) ? Math.round(shares.busy * 100) / 100 : 0;
	});
};

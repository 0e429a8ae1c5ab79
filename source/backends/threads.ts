import {readFileSync, readdirSync} from 'node:fs';
import os from 'node:os';

/** How many CPU threads to run a model with, and why. */
export type ThreadChoice = {readonly threads: number; readonly reason: string};

const readText = (file: string): string | undefined => {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return undefined;
	}
};

/** CPUs that the cgroup's quota allows, rounded up; undefined without a quota. */
const quotaCpus = (root: string): number | undefined => {
	const [quota, period] = (readText(`${root}/sys/fs/cgroup/cpu.max`) ?? '').split(' ').map(Number);
	return quota && period && Number.isFinite(quota) ? Math.ceil(quota / period) : undefined;
};

/**
The physical cores of the fastest kind: hyper-threads of one core share its arithmetic units, and the slow cores of a big.LITTLE board hold up the fast ones at every barrier.
*/
const fastCores = (root: string): number | undefined => {
	const folder = `${root}/sys/devices/system/cpu`;
	let names: string[];
	try {
		names = readdirSync(folder).filter(name => /^cpu\d+$/.test(name));
	} catch {
		return undefined;
	}

	const cores = new Map<string, number>();
	for (const name of names) {
		if (readText(`${folder}/${name}/online`) === '0') {
			continue;
		}

		const core = readText(`${folder}/${name}/topology/core_id`);
		const socket = readText(`${folder}/${name}/topology/physical_package_id`);
		const capacity =
			readText(`${folder}/${name}/cpu_capacity`) ??
			readText(`${folder}/${name}/cpufreq/cpuinfo_max_freq`);
		if (core !== undefined) {
			const key = `${socket ?? '0'}:${core}:${capacity ?? ''}`;
			cores.set(key, Number(capacity ?? 0));
		}
	}

	// Cores of one kind differ by a few percent in their rated clock (favoured cores); a little core by far more.
	const fastest = Math.max(...cores.values());
	const count = [...cores.values()].filter(capacity => capacity >= 0.8 * fastest).length;
	return count || undefined;
};

/**
The default number of threads: the physical cores of the fastest kind, within what the scheduler's affinity and the cgroup's quota allow.

@param root Root of the file tree that is read. @default ''
*/
export const chooseThreads = (root = ''): ThreadChoice => {
	const allowed = os.availableParallelism();
	const fast = fastCores(root);
	const quota = quotaCpus(root);
	const threads = Math.max(1, Math.min(allowed, fast ?? allowed, quota ?? allowed));
	let reason = 'physical cores';
	if (quota !== undefined && threads === quota && quota < (fast ?? allowed)) {
		reason = 'CPU quota of the container';
	} else if (fast === undefined) {
		reason = 'available CPUs';
	} else if (fast > allowed) {
		reason = 'CPUs allowed by affinity';
	} else if (fast < os.cpus().length) {
		reason = 'physical cores of the fastest kind';
	}

	return {threads, reason};
};

import {References} from './references.js';

/** Reasons outside of the hardware. */
export type HostReason =
	'noisy host' | 'CPU quota' | 'another process' | 'waiting for frames' | 'short of memory';

/** Means over a stretch of time; undefined: not measured. */
export type HostLoad = {
	/** Share of CPU time that the hypervisor took, 0…1. */
	readonly stealFraction?: number;
	/** Throttled periods of the own cgroup a second. */
	readonly quotaThrottlesPerSecond?: number;
	/** Seconds a second for which the own cgroup was held back. */
	readonly quotaSecondsPerSecond?: number;
	/** Inferences per second of CPU time that the engine itself used. */
	readonly inferencesPerCpuSecond?: number;
	/** Share of all CPUs in use, 0…1. */
	readonly cpuLoad?: number;
	/** Share of time in which some task waited for a CPU (PSI), 0…1. */
	readonly cpuPressure?: number;
	/** Share of the device in use that computes, 0…1. */
	readonly deviceLoad?: number;
	/** Threads of the engine's model. */
	readonly threads?: number;
	/** CPU time of the engine against what its threads could use, 0…1. */
	readonly ownUse?: number;
	/** CPU seconds of the engine a second, of models that run on the CPU only. */
	readonly ownCpu?: number;
	/** Share of time in which some task waited for memory (PSI), 0…1. */
	readonly memoryPressure?: number;
};

export type HostSample = HostLoad & {
	readonly atMs: number;
	/** nr_throttled of the own cgroup, cumulative. */
	readonly quotaThrottles?: number;
	/** throttled time of the own cgroup, cumulative, s. */
	readonly quotaSeconds?: number;
};

const levels = [
	'stealFraction',
	'inferencesPerCpuSecond',
	'cpuLoad',
	'cpuPressure',
	'deviceLoad',
	'ownUse',
	'ownCpu',
	'memoryPressure',
] as const satisfies ReadonlyArray<keyof HostLoad>;

/** What others did with the processor: the last minutes, as means between two moments. */
export class HostLoadLog {
	readonly #references = new References();
	#quota: {throttles?: number | undefined; seconds?: number | undefined} = {};
	#threads: number | undefined;

	add(sample: HostSample): void {
		const {atMs, quotaThrottles, quotaSeconds, threads} = sample;
		this.#threads = threads ?? this.#threads;
		for (const key of levels) {
			this.#references.add(key, atMs, sample[key]);
		}

		const rise = (now: number | undefined, last: number | undefined) =>
			now === undefined || last === undefined ? undefined : Math.max(0, now - last);
		const {throttles, seconds} = this.#quota;
		this.#references.add('throttles', atMs, rise(quotaThrottles, throttles));
		this.#references.add('seconds', atMs, rise(quotaSeconds, seconds));
		this.#quota = {
			throttles: quotaThrottles ?? throttles,
			seconds: quotaSeconds ?? seconds,
		};
	}

	/** Means of what is kept between two moments. */
	between(fromMs: number, toMs: number): HostLoad {
		const mean = (key: string) => this.#references.course(key)?.mean(fromMs, toMs);
		const means: Partial<Record<(typeof levels)[number], number>> = {};
		for (const key of levels) {
			const value = mean(key);
			if (value !== undefined) {
				means[key] = value;
			}
		}

		return {
			...means,
			quotaThrottlesPerSecond: mean('throttles'),
			quotaSecondsPerSecond: mean('seconds'),
			threads: this.#threads,
		};
	}
}

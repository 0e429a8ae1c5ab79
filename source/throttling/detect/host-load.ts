import {mean} from '../../measure/statistics.js';
import {type HostLoad} from './attribution.js';

/** Seconds kept: the whole time in which the baseline is sought. */
const keptMs = 180_000;

export type HostSample = {
	readonly atMs: number;
	readonly stealFraction?: number;
	/** nr_throttled of the own cgroup, cumulative. */
	readonly quotaThrottles?: number;
	readonly inferencesPerCpuSecond?: number;
};

const known = (values: ReadonlyArray<number | undefined>): number[] =>
	values.filter(value => value !== undefined);

const meanOf = (values: readonly number[]): number | undefined =>
	values.length > 0 ? mean(values) : undefined;

/** The last three minutes of what others did with the processor. */
export class HostLoadLog {
	#samples: HostSample[] = [];

	add(sample: HostSample): void {
		this.#samples.push(sample);
		// Cut in steps, not at each sample.
		if (this.#samples.length > 64 && sample.atMs - this.#samples[32]!.atMs > keptMs) {
			this.#samples = this.#samples.filter(({atMs}) => atMs >= sample.atMs - keptMs);
		}
	}

	/** Means of what is kept between two moments. */
	between(fromMs: number, toMs: number): HostLoad {
		const samples = this.#samples.filter(({atMs}) => atMs >= fromMs && atMs <= toMs);
		const stealFraction = meanOf(known(samples.map(sample => sample.stealFraction)));
		const own = meanOf(known(samples.map(sample => sample.inferencesPerCpuSecond)));
		const quota = samples.filter(({quotaThrottles}) => quotaThrottles !== undefined);
		const first = quota[0];
		const last = quota.at(-1);
		const seconds = first && last ? (last.atMs - first.atMs) / 1000 : 0;
		const quotaThrottlesPerSecond =
			seconds > 0
				? Math.max(0, last!.quotaThrottles! - first!.quotaThrottles!) / seconds
				: undefined;
		return {
			stealFraction,
			inferencesPerCpuSecond: own,
			quotaThrottlesPerSecond,
		};
	}
}

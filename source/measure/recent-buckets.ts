import {LogBuckets, type SparseBuckets} from './log-buckets.js';

/** Latencies since they were last taken, as counts in buckets: what an append-only file adds to its histogram. Memory: one short list, 90 kB at most. */
export class RecentBuckets {
	#samples: number[] = [];
	#buckets: LogBuckets | undefined;

	record(ms: number): void {
		this.#samples.push(ms);
		// Nobody takes: fold before the list grows.
		if (this.#samples.length >= 4096) {
			this.#fold();
		}
	}

	/** The counts so far; afterwards there are none. Undefined where nothing was recorded. */
	take(): SparseBuckets | undefined {
		this.#fold();
		const taken = this.#buckets?.toSparse();
		this.#buckets = undefined;
		return taken;
	}

	/** Puts back what was taken and could not be used. */
	giveBack(sparse: SparseBuckets): void {
		this.#fold();
		const back = LogBuckets.fromSparse(sparse);
		if (this.#buckets) {
			this.#buckets.merge(back);
		} else {
			this.#buckets = back;
		}
	}

	#fold(): void {
		if (this.#samples.length > 0) {
			this.#buckets ??= new LogBuckets();
			for (const ms of this.#samples) {
				this.#buckets.add(ms);
			}

			this.#samples = [];
		}
	}
}

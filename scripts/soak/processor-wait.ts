import {readFileSync} from 'node:fs';

type Sample = {readonly atMs: number; readonly waitedMs: number};

/** What a line of /proc/PID/schedstat says of waiting for a processor, ms; undefined where it is no such line. */
export const waitedMsIn = (text: string): number | undefined => {
	const [, nanoseconds] = /^\d+ (\d+) \d+/.exec(text) ?? [];
	return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
};

/** Milliseconds between two moments that a thread stood ready and had no processor, from what it had waited in all by each of some moments. */
export const waitedBetween = (samples: readonly Sample[], fromMs: number, toMs: number): number => {
	const before = samples.findLast(({atMs}) => atMs <= fromMs) ?? samples[0];
	const after = samples.find(({atMs}) => atMs >= toMs) ?? samples.at(-1);
	return before && after ? Math.max(0, after.waitedMs - before.waitedMs) : 0;
};

/** Watches how long the main thread of a process waits for a processor: what a busy machine takes from it. */
export class ProcessorWait {
	readonly #samples: Sample[] = [];
	readonly #file: string;
	readonly #timer: NodeJS.Timeout;

	constructor(pid: number) {
		this.#file = `/proc/${pid}/task/${pid}/schedstat`;
		this.#sample();
		this.#timer = setInterval(() => {
			this.#sample();
		}, 50);
		this.#timer.unref();
	}

	/** Between two moments of the wall clock. */
	between(fromMs: number, toMs: number): number {
		return waitedBetween(this.#samples, fromMs, toMs);
	}

	end(): void {
		clearInterval(this.#timer);
	}

	#sample(): void {
		try {
			const waitedMs = waitedMsIn(readFileSync(this.#file, 'utf8'));
			if (waitedMs !== undefined) {
				this.#samples.push({atMs: Date.now(), waitedMs});
			}
		} catch {
			// Gone, or a kernel that does not count it.
		}
	}
}

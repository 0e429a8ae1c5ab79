import {performance} from 'node:perf_hooks';
import {monotonicMs} from '../../system/clock.js';
import {cpuSecondsOf} from '../../system/process-cpu.js';

/** The mean is over so long, ms. */
const windowMs = 10_000;
/** Nothing is told of less. */
const leastMs = 900;

/** Time in which this thread worked: pictures are made the model's input here. */
const threadSeconds = (): number => performance.eventLoopUtilization().active / 1000;

/**
What decoding takes beside the model: CPU time of ffmpeg, of one process after the other, and of the thread that makes its pictures the model's input. Constant memory; a reading a quarter of a second.
*/
export class DecoderCost {
	readonly #cpuSecondsOf: (pid: number) => number | undefined;
	readonly #threadSeconds: () => number;
	#pid: number | undefined;
	/** Of processes that have ended. */
	#pastSeconds = 0;
	#childSeconds: number | undefined;
	#course: Array<{readonly atMs: number; readonly seconds: number}> = [];

	/** Both arguments for tests. */
	constructor(ofProcess = cpuSecondsOf, ofThread = threadSeconds) {
		this.#cpuSecondsOf = ofProcess;
		this.#threadSeconds = ofThread;
	}

	/** @param pid Of the ffmpeg that runs now. */
	add(pid: number | undefined, atMs = monotonicMs()): void {
		if (pid !== this.#pid) {
			this.#pastSeconds += this.#childSeconds ?? 0;
			this.#childSeconds = undefined;
			this.#pid = pid;
		}

		this.#childSeconds =
			(pid === undefined ? undefined : this.#cpuSecondsOf(pid)) ?? this.#childSeconds;
		if (pid !== undefined && this.#childSeconds === undefined) {
			// The system does not tell: half of the cost would be no figure.
			this.#course = [];
			return;
		}

		const seconds = this.#pastSeconds + (this.#childSeconds ?? 0) + this.#threadSeconds();
		this.#course.push({atMs, seconds});
		this.#course = this.#course.filter(point => point.atMs >= atMs - windowMs);
	}

	/** CPU cores that decoding takes, mean over the last ten seconds; undefined where the system does not tell, and at the beginning. */
	get cores(): number | undefined {
		const [first] = this.#course;
		const last = this.#course.at(-1);
		const elapsedMs = first && last ? last.atMs - first.atMs : 0;
		return elapsedMs >= leastMs
			? Math.max(0, (1000 * (last!.seconds - first!.seconds)) / elapsedMs)
			: undefined;
	}
}

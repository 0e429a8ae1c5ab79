import {monotonicMs} from '../../system/clock.js';
import {EngineSupervisor} from '../../engine/supervisor.js';
import {type EngineConfig, type EngineMessage} from '../../engine/protocol.js';
import {median} from '../../measure/statistics.js';
import {type SegmentState} from '../segment.js';

export type ArmHandlers = {
	readonly onMessage: (message: EngineMessage) => void;
	readonly onRestart: (reason: string, delayMs: number) => void;
	readonly onRecovered: () => void;
	readonly onFailed: (reason: string) => void;
	readonly onNativeText: (line: string) => void;
};

export type Slice = {
	/** Median latency of inference, ms. */
	readonly medianMs: number;
	readonly nextPosition: number;
};

/** One of the two that run in turns: its engine, and the segment that its slices make up. */
export class Arm {
	readonly supervisor: EngineSupervisor;
	/** Resolves when the model is loaded and warm. */
	readonly ready: Promise<void>;
	segment: SegmentState | undefined;
	rssBytes = 0;
	#slice: {readonly inferMs: number[]; readonly finish: (slice: Slice) => void} | undefined;

	constructor(config: EngineConfig, handlers: ArmHandlers) {
		let becomeReady = (): void => undefined;
		this.ready = new Promise(resolve => {
			becomeReady = resolve;
		});
		this.supervisor = new EngineSupervisor(config, {
			onMessage: message => {
				this.#receive(message);
				handlers.onMessage(message);
			},
			onReady() {
				becomeReady();
			},
			onRestart: (reason, delayMs) => {
				if (this.segment) {
					this.segment.restarts++;
				}

				handlers.onRestart(reason, delayMs);
			},
			onRecovered: handlers.onRecovered,
			onFailed: handlers.onFailed,
			onNativeText: handlers.onNativeText,
		});
	}

	/** Time of one run in the warm-up, ms. */
	get warmRunMs(): number {
		const {runs, milliseconds} = this.supervisor.known.warmup ?? {runs: 0, milliseconds: 0};
		return runs > 1 ? milliseconds / runs : (this.supervisor.known.firstInferenceMs ?? 0);
	}

	/** Runs a slice of frames; the segment's clock stands before and after it. */
	async run(position: number, frames: number): Promise<Slice> {
		this.segment?.resume(monotonicMs());
		const slice = new Promise<Slice>(resolve => {
			this.#slice = {inferMs: [], finish: resolve};
		});
		this.supervisor.begin({position, frames});
		return slice;
	}

	#receive(message: EngineMessage): void {
		if (message.type === 'batch') {
			this.segment?.record(message.batch);
			this.#slice?.inferMs.push(...message.batch.inferMs);
			this.rssBytes = message.rssBytes;
		} else if (message.type === 'stopped') {
			this.segment?.pause(monotonicMs());
			const slice = this.#slice;
			this.#slice = undefined;
			slice?.finish({medianMs: median(slice.inferMs), nextPosition: message.nextPosition});
		}
	}
}

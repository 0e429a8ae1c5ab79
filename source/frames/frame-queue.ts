import {MessageChannel, receiveMessageOnPort, Worker} from 'node:worker_threads';
import {UserError} from '../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../models/manifest.js';
import {type FrameEntry, type FramesMode} from './dataset.js';
import {type DecodeJob, type DecodeResult, type DecodeSettings} from './decode-worker.js';
import {type FrameSupply, type QueuedFrame} from './frame-supply.js';
import {FrameOrder} from './order.js';
import {createTensor} from './preprocess.js';

export type FrameQueueOptions = {
	readonly entries: readonly FrameEntry[];
	readonly seed: number;
	readonly preprocessing: Preprocessing;
	readonly input: ModelInput;
	/** Frames decoded ahead. @default 4 */
	readonly depth?: number;
	/** Bytes of tensors to keep for later passes. @default 0 */
	readonly cacheBytes?: number;
	/** Least time between two thumbnails. @default no thumbnails */
	readonly thumbnailGapMs?: number;
	/** Called once for each entry that cannot be decoded. */
	readonly onSkipped: (entry: number, reason: string) => void;
};

/** Positions looked through for something to decode when most frames come from memory. */
const lookAhead = 256;

const entryFile = new URL('decode-worker.js', import.meta.url);

/** Frames in order, decoded ahead in a worker thread; a bounded number of buffers goes round between the threads. */
export class FrameQueue implements FrameSupply {
	readonly framesMode: FramesMode;
	readonly #options: FrameQueueOptions;
	readonly #order: FrameOrder;
	readonly #worker: Worker;
	readonly #port;
	readonly #depth: number;
	readonly #frameBytes: number;
	readonly #cache = new Map<number, Pick<QueuedFrame, 'tensor' | 'thumbnail'>>();
	readonly #bad = new Set<number>();
	readonly #results = new Map<number, DecodeResult>();
	readonly #free: ArrayBuffer[] = [];
	/** Tells results of a stopped run from those of the present one. */
	#generation = 0;
	#outstanding = 0;
	#next = 0;
	#requested = 0;
	#failure: Error | undefined;
	#wake: (() => void) | undefined;
	/** Nothing is asked of the decoder until the next `take`. */
	#isQuiet = false;

	constructor(options: FrameQueueOptions) {
		this.#options = options;
		this.#order = new FrameOrder(options.entries, options.seed);
		this.#depth = options.depth ?? 4;
		this.#frameBytes = createTensor(options.input).byteLength;
		const {port1, port2} = new MessageChannel();
		this.#port = port1;
		const settings: DecodeSettings = {
			input: options.input,
			preprocessing: options.preprocessing,
			// A frame that is kept is not decoded again: it keeps its thumbnail with it.
			...(options.thumbnailGapMs !== undefined && {
				thumbnailGapMs: (options.cacheBytes ?? 0) > 0 ? 0 : options.thumbnailGapMs,
			}),
			port: port2,
		};
		this.#worker = new Worker(entryFile, {
			workerData: settings,
			transferList: [port2],
		});
		this.#worker.on('error', error => {
			this.#fail(new Error(`the decoder failed: ${error.message}`, {cause: error}));
		});
		this.#worker.on('exit', code => {
			this.#fail(new Error(`the decoder ended with exit code ${code}`));
		});
		port1.on('message', (result: DecodeResult) => {
			this.#receive(result);
		});
		const wholeBytes = options.entries.length * this.#frameBytes;
		this.framesMode =
			wholeBytes <= (options.cacheBytes ?? 0) ? 'cached in memory' : 'decoded ahead';
	}

	/** Whether the next frame lies ready. */
	get hasNext(): boolean {
		this.#poll();
		return this.#results.has(this.#next) || this.#cache.has(this.#order.entryAt(this.#next));
	}

	/** Begins to decode from a position on. */
	start(position: number): void {
		this.#next = position;
		this.#requested = position;
		this.#fill();
	}

	/**
	The next frame. Give it back with `release` when its tensor is no longer needed.

	@throws UserError when no frame of a whole pass can be decoded.
	@throws Error when the decoder itself failed.
	*/
	async take(): Promise<QueuedFrame> {
		this.#isQuiet = false;
		let passedOver = 0;
		for (;;) {
			// The engine's thread was blocked by the model: look without waiting for an event.
			this.#poll();
			if (this.#failure) {
				throw this.#failure;
			}

			const position = this.#next;
			const entry = this.#order.entryAt(position);
			const ready = this.#bad.has(entry) ? 'bad' : this.#readyFrame(position, entry);
			if (ready === 'bad') {
				this.#drop(position);
				this.#next++;
				passedOver++;
				this.#fill();
				if (passedOver >= this.#options.entries.length) {
					throw new UserError('no image of this source can be decoded; see the events');
				}
			} else if (ready) {
				this.#next++;
				this.#fill();
				return ready;
			} else {
				this.#fill();
				await new Promise<void>(resolve => {
					this.#wake = resolve;
				});
			}
		}
	}

	/** Waits until the decoder has nothing to do, and gives it nothing until the next `take`. */
	async quiet(): Promise<void> {
		this.#isQuiet = true;
		this.#poll();
		while (this.#outstanding > 0 && !this.#failure) {
			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
		}
	}

	/** Gives a frame's buffer back. */
	release(frame: QueuedFrame): void {
		if (this.#cache.get(frame.entry)?.tensor !== frame.tensor) {
			this.#recycle(frame.tensor.buffer as ArrayBuffer);
		}
	}

	/** Ends the run ahead; `start` begins anew. */
	stop(): void {
		for (const position of this.#results.keys()) {
			this.#drop(position);
		}

		this.#generation++;
	}

	async close(): Promise<void> {
		this.#worker.removeAllListeners('exit');
		this.#port.close();
		await this.#worker.terminate();
	}

	#readyFrame(position: number, entry: number): QueuedFrame | 'bad' | undefined {
		const cached = this.#cache.get(entry);
		if (cached) {
			// With few images the same one may have been asked for again before it was cached.
			this.#drop(position);
			return {position, entry, ...cached, decodeMs: Number.NaN, preprocessMs: Number.NaN};
		}

		const result = this.#results.get(position);
		if (!result) {
			return undefined;
		}

		this.#results.delete(position);
		if ('reason' in result) {
			this.#bad.add(entry);
			this.#options.onSkipped(entry, result.reason);
			return 'bad';
		}

		const tensor = createTensor(this.#options.input, result.buffer);
		const kept = {tensor, thumbnail: result.thumbnail};
		if ((this.#cache.size + 1) * this.#frameBytes <= (this.#options.cacheBytes ?? 0)) {
			this.#cache.set(entry, kept);
		}

		const {decodeMs, preprocessMs} = result;
		return {position, entry, ...kept, decodeMs, preprocessMs};
	}

	#drop(position: number): void {
		const result = this.#results.get(position);
		this.#results.delete(position);
		if (result?.buffer) {
			this.#recycle(result.buffer);
		}
	}

	/** Keeps `depth` frames decoded or being decoded. */
	#fill(): void {
		const limit = this.#next + lookAhead;
		while (
			!this.#isQuiet &&
			this.#outstanding + this.#results.size < this.#depth &&
			this.#requested < limit
		) {
			const position = this.#requested++;
			const entry = this.#order.entryAt(position);
			if (this.#cache.has(entry) || this.#bad.has(entry)) {
				continue;
			}

			const buffer = this.#free.pop();
			const job: DecodeJob = {
				generation: this.#generation,
				position,
				file: this.#options.entries[entry]!.file,
				buffer,
			};
			this.#outstanding++;
			this.#port.postMessage(job, buffer ? [buffer] : []);
		}
	}

	#poll(): void {
		for (
			let received = receiveMessageOnPort(this.#port);
			received;
			received = receiveMessageOnPort(this.#port)
		) {
			this.#receive(received.message as DecodeResult);
		}
	}

	#receive(result: DecodeResult): void {
		this.#outstanding--;
		// Older than the next position: meanwhile taken from memory, or known not to decode.
		if (result.generation === this.#generation && result.position >= this.#next) {
			this.#results.set(result.position, result);
		} else if (result.buffer) {
			this.#recycle(result.buffer);
		}

		this.#signal();
	}

	#recycle(buffer: ArrayBuffer): void {
		if (this.#free.length <= this.#depth && buffer.byteLength === this.#frameBytes) {
			this.#free.push(buffer);
		}
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		this.#signal();
	}

	#signal(): void {
		this.#wake?.();
		this.#wake = undefined;
	}
}

import {MessageChannel, receiveMessageOnPort, Worker} from 'node:worker_threads';
import {UserError} from '../../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../../models/manifest.js';
import {type FramesMode} from '../dataset.js';
import {type FrameSupply, type QueuedFrame} from '../frame-supply.js';
import {createTensor} from '../preprocess.js';
import {type StreamCounts, type StreamSource, withUnused} from '../stream-source.js';
import {type Patience, type StreamNote} from './stream-ends.js';
import {type StreamAnswer, type StreamCommand, type StreamSettings} from './stream-worker.js';

export type StreamQueueOptions = {
	readonly source: StreamSource;
	readonly preprocessing: Preprocessing;
	readonly input: ModelInput;
	/** Least time between two thumbnails. @default no thumbnails */
	readonly thumbnailGapMs?: number;
	readonly patience?: Partial<Patience>;
	readonly onNote: (note: StreamNote) => void;
};

/** Frames of a file that are made ready ahead of the loop. */
const depth = 4;
const closeGraceMs = 1000;
const entryFile = new URL('stream-worker.js', import.meta.url);

/** Frames of a video ahead of the loop, or the newest one of a live source when it is asked for. */
export class StreamQueue implements FrameSupply {
	readonly framesMode: FramesMode;
	readonly #options: StreamQueueOptions;
	readonly #worker: Worker;
	readonly #port;
	readonly #depth: number;
	readonly #ready: Array<StreamAnswer & {readonly type: 'frame'}> = [];
	readonly #free: ArrayBuffer[] = [];
	#generation = 0;
	#asked = 0;
	#isAtEnd = false;
	#isInterrupted = false;
	#failure: Error | undefined;
	#wake: (() => void) | undefined;
	#whenStopped: (() => void) | undefined;
	#whenClosed: (() => void) | undefined;
	/** Of stretches before the present one that were not asked for yet. */
	#before = {delivered: 0, dropped: 0};
	#counts: StreamCounts = {delivered: 0, dropped: 0};
	#told = {delivered: 0, dropped: 0};

	constructor(options: StreamQueueOptions) {
		this.#options = options;
		const isNewest = options.source.take === 'newest';
		this.framesMode = isNewest ? 'decoded live' : 'decoded ahead';
		// A frame made ready ahead would be an old one by the time that it is run.
		this.#depth = isNewest ? 1 : depth;
		const {port1, port2} = new MessageChannel();
		this.#port = port1;
		const {source, input, preprocessing, thumbnailGapMs, patience} = options;
		const settings: StreamSettings = {
			source,
			input,
			preprocessing,
			thumbnailGapMs,
			patience,
			port: port2,
		};
		this.#worker = new Worker(entryFile, {workerData: settings, transferList: [port2]});
		this.#worker.on('error', error => {
			this.#fail(new Error(`the decoder failed: ${error.message}`, {cause: error}));
		});
		this.#worker.on('exit', code => {
			this.#fail(new Error(`the decoder ended with exit code ${code}`));
		});
		port1.on('message', (answer: StreamAnswer) => {
			this.#receive(answer);
		});
	}

	start(position: number, endPosition?: number): void {
		this.#generation++;
		this.#asked = 0;
		this.#isAtEnd = false;
		this.#isInterrupted = false;
		this.#failure = undefined;
		this.#send({
			type: 'start',
			generation: this.#generation,
			position,
			endPosition,
		});
		if (this.#depth > 1) {
			this.#ask();
		}
	}

	/** Frames given and dropped since the last call. */
	takeCounts(): StreamCounts {
		this.#poll();
		const {delivered, dropped, ...rate} = this.#counts;
		const {before, told} = {before: this.#before, told: this.#told};
		const sum = {delivered: before.delivered + delivered, dropped: before.dropped + dropped};
		this.#told = sum;
		return {
			delivered: sum.delivered - told.delivered,
			dropped: sum.dropped - told.dropped,
			...rate,
		};
	}

	async take(): Promise<QueuedFrame | undefined> {
		this.#ask();
		for (;;) {
			// The engine's thread was blocked by the model: look without waiting for an event.
			this.#poll();
			const frame = this.#ready.shift();
			if (frame) {
				this.#ask(this.#depth > 1 ? this.#depth : 0);
				const {position, buffer, decodeMs, preprocessMs, thumbnail} = frame;
				return {
					position,
					entry: 0,
					tensor: createTensor(this.#options.input, buffer),
					decodeMs,
					preprocessMs,
					thumbnail,
				};
			}

			if (this.#failure) {
				throw this.#failure;
			}

			if (this.#isAtEnd || this.#isInterrupted) {
				return undefined;
			}

			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
		}
	}

	/** Whoever waits in `take` waits no longer: a live source may have nothing to give for a long time. */
	interrupt(): void {
		this.#isInterrupted = true;
		this.#signal();
	}

	release({tensor}: QueuedFrame): void {
		if (this.#free.length <= this.#depth) {
			this.#free.push(tensor.buffer as ArrayBuffer);
		}
	}

	/** Resolves when the last counts are in. */
	async stop(): Promise<void> {
		await new Promise<void>(resolve => {
			this.#whenStopped = resolve;
			this.#send({type: 'stop', generation: this.#generation});
		});
	}

	async close(): Promise<void> {
		this.#worker.removeAllListeners('exit');
		await new Promise<void>(resolve => {
			this.#whenClosed = resolve;
			setTimeout(resolve, closeGraceMs);
			this.#send({type: 'close'});
		});
		this.#port.close();
		await this.#worker.terminate();
	}

	/** Keeps so many frames asked for. */
	#ask(wanted = this.#depth): void {
		while (this.#asked + this.#ready.length < wanted && !this.#isAtEnd) {
			const buffer = this.#free.pop();
			this.#asked++;
			this.#send({type: 'next', generation: this.#generation, buffer}, buffer ? [buffer] : []);
		}
	}

	#send(command: StreamCommand, transfer: ArrayBuffer[] = []): void {
		this.#port.postMessage(command, transfer);
	}

	#poll(): void {
		for (
			let received = receiveMessageOnPort(this.#port);
			received;
			received = receiveMessageOnPort(this.#port)
		) {
			this.#receive(received.message as StreamAnswer);
		}
	}

	#receive(answer: StreamAnswer): void {
		const isPresent = 'generation' in answer && answer.generation === this.#generation;
		switch (answer.type) {
			case 'frame': {
				if (isPresent) {
					this.#asked--;
					this.#counts = answer.counts;
					this.#ready.push(answer);
				}

				break;
			}

			case 'end': {
				this.#isAtEnd ||= isPresent;
				break;
			}

			case 'failed': {
				if (isPresent) {
					this.#fail(new UserError(answer.reason, {exitCode: 1}));
				}

				break;
			}

			case 'counts': {
				this.#counts = isPresent ? answer.counts : this.#counts;
				break;
			}

			case 'stopped': {
				this.#closeCounts(answer.counts);
				this.#ready.length = 0;
				this.#whenStopped?.();
				break;
			}

			case 'note': {
				this.#options.onNote(answer.note);
				break;
			}

			case 'closed': {
				this.#whenClosed?.();
				break;
			}
		}

		this.#signal();
	}

	#closeCounts(counts: StreamCounts): void {
		const {delivered, dropped, ...rate} = withUnused(
			counts,
			this.#ready.length,
			this.#options.source,
		);
		this.#before = {
			delivered: this.#before.delivered + delivered,
			dropped: this.#before.dropped + dropped,
		};
		this.#counts = {delivered: 0, dropped: 0, ...rate};
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		this.#whenStopped?.();
		this.#signal();
	}

	#signal(): void {
		this.#wake?.();
		this.#wake = undefined;
	}
}

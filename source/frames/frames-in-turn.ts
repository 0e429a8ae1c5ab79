import {monotonicMs} from '../system/clock.js';
import {messageOf, UserError} from '../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../models/manifest.js';
import {type DecodeGate} from './decode-gate.js';
import {decodeAll} from './decode-pool.js';
import {type FrameEntry} from './dataset.js';
import {type FrameSupply, type QueuedFrame} from './frame-supply.js';
import {FrameOrder} from './order.js';
import {createTensor, type ImageTensor, makePreprocess} from './preprocess.js';
import {shrink, type Thumbnail} from './thumbnail.js';

export type FramesInTurnOptions = {
	readonly framesMode: 'cached in memory' | 'decoded between';
	readonly entries: readonly FrameEntry[];
	readonly seed: number;
	readonly preprocessing: Preprocessing;
	readonly input: ModelInput;
	/** Bytes of tensors that may be kept. */
	readonly budgetBytes: number;
	/** Images that are decoded at once, while no model runs. @default 1 */
	readonly together?: number;
	/** Least time between two thumbnails. @default no thumbnails */
	readonly thumbnailGapMs?: number;
	/** Called once for each entry that cannot be decoded. */
	readonly onSkipped: (entry: number, reason: string) => void;
};

type Kept = {readonly tensor: ImageTensor; readonly thumbnail?: Thumbnail | undefined};

const fromMemory = {decodeMs: Number.NaN, preprocessMs: Number.NaN, isKept: true} as const;

/**
Frames in order, of which none is decoded while a model runs: they lie in memory, decoded by `fill` before anything is counted, or are decoded when they are asked for. What was decoded once is kept as far as the budget goes.
*/
export class FramesInTurn implements FrameSupply {
	readonly framesMode: FramesInTurnOptions['framesMode'];
	readonly #options: FramesInTurnOptions;
	readonly #order: FrameOrder;
	readonly #frameBytes: number;
	readonly #kept = new Map<number, Kept>();
	readonly #bad = new Set<number>();
	readonly #preprocess;
	/** Tensors that nobody holds, to be filled again. */
	readonly #free: ImageTensor[] = [];
	/** Decoded together with a frame before them, by position. */
	readonly #ready = new Map<number, QueuedFrame>();
	#next = 0;
	#end = Number.POSITIVE_INFINITY;
	#pictureAtMs = Number.NEGATIVE_INFINITY;
	#isClosed = false;

	constructor(options: FramesInTurnOptions) {
		this.#options = options;
		this.framesMode = options.framesMode;
		this.#order = new FrameOrder(options.entries, options.seed);
		this.#frameBytes = createTensor(options.input).byteLength;
		this.#preprocess = makePreprocess(options.input, options.preprocessing);
	}

	/** Whether the next frame lies in memory: taking it is no work. */
	get hasNext(): boolean {
		return this.#ready.has(this.#next) || this.#kept.has(this.#order.entryAt(this.#next));
	}

	/**
	Decodes the frames of a stretch before they are asked for, as far as the budget goes.

	@param threads How many decoders run at once.
	@param gate Holds the decoders while it is closed.
	@throws Error when a decoder itself failed.
	*/
	async fill(
		stretch: {readonly position: number; readonly frames: number},
		threads: number,
		onProgress: (done: number, of: number) => void,
		gate?: DecodeGate,
	): Promise<void> {
		const {entries, input, preprocessing, thumbnailGapMs} = this.#options;
		const wanted = new Set<number>();
		const {position: first, frames} = stretch;
		const most = Math.min(frames, Math.floor(this.#options.budgetBytes / this.#frameBytes));
		// Two passes from anywhere have every image.
		const end = first + (frames < entries.length ? frames : 2 * entries.length);
		for (let position = first; position < end && wanted.size < most; position++) {
			wanted.add(this.#order.entryAt(position));
		}

		const jobs = [...wanted].map(entry => ({
			generation: 0,
			position: entry,
			file: entries[entry]!.file,
		}));
		let done = 0;
		await decodeAll(
			jobs,
			{
				input,
				preprocessing,
				...(thumbnailGapMs !== undefined && {thumbnailGapMs: 0}),
				gate: gate?.cells,
			},
			threads,
			{
				onResult: result => {
					if ('reason' in result) {
						this.#skip(result.position, result.reason);
					} else {
						const {buffer, thumbnail} = result;
						this.#kept.set(result.position, {tensor: createTensor(input, buffer), thumbnail});
					}

					done++;
					onProgress(done, jobs.length);
				},
				shouldStop: () => this.#isClosed,
			},
		);
	}

	start(position: number, endPosition = Number.POSITIVE_INFINITY): void {
		this.#ready.clear();
		this.#next = position;
		this.#end = endPosition;
	}

	/**
	The next frame. Give it back with `release` when its tensor is no longer needed.

	@throws UserError when no frame of a whole pass can be decoded.
	*/
	async take(): Promise<QueuedFrame> {
		let passedOver = 0;
		while (passedOver < this.#options.entries.length) {
			const position = this.#next++;
			const entry = this.#order.entryAt(position);
			const known = this.#ready.has(position) ? undefined : this.#kept.get(entry);
			if (known) {
				return {position, entry, ...known, ...fromMemory};
			}

			if (!this.#ready.has(position) && !this.#bad.has(entry)) {
				await this.#decodeTogether(position);
			}

			const frame = this.#ready.get(position);
			this.#ready.delete(position);
			if (frame) {
				return frame;
			}

			passedOver++;
		}

		throw new UserError('no image of this source can be decoded; see the events');
	}

	release({entry, tensor}: QueuedFrame): void {
		const {together = 1} = this.#options;
		if (this.#kept.get(entry)?.tensor !== tensor && this.#free.length < together) {
			this.#free.push(tensor);
		}
	}

	stop(): void {
		// Nothing runs ahead.
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#kept.clear();
	}

	/**
	Decodes a frame and those behind it that have to be decoded too, on as many processors as there are: the model waits for all of them, and nothing runs beside it. Each has an equal share of the time that the group took.
	*/
	async #decodeTogether(first: number): Promise<void> {
		const {together = 1, entries} = this.#options;
		const positions: number[] = [];
		// The first is decoded in any case: a loop finds its end by a frame that lies behind it.
		const end = Math.max(
			first + 1,
			Math.min(this.#end, first + Math.min(2 * together, entries.length)),
		);
		for (let position = first; position < end && positions.length < together; position++) {
			const entry = this.#order.entryAt(position);
			if (!this.#kept.has(entry) && !this.#bad.has(entry)) {
				positions.push(position);
			}
		}

		const beganAtMs = monotonicMs();
		const decoded = await Promise.all(positions.map(async position => this.#decode(position)));
		const frames = decoded.filter(frame => frame !== undefined);
		const preprocessMs = frames.reduce((sum, frame) => sum + frame.preprocessMs, 0);
		const decodeMs = (monotonicMs() - beganAtMs - preprocessMs) / frames.length;
		for (const frame of frames) {
			this.#ready.set(frame.position, {...frame, decodeMs});
		}
	}

	/** Decodes one frame now; undefined where that cannot be done. */
	async #decode(position: number): Promise<QueuedFrame | undefined> {
		const {entries, input, preprocessing} = this.#options;
		const entry = this.#order.entryAt(position);
		// Loaded when it is needed: a set in memory has been decoded by other threads.
		const {decodeImage} = await import('./decode.js');
		try {
			const pixels = await decodeImage(entries[entry]!.file, input, preprocessing);
			const decodedAtMs = monotonicMs();
			const tensor = this.#free.pop() ?? createTensor(input);
			this.#preprocess(pixels, tensor);
			const endedAtMs = monotonicMs();
			const isKept = (this.#kept.size + 1) * this.#frameBytes <= this.#options.budgetBytes;
			const thumbnail = this.#thumbnailOf(pixels, endedAtMs, isKept);
			if (isKept) {
				this.#kept.set(entry, {tensor, thumbnail});
			}

			return {
				position,
				entry,
				tensor,
				// Its share is told below.
				decodeMs: Number.NaN,
				preprocessMs: endedAtMs - decodedAtMs,
				isKept,
				...(thumbnail && {thumbnail}),
			};
		} catch (error) {
			this.#skip(entry, messageOf(error));
			return undefined;
		}
	}

	/** Made after the frame's times are taken. A frame that is kept is not decoded again: it has one in any case. */
	#thumbnailOf(pixels: Uint8Array, nowMs: number, isKept: boolean): Thumbnail | undefined {
		const {thumbnailGapMs, input} = this.#options;
		const isDue = isKept || nowMs - this.#pictureAtMs >= (thumbnailGapMs ?? 0);
		if (thumbnailGapMs === undefined || !isDue) {
			return undefined;
		}

		this.#pictureAtMs = nowMs;
		return shrink(pixels, input);
	}

	#skip(entry: number, reason: string): void {
		if (!this.#bad.has(entry)) {
			this.#bad.add(entry);
			this.#options.onSkipped(entry, reason);
		}
	}
}

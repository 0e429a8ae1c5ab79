/*
Worker thread that decodes and preprocesses ahead of the loop. The engine's own thread is blocked while the model runs; here the clock of a decode is not.
*/
import {type MessagePort, workerData} from 'node:worker_threads';
import {monotonicMs} from '../system/clock.js';
import {type ModelInput, type Preprocessing} from '../models/manifest.js';
import {decodeImage} from './decode.js';
import {whileOpen} from './decode-gate.js';
import {createTensor, makePreprocess} from './preprocess.js';
import {shrink, type Thumbnail} from './thumbnail.js';

export type DecodeJob = {
	/** Of the run that the job belongs to. */
	readonly generation: number;
	readonly position: number;
	readonly file: string;
	/** A buffer to reuse, handed over. */
	readonly buffer?: ArrayBuffer;
};

export type DecodeResult = {readonly generation: number; readonly position: number} & (
	| {
			readonly buffer: ArrayBuffer;
			readonly decodeMs: number;
			readonly preprocessMs: number;
			readonly thumbnail?: Thumbnail;
	  }
	| {readonly reason: string; readonly buffer?: ArrayBuffer}
);

export type DecodeSettings = {
	readonly input: ModelInput;
	readonly preprocessing: Preprocessing;
	/** Least time between two thumbnails; 0: of every frame; undefined: none. */
	readonly thumbnailGapMs?: number;
	/** Jobs in, results out; a port can be polled by a thread that must not wait for events. */
	readonly port: MessagePort;
	/** Of a `DecodeGate`; absent: always open. */
	readonly gate?: Int32Array;
};

const {input, preprocessing, thumbnailGapMs, port, gate} = workerData as DecodeSettings;
const preprocess = makePreprocess(input, preprocessing);

let lastThumbnailAtMs = Number.NEGATIVE_INFINITY;
/** A thumbnail where one is due: made after the frame's times are taken. */
const thumbnailOf = (pixels: Uint8Array, nowMs: number): Thumbnail | undefined => {
	if (thumbnailGapMs === undefined || nowMs - lastThumbnailAtMs < thumbnailGapMs) {
		return undefined;
	}

	lastThumbnailAtMs = nowMs;
	return shrink(pixels, input);
};

const decode = async ({generation, position, file, buffer}: DecodeJob): Promise<void> => {
	const beganAtMs = monotonicMs();
	try {
		const pixels = await decodeImage(file, input, preprocessing);
		const decodedAtMs = monotonicMs();
		const tensor = createTensor(input, buffer);
		preprocess(pixels, tensor);
		const endedAtMs = monotonicMs();
		const thumbnail = thumbnailOf(pixels, endedAtMs);
		const result: DecodeResult = {
			generation,
			position,
			buffer: tensor.buffer as ArrayBuffer,
			decodeMs: decodedAtMs - beganAtMs,
			preprocessMs: endedAtMs - decodedAtMs,
			thumbnail,
		};
		port.postMessage(result, [result.buffer]);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const result: DecodeResult = {generation, position, reason, buffer};
		port.postMessage(result, buffer ? [buffer] : []);
	}
};

// One at a time, in the order of the jobs.
let last = Promise.resolve();
port.on('message', (job: DecodeJob) => {
	const previous = last;
	last = (async () => {
		await previous;
		await whileOpen(gate, async () => decode(job));
	})();
});

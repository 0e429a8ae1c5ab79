/*
Worker thread that holds ffmpeg, makes its pictures the model's input and counts what a live source gives. The engine's own thread is blocked while the model runs; here frames go on arriving.
*/
import {type MessagePort, workerData} from 'node:worker_threads';
import {monotonicMs} from '../../system/clock.js';
import {messageOf} from '../../text/user-error.js';
import {type ModelInput, type Preprocessing} from '../../models/manifest.js';
import {fitPixels} from '../decode.js';
import {createTensor, makePreprocess} from '../preprocess.js';
import {shrink, type Thumbnail} from '../thumbnail.js';
import {type StreamCounts, type StreamSource, withUnused} from '../stream-source.js';
import {DecoderCost} from './decoder-cost.js';
import {Playback} from './playback.js';
import {type Patience, type StreamNote} from './stream-ends.js';

export type StreamSettings = {
	readonly source: StreamSource;
	readonly input: ModelInput;
	readonly preprocessing: Preprocessing;
	/** Least time between two thumbnails; undefined: none. */
	readonly thumbnailGapMs?: number;
	readonly patience?: Partial<Patience>;
	/** Polled by a thread that must not wait for events. */
	readonly port: MessagePort;
};

export type StreamCommand =
	| {
			readonly type: 'start';
			readonly generation: number;
			readonly position: number;
			readonly endPosition?: number;
	  }
	/** One more frame; `buffer` is handed over to be used again. */
	| {readonly type: 'next'; readonly generation: number; readonly buffer?: ArrayBuffer}
	| {readonly type: 'stop'; readonly generation: number}
	| {readonly type: 'close'};

export type StreamAnswer =
	| {
			readonly type: 'frame';
			readonly generation: number;
			readonly position: number;
			readonly buffer: ArrayBuffer;
			readonly decodeMs: number;
			readonly preprocessMs: number;
			readonly thumbnail?: Thumbnail;
			readonly counts: StreamCounts;
	  }
	/** The stretch is at its end. */
	| {readonly type: 'end'; readonly generation: number}
	| {readonly type: 'failed'; readonly generation: number; readonly reason: string}
	| {readonly type: 'note'; readonly note: StreamNote}
	| {readonly type: 'counts'; readonly generation: number; readonly counts: StreamCounts}
	| {readonly type: 'stopped'; readonly generation: number; readonly counts: StreamCounts}
	| {readonly type: 'closed'};

const {source, input, preprocessing, thumbnailGapMs, patience, port} = workerData as StreamSettings;
const countsPeriodMs = 250;

const send = (answer: StreamAnswer, transfer: ArrayBuffer[] = []): void => {
	port.postMessage(answer, transfer);
};

const preprocess = makePreprocess(input, preprocessing);
const playback = new Playback(
	source,
	note => {
		send({type: 'note', note});
	},
	patience,
);
const cost = new DecoderCost();
const countsNow = (): StreamCounts => ({...playback.counts, decoderCores: cost.cores});

let present = -1;
/** A frame is being made ready. */
let isBusy = false;

let lastThumbnailAtMs = Number.NEGATIVE_INFINITY;
/** A thumbnail where one is due: made after the frame's times are taken. */
const thumbnailOf = (pixels: Uint8Array, nowMs: number): Thumbnail | undefined => {
	if (thumbnailGapMs === undefined || nowMs - lastThumbnailAtMs < thumbnailGapMs) {
		return undefined;
	}

	lastThumbnailAtMs = nowMs;
	return shrink(pixels, input);
};

/*
The decode time of a file's frame is the wait for ffmpeg and the resize; ffmpeg itself runs ahead. A live source's next frame is waited for because it does not exist yet: no work of the decoder.
*/
const give = async ({
	generation,
	buffer,
}: StreamCommand & {readonly type: 'next'}): Promise<void> => {
	if (generation !== present) {
		return;
	}

	const askedAtMs = monotonicMs();
	try {
		const frame = await playback.next();
		if (generation !== present) {
			return;
		}

		if (!frame) {
			send({type: 'end', generation});
			return;
		}

		isBusy = true;
		const beganAtMs = source.take === 'every' ? askedAtMs : monotonicMs();
		const pixels = fitPixels(frame.pixels, frame, input, preprocessing);
		playback.recycle(frame.pixels);
		const decodedAtMs = monotonicMs();
		if (generation !== present) {
			return;
		}

		const tensor = createTensor(input, buffer);
		preprocess(pixels, tensor);
		const endedAtMs = monotonicMs();
		const thumbnail = thumbnailOf(pixels, endedAtMs);
		const tensorBuffer = tensor.buffer as ArrayBuffer;
		send(
			{
				type: 'frame',
				generation,
				position: frame.position,
				buffer: tensorBuffer,
				decodeMs: decodedAtMs - beganAtMs,
				preprocessMs: endedAtMs - decodedAtMs,
				counts: countsNow(),
				thumbnail,
			},
			[tensorBuffer],
		);
	} catch (error) {
		send({type: 'failed', generation, reason: messageOf(error)});
	} finally {
		isBusy = false;
	}
};

const counting = setInterval(() => {
	if (present >= 0) {
		cost.add(playback.pid);
		send({type: 'counts', generation: present, counts: countsNow()});
	}
}, countsPeriodMs);

// One at a time, in the order of the commands.
let last = Promise.resolve();
port.on('message', (command: StreamCommand) => {
	switch (command.type) {
		case 'start': {
			present = command.generation;
			playback.start(command.position, command.endPosition);
			break;
		}

		case 'next': {
			const previous = last;
			last = (async () => {
				await previous;
				await give(command);
			})();
			break;
		}

		case 'stop': {
			present = -1;
			const counts = withUnused(
				{...playback.stop(), decoderCores: cost.cores},
				isBusy ? 1 : 0,
				source,
			);
			send({type: 'stopped', generation: command.generation, counts});
			break;
		}

		case 'close': {
			clearInterval(counting);
			playback.close();
			send({type: 'closed'});
			break;
		}
	}
});

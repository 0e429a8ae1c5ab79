import {availableParallelism} from 'node:os';
import {backendById} from '../backends/index.js';
import {chooseFrames} from '../frames/choose-frames.js';
import {FrameQueue} from '../frames/frame-queue.js';
import {FramesInTurn} from '../frames/frames-in-turn.js';
import {type FrameSupply} from '../frames/frame-supply.js';
import {createTensor} from '../frames/preprocess.js';
import {type StreamNote} from '../frames/video/stream-ends.js';
import {StreamQueue} from '../frames/video/stream-queue.js';
import {freeMemory} from '../system/free-memory.js';
import {thumbnailGapMs} from './batch.js';
import {type EngineConfig} from './protocol.js';

/** Where frames come from, and why. */
export type OpenedSupply = {
	readonly supply: FrameSupply;
	readonly reason: string;
	/** Bytes of decoded frames that may be kept; absent for a stream. */
	readonly budgetBytes?: number;
};

/** Threads that libuv, on which sharp decodes, has of its own. */
const mostTogether = 4;
/** A picture of 50 megapixels, decoded: the largest that is read. */
const largestPictureBytes = 150e6;

/** Images decoded at once between two inferences: one a processor, as far as memory goes. */
const countTogether = (cpus: number, freeBytes: number): number =>
	Math.max(1, Math.min(cpus, mostTogether, Math.floor(freeBytes / largestPictureBytes)));

/** The stretch of frames that a run may take. */
export const stretchOf = ({entries, span, stream}: EngineConfig) => ({
	// A stream is warmed with its beginning.
	position: stream ? 0 : (span?.position ?? 0),
	frames: Math.min(span?.frames ?? entries.length, entries.length),
});

/**
The frames that an engine is to run: images by the rule of `chooseFrames`, a video, or a live source.

@throws Error where the frames cannot come from where they were asked for.
*/
export const openSupply = (
	config: EngineConfig,
	on: {
		readonly onSkipped: (entry: number, reason: string) => void;
		readonly onNote: (note: StreamNote) => void;
	},
): OpenedSupply => {
	const {manifest, stream, entries, seed} = config;
	const common = {
		preprocessing: manifest.preprocessing,
		input: manifest.input,
		...(config.wantsThumbnails && {thumbnailGapMs}),
	};
	if (stream) {
		const supply = new StreamQueue({...common, source: stream, onNote: on.onNote});
		const what = stream.hasEnd ? 'a video' : 'a live source';
		return {supply, reason: `${what} is decoded while the model runs`};
	}

	const freeBytes = freeMemory();
	const cpus = availableParallelism();
	const {mode, reason, budgetBytes} = chooseFrames({
		from: config.framesFrom ?? 'auto',
		frames: stretchOf(config).frames,
		frameBytes: createTensor(manifest.input).byteLength,
		askedBytes: config.cacheBytes,
		freeBytes,
		computesOn: backendById(config.backendId).computesOn,
		cpus,
	});
	const images = {...common, entries, seed, onSkipped: on.onSkipped};
	const supply =
		mode === 'decoded ahead'
			? new FrameQueue({...images, cacheBytes: budgetBytes})
			: new FramesInTurn({
					...images,
					framesMode: mode,
					budgetBytes,
					together: countTogether(cpus, freeBytes - budgetBytes),
				});
	return {supply, reason, budgetBytes};
};

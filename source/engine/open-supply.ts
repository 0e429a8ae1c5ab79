import {FrameQueue} from '../frames/frame-queue.js';
import {type FrameSupply} from '../frames/frame-supply.js';
import {type StreamNote} from '../frames/video/stream-ends.js';
import {StreamQueue} from '../frames/video/stream-queue.js';
import {thumbnailGapMs} from './batch.js';
import {type EngineConfig} from './protocol.js';

/** The frames that an engine is to run: images decoded ahead, a video, or a live source. */
export const openSupply = (
	config: EngineConfig,
	on: {
		readonly onSkipped: (entry: number, reason: string) => void;
		readonly onNote: (note: StreamNote) => void;
	},
): FrameSupply => {
	const {manifest, stream} = config;
	const common = {
		preprocessing: manifest.preprocessing,
		input: manifest.input,
		...(config.wantsThumbnails && {thumbnailGapMs}),
	};
	return stream
		? new StreamQueue({...common, source: stream, onNote: on.onNote})
		: new FrameQueue({
				...common,
				entries: config.entries,
				seed: config.seed,
				cacheBytes: config.cacheBytes,
				onSkipped: on.onSkipped,
			});
};

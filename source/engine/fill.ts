import {availableParallelism} from 'node:os';
import {monotonicMs} from '../system/clock.js';
import {type FrameSupply} from '../frames/frame-supply.js';
import {type LoadProgress} from './load-progress.js';
import {stretchOf} from './open-supply.js';
import {type EngineConfig} from './protocol.js';

/** Decoders that run at once: libvips needs memory for each. */
const mostDecoders = 16;
/** Between two words about decoding. */
const tellPeriodMs = 300;

/** Frames that come from memory are decoded on all CPUs while the model loads. */
export const beginFill = (frames: FrameSupply, wanted: EngineConfig) => {
	if (!frames.fill || frames.framesMode !== 'cached in memory') {
		return undefined;
	}

	let tell: ((text: string) => void) | undefined;
	let toldAtMs = 0;
	const beganAtMs = monotonicMs();
	let endedAtMs = beganAtMs;
	const threads = Math.min(availableParallelism(), mostDecoders);
	const filled = frames.fill(stretchOf(wanted), threads, (done, of) => {
		const nowMs = monotonicMs();
		endedAtMs = nowMs;
		if (tell && nowMs - toldAtMs > tellPeriodMs) {
			toldAtMs = nowMs;
			tell(`decoding frames into memory: ${done} of ${of}`);
		}
	});
	// Told by `finish`, or by the model's own failure, whichever is waited for first.
	filled.catch(() => undefined);
	return {
		/** @returns How long it took, in words. */
		async finish({report}: LoadProgress): Promise<string> {
			tell = report;
			await filled;
			tell = undefined;
			report('');
			const seconds = ((endedAtMs - beganAtMs) / 1000).toFixed(1);
			return `decoded in ${seconds} s on ${threads} thread${threads === 1 ? '' : 's'}`;
		},
	};
};

/** Decodes every image once before anything is counted: what is said to come from memory then does, from the first frame on. */
export const fillCache = async (frames: FrameSupply, count: number): Promise<void> => {
	let position = 0;
	while (position < count - 1) {
		const frame = (await frames.take())!;
		position = frame.position;
		frames.release(frame);
	}
};

import {mean, robustDeviation, sampleDeviation} from '../../measure/statistics.js';

export const blockMs = 5000;
const baselineCv = 0.02;
const leastSigmaShare = 0.005;

/** Five seconds of frames. */
export type Block = {
	readonly fromMs: number;
	readonly fps: number;
	readonly seconds: readonly number[];
	/** Something held the hardware back meanwhile. */
	readonly isLimited: boolean;
};

/** What the FPS are held against: 90 steady seconds without a limit; the best minute so far; a faster start. */
export type BaselineKind = 'steady' | 'best minute' | 'start';

export type Baseline = {
	readonly kind: BaselineKind;
	readonly fps: number;
	readonly sigma: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly seconds: readonly number[];
};

/** The newest blocks as a baseline, where they are whole and steady. */
export const stretchOf = (
	all: readonly Block[],
	count: number,
	kind: BaselineKind,
): Baseline | undefined => {
	const blocks = all.slice(-count);
	const first = blocks[0]!;
	const toMs = blocks.at(-1)!.fromMs + blockMs;
	const isWhole = blocks.length === count && toMs - first.fromMs === count * blockMs;
	const fps = blocks.map(block => block.fps);
	const centre = mean(fps);
	const deviation = sampleDeviation(fps);
	return isWhole && centre > 0 && deviation <= baselineCv * centre
		? {
				kind,
				fps: centre,
				sigma: Math.max(robustDeviation(fps), deviation, leastSigmaShare * centre),
				fromMs: first.fromMs,
				toMs,
				seconds: blocks.flatMap(block => block.seconds),
			}
		: undefined;
};

export type DropEvent = {
	/** When the FPS began to fall, by the CUSUM's own start. */
	readonly onsetMs: number;
	readonly confirmedMs: number;
	readonly baselineFps: number;
	/** Part of the baseline that is lost, 0…1: over the last minute while the drop lasts, over all of it afterwards. */
	readonly lossFraction: number;
	/** When the FPS fell, and fell again: the onset first. */
	readonly stepsMs: readonly number[];
	/** When the FPS came back; absent while the drop lasts. */
	readonly recoveredMs?: number;
};

/** Asked for a start of less than a minute: does the hardware tell why it ended? */
export type Explains = (onsetMs: number, stretch: Baseline) => boolean;

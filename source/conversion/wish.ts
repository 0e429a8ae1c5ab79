import {type Beside} from '../engine/evaluate-frames.js';
import {type FrameEntry} from '../frames/dataset.js';
import {type ConversionPrecision} from '../models/conversion.js';
import {type FormatName} from '../models/manifest.js';
import {type ResolvedModel} from '../models/resolve-model.js';

export type ConversionWish = {
	/** A model with a file that is here. */
	readonly original: ResolvedModel;
	readonly to: FormatName;
	/** @default the original's arithmetic */
	readonly precision?: ConversionPrecision;
};

/** Frames for a conversion, asked for when there is one to be made. */
export type ConversionFrames = {
	/** Those that both models are run on. */
	readonly compared: readonly FrameEntry[];
	/** Those that 8-bit arithmetic is calibrated on. */
	readonly calibration: readonly FrameEntry[];
};

export type ConversionOptions = Beside & {
	readonly frames: () => Promise<ConversionFrames>;
	/** The interpreter asked for. */
	readonly python?: string | undefined;
	/** Longest time of one step, ms. @default twenty times the estimate, 5 min at least */
	readonly timeoutMs?: number | undefined;
	readonly onProgress?: (text: string) => void;
	readonly onNativeText?: (line: string) => void;
};

import {type FramesMode} from './dataset.js';

/** What `--frames-from` takes. */
export const framesFromNames = ['auto', 'memory', 'between', 'ahead'] as const;
export type FramesFrom = (typeof framesFromNames)[number];

/** Of the memory that is free when the engine starts: the model, the system and a second engine need the rest. */
const budgetShare = 1 / 4;
/** A set above this would take long to decode before the first frame counts; `--frames-cache` asks for more. */
const mostDefaultBytes = 2 * 2 ** 30;

export type FramesChoice = {
	readonly mode: Exclude<FramesMode, 'decoded live'>;
	/** Why, in words. */
	readonly reason: string;
	/** Bytes of decoded frames that may be kept. */
	readonly budgetBytes: number;
};

const inWords = (bytes: number): string =>
	bytes >= 2 ** 30
		? `${(bytes / 2 ** 30).toFixed(1)} GiB`
		: `${Math.max(1, Math.round(bytes / 2 ** 20))} MiB`;

/**
Where images come from, so that nothing of edgetop's own runs beside an inference that wants the same processor: from memory where they fit; else decoded between two inferences where the model computes on the CPU; else ahead, where it runs on another device and a CPU is left.

@throws Error where memory was asked for and the frames do not fit.
*/
export const chooseFrames = ({
	from,
	frames,
	frameBytes,
	askedBytes,
	freeBytes,
	computesOn,
	cpus,
}: {
	readonly from: FramesFrom;
	/** Different frames that the run may take. */
	readonly frames: number;
	/** Bytes of one decoded frame. */
	readonly frameBytes: number;
	/** The budget of `--frames-cache`. */
	readonly askedBytes?: number | undefined;
	readonly freeBytes: number;
	/** Where the model computes; absent: not known. */
	readonly computesOn?: 'cpu' | 'device' | undefined;
	/** CPUs that this process may use. */
	readonly cpus: number;
}): FramesChoice => {
	const budgetBytes = askedBytes ?? Math.min(mostDefaultBytes, Math.floor(freeBytes * budgetShare));
	const wholeBytes = frames * frameBytes;
	const doesFit = wholeBytes <= budgetBytes;
	const budget =
		askedBytes === undefined
			? `${inWords(budgetBytes)}, ${budgetBytes === mostDefaultBytes ? 'the most that is taken unasked' : 'a quarter of what is free'}`
			: `the ${inWords(askedBytes)} of --frames-cache`;
	const fit = `${inWords(wholeBytes)} of frames ${doesFit ? 'fit' : 'do not fit'} in ${askedBytes === 0 ? '--frames-cache 0' : budget}`;
	if (from === 'memory' && !doesFit) {
		throw new Error(
			`--frames-from memory: ${fit}; give more with --frames-cache, or fewer images with --limit`,
		);
	}

	if (from === 'between' || from === 'ahead') {
		return {
			mode: from === 'between' ? 'decoded between' : 'decoded ahead',
			reason: 'asked for',
			// Ahead, a cache is kept only where it was asked for.
			budgetBytes: from === 'ahead' ? (askedBytes ?? 0) : budgetBytes,
		};
	}

	if (doesFit) {
		return {mode: 'cached in memory', reason: fit, budgetBytes};
	}

	if (computesOn === 'device' && cpus > 1) {
		return {
			mode: 'decoded ahead',
			reason: `${fit}; the model runs on another device, and of ${cpus} CPUs some are left`,
			budgetBytes,
		};
	}

	const place =
		computesOn === 'cpu'
			? 'the model computes on the CPU'
			: computesOn === 'device'
				? 'there is one CPU'
				: 'the model may compute on this CPU';
	return {mode: 'decoded between', reason: `${fit}; ${place}`, budgetBytes};
};

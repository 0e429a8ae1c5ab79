/** A video file, a camera or a network stream, as ffmpeg is told to open it. Plain data: it goes to the engine. */
export type StreamSource = {
	/** What ffmpeg takes for `-i`: never begins with a dash. May hold a password. */
	readonly input: string;
	/** Options of the input, before `-i`. */
	readonly inputOptions: readonly string[];
	/** For the eye: without passwords. */
	readonly shown: string;
	/** `every`: all frames, as fast as the model takes them. `newest`: at the source's own pace; frames that the model has no time for are dropped, and counted. */
	readonly take: 'every' | 'newest';
	/** A file ends, and the next pass begins; a live source that ends is connected to again. */
	readonly hasEnd: boolean;
	/** Only one process can hold it (a camera). */
	readonly isExclusive: boolean;
	/** Frames of a pass by the file's own index; absent: not known before the end. */
	readonly frameCount?: number;
	/** How this ffmpeg spells "every frame as it comes, none doubled or left out". */
	readonly passthrough: readonly [string, string];
};

/** What a stream did since it was last asked. */
export type StreamCounts = {
	/** Frames that the source gave. */
	readonly delivered: number;
	/** Of them those that the model had no time for. */
	readonly dropped: number;
	/** The source's own rate over the last ten seconds. */
	readonly framesPerSecond?: number;
	/** CPU cores that decoding takes beside the model, over the last ten seconds. */
	readonly decoderCores?: number | undefined;
};

/** News added to what was known; the rate is the newest. */
export const addCounts = (
	{delivered, dropped, ...rate}: StreamCounts,
	before: StreamCounts | undefined,
): StreamCounts => ({
	delivered: delivered + (before?.delivered ?? 0),
	dropped: dropped + (before?.dropped ?? 0),
	...rate,
});

/** Counts where some frames were taken and then not run: dropped by a live source, still to come of a video. */
export const withUnused = (
	{delivered, dropped, ...rate}: StreamCounts,
	unused: number,
	{take}: StreamSource,
): StreamCounts =>
	take === 'newest'
		? {delivered, dropped: dropped + unused, ...rate}
		: {delivered: delivered - unused, dropped, ...rate};

/**
Positions of one pass over a video: more than any video has frames, since how many there are is not known before its end. Frame `n` of pass `p` is at position p · passSpan + n.
*/
export const passSpan = 2 ** 32;

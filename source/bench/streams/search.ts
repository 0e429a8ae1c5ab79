/** What a search knows of a number of streams. */
export type Tried = {
	readonly streams: number;
	/** How long it was to last, s. */
	readonly seconds: number;
	readonly isHeld: boolean;
};

export type NextTrial = Pick<Tried, 'streams' | 'seconds'>;

/** A short trial steers; only a whole hold decides. */
export const probeSeconds = 10;

/** The most that was held, and the fewest above it that were not. */
export const boundsOf = (tried: readonly Tried[]): {held: number; fell: number | undefined} => {
	const held = Math.max(0, ...tried.filter(({isHeld}) => isHeld).map(({streams}) => streams));
	const fell = Math.min(
		...tried.filter(({isHeld, streams}) => !isHeld && streams > held).map(({streams}) => streams),
	);
	return {held, fell: Number.isFinite(fell) ? fell : undefined};
};

/** Streams to try next, until neighbours are known of which one is held and the other is not; undefined: they are. */
const narrow = (tried: readonly Tried[], first: number): number | undefined => {
	const {held, fell} = boundsOf(tried);
	// The first guess is near: steps of 1, 2, 4 … from there, and halves once both ends are known.
	const step =
		2 ** Math.max(0, tried.filter(({isHeld}) => isHeld === (fell === undefined)).length - 1);
	if (fell === undefined) {
		return held === 0 ? first : held + step;
	}

	if (fell - held === 1) {
		return undefined;
	}

	return held === 0 ? Math.max(1, fell - step) : Math.floor((held + fell) / 2);
};

/**
The next trial of a search; undefined: it is over. Short trials find where it changes, from the estimate on; then the number below is held for the whole time, and the one above shown not to be. A board that heats falls there: then fewer streams are tried, each for the whole time.

@param estimate Streams that the measured FPS would bear; an upper bound, no promise.
@param holdSeconds For how long they are to be held.
*/
export const nextTrial = (
	tried: readonly Tried[],
	{estimate, holdSeconds}: {readonly estimate: number; readonly holdSeconds: number},
): NextTrial | undefined => {
	const holds = tried.filter(({seconds}) => seconds >= holdSeconds);
	const guess = Math.max(1, estimate);
	if (holds.length === 0 && probeSeconds < holdSeconds) {
		const streams = narrow(tried, guess);
		if (streams !== undefined) {
			return {streams, seconds: probeSeconds};
		}
	}

	const probed =
		tried.length > holds.length
			? Math.max(1, boundsOf(tried.filter(({seconds}) => seconds < holdSeconds)).held)
			: guess;
	const streams = narrow(holds, probed);
	return streams === undefined ? undefined : {streams, seconds: holdSeconds};
};

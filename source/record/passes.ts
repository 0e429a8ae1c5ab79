import {passSpan, type StreamSource} from '../frames/stream-source.js';

/** Whole passes, and the part of the one after them, 0…1. */
export type Passes = {readonly complete: number; readonly partial: number};

/** Frames from one position to another, both included, of passes of `length` frames that begin every `span` positions. */
const framesBetween = (first: number, last: number, length: number, span: number): number => {
	const passes = Math.floor(last / span) - Math.floor(first / span);
	return passes * length + (last % span) - (first % span) + 1;
};

/**
How often the frames were gone through between two positions. Undefined for a live source, and for a video whose index does not say how many frames it has.
*/
export const passesBetween = (
	positions: {readonly first: number; readonly last: number} | undefined,
	entryCount: number,
	stream: StreamSource | undefined,
): Passes | undefined => {
	const length = stream ? stream.frameCount : entryCount;
	if (length === undefined || (stream && !stream.hasEnd)) {
		return undefined;
	}

	if (!positions || length === 0) {
		return {complete: 0, partial: 0};
	}

	const span = stream ? passSpan : length;
	const seen = framesBetween(positions.first, positions.last, length, span);
	return {complete: Math.floor(seen / length), partial: (seen % length) / length};
};

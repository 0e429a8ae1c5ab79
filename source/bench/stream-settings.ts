import {type Flags} from '../flags.js';
import {parseDuration, parseNumber} from '../text/parse-values.js';
import {UserError} from '../text/user-error.js';

/** What `--streams` asks for. */
export type StreamSettings = {readonly framesPerSecond: number; readonly holdSeconds: number};

const defaultHoldSeconds = 60;
const mostFramesPerSecond = 1000;

/**
@returns Undefined where no streams were asked for.
@throws UserError
*/
export const readStreamSettings = ({streams, streamsHold}: Flags): StreamSettings | undefined => {
	if (streams === undefined) {
		if (streamsHold !== undefined) {
			throw new UserError('--streams-hold says for how long --streams are held: give both');
		}

		return undefined;
	}

	const framesPerSecond = parseNumber('streams', streams);
	if (framesPerSecond === 0 || framesPerSecond > mostFramesPerSecond) {
		throw new UserError(
			`--streams ${streams}: expected frames a second of one stream, above 0 and at most ${mostFramesPerSecond}, such as 25`,
		);
	}

	const holdSeconds =
		streamsHold === undefined
			? defaultHoldSeconds
			: parseDuration('streams-hold', streamsHold) / 1000;
	if (holdSeconds * framesPerSecond < 1) {
		throw new UserError(
			`--streams-hold ${streamsHold ?? `${defaultHoldSeconds}s`}: not one frame comes in that time at ${framesPerSecond} a second`,
		);
	}

	return {framesPerSecond, holdSeconds};
};

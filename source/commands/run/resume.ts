import {type Dataset} from '../../frames/dataset.js';
import {passSpan} from '../../frames/stream-source.js';
import {readSummary} from '../../journal/read/read-summary.js';
import {type SessionOptions} from '../../run/options.js';
import {endOfPass, type ResumedPass, resumedPass} from '../../run/resumed-pass.js';
import {UserError} from '../../text/user-error.js';

/**
What a saved session left unfinished, for `--resume FILE`.

@throws UserError where it does not fit this run.
*/
export const goOnWith = (
	file: string,
	run: Parameters<typeof resumedPass>[2] & Pick<SessionOptions, 'armB'>,
): ResumedPass => {
	if (run.armB) {
		throw new UserError(`--resume ${file}: two models in turns begin their passes together`);
	}

	return resumedPass(readSummary(file), file, run);
};

/**
Where the passes end that are wanted: so many from the very first, or the one that was resumed.

@throws UserError for passes of what has no end, and where all of them are done.
*/
export const endOf = (
	passes: number | undefined,
	{entries, stream}: Dataset,
	resumed: ResumedPass | undefined,
): Pick<SessionOptions, 'endPosition'> => {
	if (passes === undefined && !resumed) {
		return {};
	}

	if (passes !== undefined && stream && !stream.hasEnd) {
		throw new UserError(`--passes: ${stream.shown} is live and has no end; use --duration`);
	}

	const endPosition =
		passes === undefined
			? endOfPass(resumed!, entries.length)
			: passes * (stream ? passSpan : entries.length);
	if (resumed && resumed.next >= endPosition) {
		const done = Math.floor(resumed.next / entries.length);
		throw new UserError(
			`--resume: that session is at the end of pass ${done}; --passes ${done + 1} goes on`,
		);
	}

	return {endPosition};
};

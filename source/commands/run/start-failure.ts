import process from 'node:process';
import {sanitize} from '../../text/sanitize.js';
import {type NativeLog} from './native-log.js';

/** A runtime may write thousands of lines before it gives up; the last ones tell why. */
const mostShown = 100;

/**
One line for a run that did not start. What the runtime wrote by itself is in the log, and shown under `--debug`.

@param reason What did not start, on what, and why; it may end in what would help.
*/
export const tellStartFailure = (reason: string, log: NativeLog, isDebug: boolean): void => {
	const lines = log.lastLines(mostShown);
	const more =
		lines.length > 0 && !isDebug ? ` (what the runtime wrote: --debug, or ${log.path})` : '';
	process.stderr.write(`edgetop: ${sanitize(reason, 1000)}${more}\n`);
	if (isDebug) {
		for (const line of lines) {
			process.stderr.write(`  ${sanitize(line, 1000)}\n`);
		}
	}
};

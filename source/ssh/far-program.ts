import {edgetopVersion} from '../system/version.js';
import {quote} from './link.js';

/** Where builds lie on a board, from the user's home. */
export const boardFolder = '.cache/edgetop';

/** What the board's shell ends with where there is no edgetop. */
export const noProgram = 127;

/**
A line for the login shell of a board: runs the edgetop that is there, from the user's home. The one of this version that `edgetop on` brought comes first, then one that was installed, then an older one that was brought.

@param args For edgetop.
*/
export const farCommand = (args: readonly string[]): string => {
	const words = args.map(word => quote(word)).join(' ');
	// A pattern that nothing fits stays as it is, and is no file.
	const script = `cd || exit 1
for e in ${boardFolder}/builds/edgetop-${edgetopVersion}-*/bin/edgetop; do [ -x "$e" ] && exec "$e" ${words}; done
command -v edgetop >/dev/null 2>&1 && exec edgetop ${words}
for e in .local/bin/edgetop ${boardFolder}/builds/*/bin/edgetop; do [ -x "$e" ] && exec "$e" ${words}; done
exit ${noProgram}`;
	return `exec sh -c ${quote(script)}`;
};

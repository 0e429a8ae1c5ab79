import path from 'node:path';
import {errnoText} from '../system/errno-text.js';
import {readGivenText} from '../system/read-given.js';
import {replaceFile} from '../system/replace-file.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

/*
A pin is what `pull` writes down beside a file whose manifest has no checksum: the sum of the first download, in the format of sha256sum, so that `sha256sum -c` reads it too.
*/

export const pinFileOf = (file: string): string => `${file}.sha256`;

/** @throws UserError where it cannot be written; an earlier pin stays. */
export const writePin = (file: string, sha256: string): void => {
	try {
		replaceFile(pinFileOf(file), `${sha256}  ${path.basename(file)}\n`);
	} catch (error) {
		throw new UserError(`cannot save ${sanitize(pinFileOf(file))}: ${errnoText(error)}`, {
			cause: error,
			exitCode: 1,
		});
	}
};

/** The sum in a pin; undefined when there is none. */
const parsePin = (text: string): string | undefined =>
	/^(?<sum>[\da-f]{64})\b/.exec(text)?.groups?.['sum'];

/** The sum that `pull` wrote down for a file; undefined where there is none: the usual case for a user's own file. */
export const readPin = (file: string): string | undefined => {
	try {
		return parsePin(readGivenText(pinFileOf(file), {patienceMs: 0}));
	} catch {
		return undefined;
	}
};

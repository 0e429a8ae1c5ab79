import path from 'node:path';
import {errnoText} from '../../system/errno-text.js';
import {stateFolder} from '../../system/paths.js';
import {replaceFile} from '../../system/replace-file.js';
import {makeStateFolder} from '../../system/state-folder.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {boardFolder} from '../../ssh/far-program.js';
import {quote, type Link} from '../../ssh/link.js';

/** Summaries and journals of a board's runs come here. */
export const resultsFolder = (board: string): string =>
	path.join(stateFolder(), 'boards', board.replaceAll(/[^\w.@-]/g, '_'));

const here = `state="\${XDG_STATE_HOME:-$HOME/.local/state}/edgetop"`;

/** Only names as edgetop gives them: what a board says must not lead out of the folder. */
const namePattern = /^(?:sessions|journals)\/[\w@+-][\w.@+-]*$/;

/**
Brings the summaries and journals that were written after the run named `key` began.

@returns The files, on this machine.
@throws UserError where the board cannot be reached, or a file cannot be saved here; it is still on the board.
*/
export const bringResults = async (link: Link, key: string): Promise<string[]> => {
	const {stdout} = await link.run(
		`cd || exit 1
${here}
mark="$PWD/${boardFolder}/on/${key}.mark"
cd "$state" || exit 1
find sessions journals -type f -newer "$mark" 2>/dev/null
`,
	);
	const names = stdout.split('\n').filter(name => namePattern.test(name));
	const files: string[] = [];
	for (const name of names) {
		const file = path.join(resultsFolder(link.board), name);
		const content = await link.run(`${here}; cat -- "$state"/${quote(name)}`);
		if (content.code === 0) {
			try {
				makeStateFolder(path.dirname(file));
				replaceFile(file, content.stdout);
			} catch (error) {
				throw new UserError(
					`cannot save ${sanitize(file)}: ${errnoText(error)}; it is still on ${link.board}`,
					{cause: error, exitCode: 1},
				);
			}

			files.push(file);
		}
	}

	return files;
};

import {renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {makeFolder} from '../../system/make-folder.js';
import {stateFolder} from '../../system/paths.js';
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
@throws UserError where the board cannot be reached.
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
			makeFolder(path.dirname(file));
			writeFileSync(`${file}.tmp`, content.stdout);
			renameSync(`${file}.tmp`, file);
			files.push(file);
		}
	}

	return files;
};

import {statSync} from 'node:fs';
import {checkBoard} from '../ssh/link.js';
import {errnoText} from '../system/errno-text.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {readGivenText} from '../system/read-given.js';

/** Who asks for boards, for the messages. */
export type Asker = {readonly name: string; readonly usage: string};

const theWall: Asker = {
	name: 'wall',
	usage: 'edgetop wall [USER@]BOARD… or a FILE with one board a line',
};

/** A wall is looked at by a person: for more there is docs/fleet.md. */
const mostBoards = 250;
const mostFileBytes = 1_000_000;

const isFile = (word: string): boolean =>
	statSync(word, {throwIfNoEntry: false})?.isFile() ?? false;

const boardsOf = (file: string, {name: who, usage}: Asker): string[] => {
	const name = sanitize(file);
	let text: string;
	try {
		const {size} = statSync(file);
		if (size > mostFileBytes) {
			throw new UserError(`${who}: ${name}: too large for a list of boards`);
		}

		text = readGivenText(file, {mostBytes: mostFileBytes});
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(`${who}: cannot read ${name}: ${errnoText(error)}`, {cause: error});
	}

	const boards = text
		.split(/\r?\n/)
		.map(line => line.replace(/#.*/, '').trim())
		.filter(line => line !== '');
	if (boards.length === 0) {
		throw new UserError(`${who}: ${name} names no board: one a line, # begins a comment`);
	}

	return boards.map(board => {
		try {
			return checkBoard(board, usage);
		} catch {
			throw new UserError(`${who}: ${name}: "${sanitize(board, 80)}" is no name of a board`);
		}
	});
};

/**
The boards that are meant, each once, in their order. A word with a slash, or one that is a file here, is a list; all else is a name as ssh takes it.

@throws UserError
*/
export const boardNames = (words: readonly string[], asker = theWall): string[] => {
	const {name: who, usage} = asker;
	checkBoard(words[0], usage);
	const names = words.flatMap(word =>
		word.includes('/') || isFile(word) ? boardsOf(word, asker) : [checkBoard(word, usage)],
	);
	const boards = [...new Set(names)];
	if (boards.length > mostBoards) {
		throw new UserError(
			`${who}: ${boards.length} boards are more than the ${mostBoards} of one ${who}; for a fleet see docs/fleet.md`,
		);
	}

	return boards;
};

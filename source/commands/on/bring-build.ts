import {boardFolder} from '../../ssh/far-program.js';
import {type Link} from '../../ssh/link.js';
import {UserError} from '../../text/user-error.js';
import {clockTrouble, lookScript, lookTrouble, parseBoard, targetOf} from './board.js';
import {copyBuild, findBuild} from './copy.js';

/** This version of edgetop on a board. */
export type BroughtBuild = {
	/** Path of the program, from the user's home there. */
	readonly program: string;
	/** What is wrong with the board's clock, in words. */
	readonly clock: string | undefined;
};

/**
Looks what a board is, and copies the build that it takes where it is not there yet.

@param say One line about the copying.
@throws UserError in one line: not reached, no build for it, no room.
*/
export const bringBuild = async (
	link: Link,
	say: (text: string) => void,
): Promise<BroughtBuild> => {
	const seen = await link.run(lookScript);
	const trouble = lookTrouble(link.board, seen);
	if (trouble !== undefined) {
		throw new UserError(trouble, {exitCode: 1});
	}

	const state = parseBoard(seen.stdout);
	const build = await findBuild(targetOf(link.board, state));
	if (!state.builds.includes(build.name)) {
		await copyBuild(link, state, build, say);
	}

	return {
		program: `${boardFolder}/builds/${build.name}/bin/edgetop`,
		clock: clockTrouble(state, Date.now() / 1000),
	};
};

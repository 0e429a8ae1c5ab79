import path from 'node:path';
import {splitCommand} from './split-command.js';

/** Options of ssh that take a value. */
const valued = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

export type SshBoard = {
	/** As ssh is told: `user@nano`. */
	readonly board: string;
	/** ssh with its options, and the board. */
	readonly words: readonly [string, ...string[]];
	/** The Python that the worker runs on there. */
	readonly python: string;
};

/** The board of `exec:ssh [OPTIONS] BOARD COMMAND`; undefined for other programs. */
export const sshBoard = (backendId: string): SshBoard | undefined => {
	if (!backendId.startsWith('exec:')) {
		return undefined;
	}

	const [program, ...rest] = splitCommand(backendId.slice('exec:'.length)) as [string, ...string[]];
	if (!/^(?:auto)?ssh$/.test(path.basename(program))) {
		return undefined;
	}

	let place = 0;
	while (rest[place]?.startsWith('-')) {
		place += valued.test(rest[place]!) ? 2 : 1;
	}

	const board = rest[place];
	if (board === undefined) {
		return undefined;
	}

	const command = rest.slice(place + 1).flatMap(word => word.split(/\s+/));
	return {
		board,
		words: [program, ...rest.slice(0, place + 1)],
		python: command.find(word => /(?:^|\/)python[\d.]*$/.test(word)) ?? 'python3',
	};
};

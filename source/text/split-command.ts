import {UserError} from './user-error.js';

const wordPattern = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gy;
const partPattern = /\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\\]+/g;

const unquote = (word: string): string =>
	word.replaceAll(partPattern, part => {
		switch (part[0]) {
			case '\\': {
				return part.slice(1);
			}

			case '"': {
				return part.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1');
			}

			case "'": {
				return part.slice(1, -1);
			}

			default: {
				return part;
			}
		}
	});

/**
A command line to its words, with the quotes and backslashes of a shell and nothing else of it: no variables, no patterns, no operators. A pipeline can be had by `sh -c '…'`.

@throws UserError for an open quote or an empty command.
*/
export const splitCommand = (text: string): string[] => {
	const words: string[] = [];
	let place = 0;
	for (;;) {
		place += /^\s*/.exec(text.slice(place))![0].length;
		if (place === text.length) {
			break;
		}

		wordPattern.lastIndex = place;
		const found = wordPattern.exec(text);
		if (!found) {
			throw new UserError(`exec:${text}: a quote is not closed`);
		}

		place = wordPattern.lastIndex;
		words.push(unquote(found[0]));
	}

	if (words.length === 0) {
		throw new UserError("exec: needs a command, as in exec:'ssh board python3 worker.py'");
	}

	return words;
};

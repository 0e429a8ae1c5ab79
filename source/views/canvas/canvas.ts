import {type Line} from './lines.js';

/** The terminal as the screen sees it: everything is painted cell by cell. */
export type Canvas = {
	paint(lines: readonly Line[], width: number): void;
	/**
	Hands a text to the terminal's clipboard, where that is wanted.

	@returns What became of it, in words.
	*/
	copy(text: string): string;
};

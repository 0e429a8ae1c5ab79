import {unsafePattern} from './sanitize.js';

/** Each half of a pair by itself, as JSON has it. */
const escaped = (character: string): string =>
	Array.from({length: character.length}, (_, place) => {
		const unit = character.slice(place, place + 1).codePointAt(0)!;
		return String.raw`\u${unit.toString(16).padStart(4, '0')}`;
	}).join('');

/**
A JSON document that may go to a terminal: characters that would steer it, which JSON itself lets stand (C1, DEL, those that reorder text), are written as `\uXXXX`. It reads back the same.

@param space As of `JSON.stringify`.
*/
export const jsonText = (value: unknown, space?: number | '\t'): string => {
	const text = JSON.stringify(value, undefined, space);
	// Below U+0020 only the line breaks and tabs of the layout are left.
	return text.replaceAll(unsafePattern, character =>
		character < ' ' ? character : escaped(character),
	);
};

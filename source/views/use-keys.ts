import {useInput, type Key} from 'ink';
import {useRef, useState} from 'react';

/**
State whose newest value can be asked for at once: several keys may arrive before the next drawing.
*/
export const useNewest = <T>(initial: T): readonly [T, () => T, (next: T) => void] => {
	const [value, setValue] = useState(initial);
	const newest = useRef(initial);
	return [
		value,
		() => newest.current,
		next => {
			newest.current = next;
			setValue(next);
		},
	];
};

/**
Calls `onKey` for each key: fast typing comes in one piece, which Ink hands on as one text.

@param onKey Gets one character, or an empty text and a special key.
*/
export const useKeys = (
	onKey: (input: string, key: Key) => void,
	options: {readonly isActive?: boolean} = {},
): void => {
	useInput((input, key) => {
		for (const character of input.length > 1 && !key.ctrl && !key.meta ? input : [input]) {
			onKey(character, key);
		}
	}, options);
};

/* Words in two columns, for help and man page. Plain ASCII or narrow characters only. */

/** Words to lines of at most `width`; a longer word stands alone. The first line may have less room. */
export const wrapWords = (text: string, width: number): string[] => {
	const lines: string[] = [];
	let current = '';
	for (const word of text.split(' ')) {
		if (current !== '' && current.length + 1 + word.length > width) {
			lines.push(current);
			current = word;
		} else {
			current = current === '' ? word : `${current} ${word}`;
		}
	}

	return [...lines, current];
};

/** Term and explanation side by side, or one under the other where the term is long or the room is short. */
export const entryLines = (
	term: string,
	about: string,
	{
		width,
		column,
		usually,
	}: {readonly width: number; readonly column: number; readonly usually?: string},
): string[] => {
	const indent = '    ';
	const start = width < column + 24 ? 8 : column;
	const lines = wrapWords(about, width - start);
	if (usually !== undefined) {
		const note = `(${usually})`;
		const last = lines.at(-1)!;
		if (start + last.length + 2 + note.length <= width) {
			lines.splice(-1, 1, `${last}${note.padStart(width - start - last.length)}`);
		} else {
			lines.push(...wrapWords(note, width - start).map(part => part.padStart(width - start)));
		}
	}

	const head = `${indent}${term}`;
	const isBeside = head.length + 2 <= start;
	return [
		...(isBeside ? [`${head.padEnd(start)}${lines[0]!}`] : [head]),
		...lines.slice(isBeside ? 1 : 0).map(line => `${' '.repeat(start)}${line}`),
	];
};

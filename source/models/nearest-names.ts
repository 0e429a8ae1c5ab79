/** Edits (insert, delete, replace) that turn one word into the other. */
const editDistance = (left: string, right: string): number => {
	let row = Array.from({length: right.length + 1}, (_, index) => index);
	for (let i = 1; i <= left.length; i++) {
		const next = [i];
		for (let j = 1; j <= right.length; j++) {
			const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
			next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced));
		}

		row = next;
	}

	return row[right.length]!;
};

/** Names that are alike to what was typed, the nearest first; one that contains it counts as near. */
export const nearestNames = (
	typed: string,
	names: readonly string[],
	atMost = 3,
): readonly string[] => {
	const word = typed.toLowerCase().slice(0, 64);
	return names
		.map(name => ({
			name,
			distance: word !== '' && name.includes(word) ? 0 : editDistance(word, name),
		}))
		.filter(({name, distance}) => distance <= Math.max(2, Math.floor(name.length / 3)))
		.sort((left, right) => left.distance - right.distance)
		.slice(0, atMost)
		.map(({name}) => name);
};

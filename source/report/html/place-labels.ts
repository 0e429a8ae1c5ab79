/* Names of points where they overlap neither each other nor a point or its whisker. */

type Point = {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	/** Ends of the line through it. */
	readonly whisker?: readonly [top: number, bottom: number];
};
type Place = {readonly x: number; readonly y: number};
type Box = {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
};

const letterWidth = 8.2;
const lineHeight = 13;
const radius = 7;

const overlaps = (a: Box, b: Box): boolean =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const boxOf = ({x, y}: Place, text: string): Box => {
	const half = (letterWidth * text.length) / 2;
	return {left: x - half, right: x + half, top: y - 10, bottom: y - 10 + lineHeight};
};

/** Where the middle of a name's base line may be: above, to the right, below, to the left, and between. */
const candidates = ({x, y, text}: Point): Place[] => {
	const side = radius + 3 + (letterWidth * text.length) / 2;
	return [
		{x, y: y - 11},
		{x: x + side, y: y + 4},
		{x, y: y + 20},
		{x: x - side, y: y + 4},
		{x: x + side, y: y - 9},
		{x: x - side, y: y - 9},
		{x: x + side, y: y + 17},
		{x: x - side, y: y + 17},
	];
};

/**
@param frame No name leaves it.
@returns For each point the middle of its name's base line; undefined where there is no room.
*/
export const placeLabels = (
	points: readonly Point[],
	frame: Box,
): ReadonlyArray<Place | undefined> => {
	const taken: Box[] = points.flatMap(({x, y, whisker}) => [
		{left: x - radius, right: x + radius, top: y - radius, bottom: y + radius},
		...(whisker ? [{left: x - 1, right: x + 1, top: whisker[0], bottom: whisker[1]}] : []),
	]);
	return points.map(point => {
		const found = candidates(point).find(place => {
			const box = boxOf(place, point.text);
			return (
				box.left >= frame.left &&
				box.right <= frame.right &&
				box.top >= frame.top &&
				box.bottom <= frame.bottom &&
				!taken.some(other => overlaps(box, other))
			);
		});
		if (found) {
			taken.push(boxOf(found, point.text));
		}

		return found;
	});
};

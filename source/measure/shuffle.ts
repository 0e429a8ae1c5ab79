import {seededRandom, shuffleInPlace} from './random.js';

export {seededRandom, type Random} from './random.js';

/**
A seeded order in which every prefix is balanced over the classes: counts differ by at most 1 among the classes that still have images. A partial pass over a folder sorted by class then says something about all of it, which the 2019 report's unshuffled slices did not.

Each round takes one image of every class that has some left, in an order of classes shuffled anew; images within a class are shuffled too.

@param classOf Class of each image; −1 (unlabelled) is a class like the others.
@param seed The seed shown in the summary: the same seed and classes give the same order everywhere.
@returns A permutation of 0…n − 1.
*/
export const balancedOrder = (
	classOf: Int32Array | readonly number[],
	seed: number,
): Uint32Array => {
	const random = seededRandom(seed);
	const images = new Map<number, number[]>();
	for (const [index, label] of classOf.entries()) {
		const ofClass = images.get(label);
		if (ofClass) {
			ofClass.push(index);
		} else {
			images.set(label, [index]);
		}
	}

	// Sorted, so that the order depends on what the classes are and not on which came first.
	let classes = [...images.keys()].sort((a, b) => a - b);
	for (const label of classes) {
		shuffleInPlace(images.get(label)!, random);
	}

	const order = new Uint32Array(classOf.length);
	let filled = 0;
	while (filled < order.length) {
		shuffleInPlace(classes, random);
		for (const label of classes) {
			order[filled++] = images.get(label)!.pop()!;
		}

		classes = classes.filter(label => images.get(label)!.length > 0);
	}

	return order;
};

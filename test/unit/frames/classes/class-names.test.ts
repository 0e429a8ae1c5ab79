import {expect, it} from 'vitest';
import {NameIndex} from '../../../../source/frames/classes/class-names.js';
import {imagenet1k} from '../../../../source/models/labels.js';

it.each([
	['cat', ['dog', 'cat'], [1]],
	['Cats', ['dog', 'cat'], [1]],
	['puppies', ['kitty', 'puppy'], [1]],
	['boxes', ['box', 'fox'], [0]],
	['Golden_retriever', ['tench', 'golden retriever, retriever'], [1]],
	['golden-retriever', ['GoldenRetriever'], [0]],
	['007.Black_footed_Albatross', ['Laysan Albatross', 'Black-footed albatross'], [1]],
	['albatross', ['0 tern', '1 Albatross'], [1]],
	['3 - cat', ['dog', 'cat'], [1]],
	// By the id, however it is written; then by the name behind it.
	['n01443537_goldfish', ['n01440764 tench', 'n01443537 something else'], [1]],
	['n01443537_goldfish', ['tench', 'goldfish, Carassius auratus'], [1]],
	['n01443537', ['tench', 'goldfish'], []],
	// The stricter level decides.
	['Polish', ['polish', 'Polish'], [1]],
	['glass', ['glasses', 'glass'], [1]],
	['C', ['C', 'C++', 'C#'], [0]],
	['c++', ['C', 'C++', 'C#'], [1]],
	['bus', ['buses', 'car'], [0]],
	// One name for several.
	['crane', ['crane', 'crane', 'heron'], [0, 1]],
	['cat', ['cat, male', 'cat, female'], [0, 1]],
	['cat, male', ['cat, female'], []],
	// Composed and decomposed.
	['Caf\u00E9', ['tea', 'Cafe\u0301'], [1]],
	['犬', ['猫', '犬'], [1]],
	['fish', ['dog', 'cat'], []],
	['+_+', ['dog', '-_-'], []],
	['', ['', 'dog'], []],
] as const)('%j in %j', (name, labels, found) => {
	expect(new NameIndex(labels).find(name)).toEqual(found);
});

it("finds each of ImageNet's classes by its id, and those whose name is theirs alone by it", async () => {
	const {names, wnids} = await imagenet1k();
	const index = new NameIndex(names, wnids);
	for (const [label, wnid] of wnids!.entries()) {
		expect(index.find(wnid)).toEqual([label]);
	}

	const single = names.filter((name, label) => {
		const found = index.find(name.split(',')[0]!.replaceAll(' ', '_'));
		// Of the two that are called so, the one that is called nothing else.
		expect(found).toContain(name === 'maillot, tank suit' ? names.indexOf('maillot') : label);
		return found.length === 1;
	});
	expect(single.length).toBeGreaterThan(990);
});

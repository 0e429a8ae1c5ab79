/*
Class names as people write them: `Golden_retriever` is `golden retriever, …`, `007.cat` is `cat`, `cats` is `Cat`. Names are compared level by level, the strictest first; the first level at which anything is equal decides.
*/

/** A name that begins with a WordNet id: `n01443537`, `n01443537_goldfish`, `n01443537 goldfish, Carassius auratus`. */
const wnidPattern = /^(?<wnid>n\d{8})(?!\d)[\s._-]*(?<rest>.*)$/su;

export const wnidOf = (name: string): string | undefined =>
	wnidPattern.exec(name)?.groups?.['wnid'];

/** `007.Cat`, `3 - cat` without the number. */
const withoutNumber = (name: string): string => name.replace(/^\d+[\s._:-]+(?=\p{L})/u, '');

const exact = (name: string): string => name.normalize('NFC').trim();

/** `Golden_retriever` as `Golden retriever`. */
const spaced = (name: string): string => exact(name.replaceAll(/[\s_]+/gu, ' '));

/** Letters, digits and the signs that tell names apart (C, C++, C#; A, A+), without case. */
const squeeze = (name: string): string =>
	name
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\p{M}+#&]+/gu, '');

const singularWord = (word: string): string => {
	if (/[^aeiou]ies$/.test(word)) {
		return `${word.slice(0, -3)}y`;
	}

	if (/(?:s|x|z|ch|sh)es$/.test(word)) {
		return word.slice(0, -2);
	}

	return /[^siu]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
};

/** The last word in the singular. */
const singular = (name: string): string => {
	const words = name
		.normalize('NFKC')
		.toLowerCase()
		.split(/[^\p{L}\p{N}\p{M}+#&]+/u)
		.filter(Boolean);
	return [...words.slice(0, -1), singularWord(words.at(-1) ?? '')].join('');
};

const synonymsOf = (name: string): string[] => name.split(/[,;|/]/).filter(part => part.trim());
const first = (name: string): string => synonymsOf(name)[0] ?? name;

type Level = {
	/** What a wanted name is looked up by. */
	readonly wanted: (name: string) => readonly string[];
	/** What a label is found by. */
	readonly label: (name: string) => readonly string[];
};

const levels: readonly Level[] = [
	{wanted: name => [exact(name)], label: name => [exact(name)]},
	// The case tells a Cardigan (Welsh corgi) from a cardigan.
	{wanted: name => [spaced(name)], label: name => [spaced(name), spaced(first(name))]},
	{wanted: name => [squeeze(name)], label: name => [squeeze(name)]},
	// One of the two is a list of synonyms.
	{wanted: name => [squeeze(name)], label: name => [squeeze(first(name))]},
	{wanted: name => [squeeze(first(name))], label: name => [squeeze(name)]},
	{wanted: name => [singular(name)], label: name => [singular(name), singular(first(name))]},
	{wanted: name => [squeeze(name)], label: name => synonymsOf(name).map(part => squeeze(part))},
	{wanted: name => [singular(name)], label: name => synonymsOf(name).map(part => singular(part))},
];

/** Labels of a model by name. */
export class NameIndex {
	readonly #names: readonly string[];
	readonly #wnids = new Map<string, number>();
	readonly #levels: Array<Map<string, Set<number>>> = [];

	/**
	@param names By label index.
	@param wnids WordNet ids by label index, where they are known.
	*/
	constructor(names: readonly string[], wnids: readonly string[] = []) {
		for (const [index, name] of names.entries()) {
			const wnid = wnids[index] ?? wnidOf(name);
			if (wnid !== undefined) {
				this.#wnids.set(wnid, index);
			}
		}

		this.#names = names.map(name => {
			const rest = wnidPattern.exec(name)?.groups?.['rest'] ?? '';
			return rest === '' ? name : rest;
		});
	}

	/** @returns The labels that a name stands for, at the strictest level at which there is any: several where it does not tell them apart. */
	find(name: string): readonly number[] {
		const id = wnidPattern.exec(name)?.groups;
		const known = id && this.#wnids.get(id['wnid']!);
		if (known !== undefined) {
			return [known];
		}

		const whole = id ? id['rest']! : name;
		for (const wanted of new Set([whole, withoutNumber(whole)])) {
			for (const [place, level] of levels.entries()) {
				const labels = this.#mapOf(place);
				const found = new Set(
					level.wanted(wanted).flatMap(key => (key === '' ? [] : [...(labels.get(key) ?? [])])),
				);
				if (found.size > 0) {
					return [...found];
				}
			}
		}

		return [];
	}

	#mapOf(place: number): ReadonlyMap<string, ReadonlySet<number>> {
		const known = this.#levels[place];
		if (known) {
			return known;
		}

		const map = new Map<string, Set<number>>();
		for (const [index, name] of this.#names.entries()) {
			for (const written of new Set([name, place === 0 ? name : withoutNumber(name)])) {
				for (const key of levels[place]!.label(written)) {
					map.set(key, (map.get(key) ?? new Set<number>()).add(index));
				}
			}
		}

		this.#levels[place] = map;
		return map;
	}
}

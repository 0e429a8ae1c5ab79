/** A class name's words as WordNet writes them: lower case, joined by underscores. */
const lemmasOf = (label: string) =>
	label.split(', ').map(word => word.toLowerCase().replaceAll(' ', '_'));

/** The words of every noun synset, by the synset's eight-digit offset in WordNet's `data.noun`. */
export function readNounSynsets(dataNoun: string): Map<string, string[]> {
	const synsets = new Map<string, string[]>();
	for (const line of dataNoun.split('\n')) {
		// The licence comes first, in lines that start with a space.
		if (!/^\d{8} /.test(line)) {
			continue;
		}

		// offset, file, type, number of words (hexadecimal), then word and sense number in turn.
		const parts = line.split(' ');
		const count = Number.parseInt(parts[3]!, 16);
		const words = Array.from({length: count}, (_, index) => parts[4 + 2 * index]!.toLowerCase());
		synsets.set(parts[0]!, words);
	}

	return synsets;
}

/** The synsets a label can mean: those with all its words; of several, those with no other word, where there are such. */
function candidatesOf(
	label: string,
	synsets: ReadonlyMap<string, string[]>,
	byWord: ReadonlyMap<string, string[]>,
) {
	const lemmas = lemmasOf(label);
	const withAll = (byWord.get(lemmas[0]!) ?? []).filter(offset =>
		lemmas.every(lemma => synsets.get(offset)!.includes(lemma)),
	);
	const exact = withAll.filter(offset => synsets.get(offset)!.length === lemmas.length);
	return exact.length === 1 ? exact : withAll;
}

/**
Finds the WordNet 3.0 synset of each class from its label.

Most labels fit one synset only. Where several fit, the order decides: the 1,000 classes are sorted by synset offset, so a class lies between its neighbours. What is left is looked up in `exceptions` (class id → offset).

@throws Where a class stays undecided, an exception is not needed, or the result is out of order.
*/
export function findSynsets(
	labels: readonly string[],
	synsets: ReadonlyMap<string, string[]>,
	exceptions: ReadonlyMap<number, string>,
): string[] {
	const byWord = new Map<string, string[]>();
	for (const [offset, words] of synsets) {
		for (const word of words) {
			byWord.set(word, [...(byWord.get(word) ?? []), offset]);
		}
	}

	const candidates = labels.map(label => candidatesOf(label, synsets, byWord));
	const known = candidates.map(found => (found.length === 1 ? found[0]! : ''));
	const decided = known.map((offset, id) => {
		const below = known.slice(0, id).findLast(Boolean) ?? '';
		const above = known.slice(id + 1).find(Boolean) ?? '99999999';
		const fitting = candidates[id]!.filter(found => found > below && found < above);
		const byLemma = offset || (fitting.length === 1 ? fitting[0]! : '');
		const exception = exceptions.get(id);
		if (Boolean(byLemma) === Boolean(exception)) {
			throw new Error(
				`class ${id}, ${labels[id]}: found "${byLemma}" among ${fitting.join(', ')}, exception "${exception ?? ''}"`,
			);
		}

		return byLemma || exception!;
	});

	for (const [id, offset] of decided.entries()) {
		if (!synsets.has(offset) || (id > 0 && offset <= decided[id - 1]!)) {
			throw new Error(`class ${id}, ${labels[id]}: synset ${offset} is unknown or out of order`);
		}
	}

	return decided;
}

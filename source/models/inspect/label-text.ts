/*
Lists of class names as people and exporters write them: JSON, Python literals, maps either way round, a name a line, or all in one line.
*/

type Literal = string | number | boolean | undefined | Literal[] | Map<string, Literal>;

/** Reads Python's literals, of which JSON's are nearly all a part: lists, tuples, dicts, strings in either quotes. */
class LiteralReader {
	private at = 0;
	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	/** @throws Error where the text is no literal. */
	readAll(): Literal {
		const value = this.value(0);
		this.skip();
		if (this.at < this.text.length) {
			throw new Error('more text');
		}

		return value;
	}

	private skip(): void {
		while (/\s/.test(this.text[this.at] ?? '')) {
			this.at++;
		}
	}

	private takes(letter: string): boolean {
		this.skip();
		const isThere = this.text[this.at] === letter;
		this.at += isThere ? 1 : 0;
		return isThere;
	}

	private value(depth: number): Literal {
		this.skip();
		const letter = this.text[this.at] ?? '';
		if (depth > 8) {
			throw new Error('too deep');
		}

		if (letter === '"' || letter === "'") {
			return this.string(letter);
		}

		if (letter === '[' || letter === '(') {
			this.at++;
			return this.list(letter === '[' ? ']' : ')', depth);
		}

		if (letter === '{') {
			this.at++;
			return this.map(depth);
		}

		const word = /^[-+.\w]+/.exec(this.text.slice(this.at, this.at + 40))?.[0] ?? '';
		this.at += word.length;
		const number = Number(word);
		if (word === '' || (Number.isNaN(number) && !/^(?:true|false|none|null)$/i.test(word))) {
			throw new Error('no literal');
		}

		return Number.isNaN(number) ? /^true$/i.test(word) || undefined : number;
	}

	private string(quote: string): string {
		let result = '';
		for (this.at++; this.text[this.at] !== quote; this.at++) {
			const letter = this.text[this.at];
			if (letter === undefined) {
				throw new Error('no end');
			}

			if (letter === '\\') {
				const code = /^\\u(?<code>[\da-f]{4})/i.exec(this.text.slice(this.at, this.at + 6));
				const next = this.text[this.at + 1] ?? '';
				result += code ? String.fromCodePoint(Number.parseInt(code.groups!['code']!, 16)) : next;
				this.at += code ? 5 : 1;
			} else {
				result += letter;
			}
		}

		this.at++;
		return result;
	}

	private list(end: string, depth: number): Literal[] {
		const result: Literal[] = [];
		while (!this.takes(end)) {
			result.push(this.value(depth + 1));
			if (!this.takes(',')) {
				if (this.takes(end)) {
					break;
				}

				throw new Error('no comma');
			}
		}

		return result;
	}

	private map(depth: number): Map<string, Literal> {
		const result = new Map<string, Literal>();
		while (!this.takes('}')) {
			const key = this.value(depth + 1);
			if (!this.takes(':')) {
				throw new Error('no colon');
			}

			if (typeof key !== 'string' && typeof key !== 'number') {
				throw new TypeError('no key');
			}

			result.set(String(key), this.value(depth + 1));
			if (!this.takes(',')) {
				if (this.takes('}')) {
					break;
				}

				throw new Error('no comma');
			}
		}

		return result;
	}
}

const nameKeys = ['label', 'name', 'class', 'display_name', 'className'];

/** The name in an item of a list: itself, or a field of an object. */
const nameOf = (item: Literal): string | undefined => {
	if (typeof item === 'string') {
		return item;
	}

	if (item instanceof Map) {
		const found = nameKeys.map(key => item.get(key)).find(value => typeof value === 'string');
		return typeof found === 'string' ? found : undefined;
	}

	// ImageNet's own form: ["n01440764", "tench"].
	return Array.isArray(item) && typeof item.at(-1) === 'string'
		? (item.at(-1) as string)
		: undefined;
};

const placed = (entries: ReadonlyArray<readonly [number, string]>): string[] | undefined => {
	const first = Math.min(...entries.map(([index]) => index));
	const names: string[] = [];
	for (const [index, name] of entries) {
		const place = index - (first === 1 ? 1 : 0);
		if (!Number.isInteger(place) || place < 0 || place >= entries.length) {
			return undefined;
		}

		names[place] = name;
	}

	return Object.keys(names).length === entries.length ? names : undefined;
};

/** A map from numbers to names, from names to numbers, or with such a thing inside. */
const fromMap = (map: ReadonlyMap<string, Literal>): string[] | undefined => {
	const entries = [...map];
	if (entries.length === 0) {
		return undefined;
	}

	if (entries.every(([, value]) => typeof value === 'number')) {
		return placed(entries.map(([name, index]) => [index as number, name]));
	}

	if (entries.every(([key, value]) => /^\d+$/.test(key) && nameOf(value) !== undefined)) {
		return placed(entries.map(([key, value]) => [Number(key), nameOf(value)!]));
	}

	for (const key of labelKeys) {
		const inner = map.get(key);
		const found = inner instanceof Map ? fromMap(inner) : fromArray(inner);
		if (found) {
			return found;
		}
	}

	return undefined;
};

/** Names under which label lists stand in metadata and configuration files. */
export const labelKeys: readonly string[] = [
	'labels',
	'names',
	'classes',
	'id2label',
	'label2id',
	'class_names',
	'classnames',
	'label_names',
	'idx_to_class',
	'class_to_idx',
	'class_labels',
	'target_names',
	'categories',
	'tags',
];

function fromArray(value: Literal): string[] | undefined {
	const names = Array.isArray(value) ? value.map(item => nameOf(item)) : [];
	return names.length > 0 && names.every(name => name !== undefined) ? names : undefined;
}

const fromLiteral = (text: string): string[] | undefined => {
	if (!/^\s*[[{(]/.test(text)) {
		return undefined;
	}

	try {
		const value = new LiteralReader(text).readAll();
		return value instanceof Map ? fromMap(value) : fromArray(value);
	} catch {
		// No literal: a name may begin with a bracket.
		return undefined;
	}
};

/** `0 cat`, `1: dog`: the numbers are taken away where every line has its own. */
const withoutNumbers = (lines: readonly string[]): readonly string[] => {
	const parsed = lines.map(
		line => /^\s*(?<index>\d+)\s*[:;,\t ]\s*(?<name>\S.*)$/.exec(line)?.groups,
	);
	const first = Number(parsed[0]?.['index']);
	return first <= 1 && parsed.every((groups, place) => Number(groups?.['index']) === place + first)
		? parsed.map(groups => groups!['name']!)
		: lines;
};

/** One name a line; empty lines at the end are none, others are (they hold a place). */
const fromLines = (text: string): readonly string[] =>
	withoutNumbers(text.trimEnd().split(/\r?\n/));

/** The list as it is most probably meant: a literal, else a name a line. */
export const readLabelText = (text: string): readonly string[] =>
	fromLiteral(text.replace(/^\uFEFF/, '')) ?? fromLines(text.replace(/^\uFEFF/, ''));

/** The list of one of these lengths; names may have commas where each has a line of its own. */
export const labelsOfLength = (
	text: string,
	counts: readonly number[],
): readonly string[] | undefined => {
	const readings = [
		readLabelText(text),
		...(text.trim().includes('\n')
			? []
			: [',', ';', '|'].map(mark => text.trim().split(mark))
		).filter(({length}) => length > 1),
	];
	const found = readings.find(names => counts.includes(names.length));
	return found?.map(name => name.trim());
};

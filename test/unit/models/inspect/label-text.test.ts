import {expect, it} from 'vitest';
import {labelsOfLength, readLabelText} from '../../../../source/models/inspect/label-text.js';

const animals = ['cat', 'dog', 'hen'];

it.for([
	['a name a line', 'cat\ndog\nhen\n'],
	['Windows line ends and a byte-order mark', '\uFEFFcat\r\ndog\r\nhen\r\n'],
	['numbered lines', '0 cat\n1 dog\n2 hen'],
	['numbered from 1', '1: cat\n2: dog\n3: hen'],
	['JSON list', '["cat", "dog", "hen"]'],
	["Python's list", "['cat', 'dog', \"hen\",]"],
	["Python's tuple", "('cat', 'dog', 'hen')"],
	["Python's dict", "{0: 'cat', 1: 'dog', 2: 'hen'}"],
	['id2label', '{"0": "cat", "2": "hen", "1": "dog"}'],
	['label2id', '{"hen": 2, "cat": 0, "dog": 1}'],
	['label2id from 1', "{'hen': 3, 'cat': 1, 'dog': 2}"],
	[
		'a configuration with id2label',
		'{"model_type": "vit", "id2label": {"0": "cat", "1": "dog", "2": "hen"}}',
	],
	['objects', '[{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}, {"id": 2, "name": "hen"}]'],
	['ImageNet pairs', '{"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "hen"]}'],
	['one line, commas', 'cat, dog, hen'],
	['one line, semicolons', 'cat;dog;hen'],
] as const)('%s', ([, text]) => {
	expect(labelsOfLength(text, [3])).toEqual(animals);
});

it('a comma within a name stays where each name has its line', () => {
	const text = 'cat, tabby\ndog\nhen';
	expect(labelsOfLength(text, [3])).toEqual(['cat, tabby', 'dog', 'hen']);
	expect(labelsOfLength(text, [4])).toBeUndefined();
});

it('quotes and escapes', () => {
	expect(readLabelText(String.raw`['jack-o\'-lantern', "hen's nest", "caf\u00e9"]`)).toEqual([
		"jack-o'-lantern",
		"hen's nest",
		'café',
	]);
});

it('what only looks like a literal is lines', () => {
	expect(readLabelText('[unknown]\ncat')).toEqual(['[unknown]', 'cat']);
});

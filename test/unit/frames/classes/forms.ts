export const pets = ['cat', 'dog', 'bird'];
export const [cat, dog, bird] = [0, 1, 2];

/** Files of a data set, and the answers of a model (of pets, where no other is named) by picture. */
export type Form = readonly [
	name: string,
	files: Readonly<Record<string, string>>,
	answers: Readonly<Record<string, readonly number[]>>,
	model?: readonly string[] | number,
	unmatched?: {readonly images: number; readonly classes: readonly string[]},
];

/** A picture in each of these. */
export const inEach = (...folders: readonly string[]) =>
	Object.fromEntries(folders.map(name => [`${name}/a.jpg`, 'x']));

export const forms: readonly Form[] = [
	[
		'folders named by class',
		inEach('bird', 'cat', 'dog'),
		{'bird/a.jpg': [bird], 'cat/a.jpg': [cat], 'dog/a.jpg': [dog]},
	],
	[
		'stray folders beside them',
		{
			...inEach('cat', 'dog', '__MACOSX/cat', '.cache', '@eaDir'),
			'cat/._a.jpg': 'x',
			'.DS_Store': 'x',
		},
		{'cat/a.jpg': [cat], 'dog/a.jpg': [dog]},
	],
	[
		'case, plurals, underscores, numbers before the name',
		inEach('Cats', '2_DOGS', '003.Bird'),
		{'Cats/a.jpg': [cat], '2_DOGS/a.jpg': [dog], '003.Bird/a.jpg': [bird]},
	],
	[
		'numbered folders that labels.txt names',
		{...inEach('0', '1', '2'), 'labels.txt': 'dog\nbird\ncat\n'},
		{'0/a.jpg': [dog], '1/a.jpg': [bird], '2/a.jpg': [cat]},
	],
	[
		'padded numbers, a list with numbers of its own, above train/ and val/',
		{...inEach('set/train/002', 'set/val/001'), 'set/classes.txt': '0 dog\n1 bird\n2 cat\n'},
		{'set/train/002/a.jpg': [cat], 'set/val/001/a.jpg': [bird]},
	],
	[
		'folders that begin at 1, as their list does',
		{...inEach('1', '2', '3'), 'labels.txt': '1: dog\n2: bird\n3: cat\n'},
		{'1/a.jpg': [dog], '2/a.jpg': [bird], '3/a.jpg': [cat]},
	],
	[
		'a name that the model does not know',
		{...inEach('0', '1', '2'), 'labels.txt': 'dog\nyak\ncat\n'},
		{'0/a.jpg': [dog], '1/a.jpg': [], '2/a.jpg': [cat]},
		pets,
		{images: 1, classes: ['yak']},
	],
	[
		'names of a model without names: the numbers are its own',
		{...inEach('0', '2'), 'labels.txt': 'dog\nbird\ncat\n'},
		{'0/a.jpg': [0], '2/a.jpg': [2]},
		3,
	],
	[
		'a list that does not fit the folders',
		{...inEach('0', '2'), 'labels.txt': 'dog\n'},
		{'0/a.jpg': [cat], '2/a.jpg': [bird]},
	],
	[
		'train/ and val/',
		inEach('train/cat', 'train/dog', 'val/cat'),
		{'train/cat/a.jpg': [cat], 'train/dog/a.jpg': [dog], 'val/cat/a.jpg': [cat]},
	],
	[
		'an archive folder around it, and a test folder without classes',
		inEach('pets-v2/training/cat', 'pets-v2/validation/dog', 'pets-v2/test'),
		{
			'pets-v2/training/cat/a.jpg': [cat],
			'pets-v2/validation/dog/a.jpg': [dog],
			'pets-v2/test/a.jpg': [],
		},
	],
	[
		'nested class folders',
		inEach('mammals/cat', 'mammals/dog', 'bird/2020', 'bird/2021'),
		{
			'mammals/cat/a.jpg': [cat],
			'mammals/dog/a.jpg': [dog],
			'bird/2020/a.jpg': [bird],
			'bird/2021/a.jpg': [bird],
		},
	],
	[
		'a class that the model does not have',
		{...inEach('cat', 'dog', 'fish'), 'fish/b.jpg': 'x'},
		{'cat/a.jpg': [cat], 'dog/a.jpg': [dog], 'fish/a.jpg': [], 'fish/b.jpg': []},
		pets,
		{images: 2, classes: ['fish']},
	],
	[
		'a name that stands for two classes',
		inEach('crane', 'heron'),
		{'crane/a.jpg': [], 'heron/a.jpg': [1]},
		['crane', 'heron', 'crane'],
		{images: 1, classes: ['crane']},
	],
	[
		'names that differ by case alone',
		inEach('cat', 'CAT'),
		{'cat/a.jpg': [cat], 'CAT/a.jpg': [cat]},
	],
	[
		'labels that differ by case alone',
		inEach('polish', 'Polish'),
		{'polish/a.jpg': [1], 'Polish/a.jpg': [0]},
		['Polish', 'polish'],
	],
	[
		'spaces and Unicode, composed and decomposed',
		inEach('cha\u0302teau fort', 'u\u0308bung', '犬'),
		{'cha\u0302teau fort/a.jpg': [0], 'u\u0308bung/a.jpg': [1], '犬/a.jpg': [2]},
		['ch\u00E2teau fort', '\u00DCbung', '犬'],
	],
	[
		'pictures beside the class folders',
		{...inEach('cat', 'dog'), 'overview.png': 'x'},
		{'cat/a.jpg': [cat], 'dog/a.jpg': [dog], 'overview.png': []},
	],
	[
		'labels.txt, notes and an empty class folder beside them',
		{...inEach('cat', 'dog'), 'labels.txt': 'cat\ndog\nbird\n', 'bird/notes.txt': 'none yet'},
		{'cat/a.jpg': [cat], 'dog/a.jpg': [dog]},
	],
	['numbers', inEach('0', '2'), {'0/a.jpg': [0], '2/a.jpg': [2]}],
	['zero-padded numbers', inEach('0000', '0002'), {'0000/a.jpg': [0], '0002/a.jpg': [2]}],
	[
		'numbers below train/ and val/, in a folder',
		inEach('set/train/0', 'set/val/1'),
		{'set/train/0/a.jpg': [0], 'set/val/1/a.jpg': [1]},
	],
	[
		'numbers beside another folder',
		inEach('0', '1', 'unsorted'),
		{'0/a.jpg': [0], '1/a.jpg': [1], 'unsorted/a.jpg': []},
		3,
		{images: 1, classes: ['unsorted']},
	],
	[
		'digits that are names',
		inEach('0', '1', '9'),
		{'0/a.jpg': [9], '1/a.jpg': [0], '9/a.jpg': [8]},
		['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
	],
	[
		'WordNet ids with names, of a model that has the names',
		inEach('n01443537_goldfish', 'n01440764_tench'),
		{'n01443537_goldfish/a.jpg': [1], 'n01440764_tench/a.jpg': [0]},
		['tench', 'goldfish'],
	],
	[
		'WordNet ids alone, of a model with other labels than theirs',
		inEach('n01443537', 'n01440764'),
		{'n01443537/a.jpg': [2], 'n01440764/a.jpg': [0]},
		['Tench', 'shark', 'gold fish'],
	],
	[
		'WordNet ids of which one is none of the thousand',
		inEach('n01443537_goldfish', 'n99999999_unicorn'),
		{'n01443537_goldfish/a.jpg': [1], 'n99999999_unicorn/a.jpg': []},
		['n01440764', 'n01443537'],
		{images: 1, classes: ['n99999999_unicorn']},
	],
	[
		'a list by name',
		{
			'labels.csv': 'file,class\na.jpg,Dog\nb.jpg,cat|bird\nc.jpg,\nd.jpg,fish\n',
			...Object.fromEntries([...'abcd'].map(name => [`${name}.jpg`, 'x'])),
		},
		{'a.jpg': [dog], 'b.jpg': [cat, bird], 'c.jpg': [], 'd.jpg': []},
		pets,
		{images: 1, classes: ['fish']},
	],
	[
		'a list by WordNet id, without a header',
		{'labels.csv': 'a.jpg,n01443537\nb.jpg,n01440764\n', 'a.jpg': 'x', 'b.jpg': 'x'},
		{'a.jpg': [1], 'b.jpg': [0]},
		['n01440764 tench', 'n01443537 goldfish'],
	],
	[
		'a list with quotes, commas and line breaks in its cells',
		{
			'labels.csv':
				'note,path,label\n"two\nlines","a, b.jpg","tench, Tinca tinca"\n,c.jpg,"gold\nfish"\n',
			'a, b.jpg': 'x',
			'c.jpg': 'x',
		},
		{'a, b.jpg': [0], 'c.jpg': [1]},
		['tench, Tinca tinca', 'goldfish'],
	],
	[
		'a list whose names of files are composed otherwise',
		{
			'labels.csv': 'file,class\ncaf\u00E9.jpg,1\nu\u0308.jpg,2\n',
			'cafe\u0301.jpg': 'x',
			'\u00FC.jpg': 'x',
		},
		{'cafe\u0301.jpg': [1], '\u00FC.jpg': [2]},
	],
	[
		'a list with a file twice, once by another way',
		{'labels.csv': 'file,class\na.jpg,cat\n./x/../a.jpg,Cat\n', 'a.jpg': 'x', 'x/b.jpg': 'x'},
		{'a.jpg': [cat]},
	],
	[
		'a JSON list of names',
		{'labels.csv': 'path;category\n"a.jpg";dog\n', 'a.jpg': 'x'},
		{'a.jpg': [dog]},
	],
];

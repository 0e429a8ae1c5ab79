import {chmodSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterAll, describe, expect, it} from 'vitest';
import {bundledSamples, openDataset} from '../../../source/frames/open-dataset.js';
import {datasetFolders, modelOf, namesOf} from './dataset-folders.js';

const {folder, make} = datasetFolders();
afterAll(folder.remove);

describe('layouts', () => {
	it('reads labels.csv, several right classes by |', async () => {
		const root = make('csv', {
			'labels.csv': 'file,classes\na.jpg,5\nb.jpg,281|282\n',
			'a.jpg': 'x',
			'b.jpg': 'x',
		});
		const dataset = await openDataset(root);
		expect(namesOf(dataset)).toEqual([
			['a.jpg', 5],
			['b.jpg', 281, 282],
		]);
		expect(dataset).toMatchObject({labelSource: 'labels.csv', labelledCount: 2, classCount: 2});
	});

	it('reads a JSON list given by its own path', async () => {
		const root = make('json', {'list.json': '[{"path":"a.png","class":7}]', 'a.png': 'x'});
		expect(namesOf(await openDataset(path.join(root, 'list.json')))).toEqual([['a.png', 7]]);
	});

	it('reads synset folders by WordNet id and numbered folders by number', async () => {
		const synsets = make('synsets', {'n01440764/a.JPEG': 'x', 'n01443537/b.JPEG': 'x'});
		expect(namesOf(await openDataset(synsets))).toEqual([
			['n01440764/a.JPEG', 0],
			['n01443537/b.JPEG', 1],
		]);
		const numbered = make('numbered', {'0/a.jpeg': 'x', '999/b.jpeg': 'x'});
		expect(namesOf(await openDataset(numbered))).toEqual([
			['0/a.jpeg', 0],
			['999/b.jpeg', 999],
		]);
	});

	it('reads ids with a name behind, zero-padded numbers, and leaves stray folders and files alone', async () => {
		const synsets = make('named-synsets', {
			'n01443537_goldfish/b.JPEG': 'x',
			'n01443537_goldfish/._b.JPEG': 'x',
			'n01440764-tench/a.JPEG': 'x',
			'__MACOSX/n01443537_goldfish/._b.JPEG': 'x',
			'@eaDir/t.jpg': 'x',
		});
		expect(namesOf(await openDataset(synsets))).toEqual([
			['n01440764-tench/a.JPEG', 0],
			['n01443537_goldfish/b.JPEG', 1],
		]);
		const padded = make('padded', {'0007/a.jpg': 'x', '0123/b.jpg': 'x', '.DS_Store': 'x'});
		expect(namesOf(await openDataset(padded))).toEqual([
			['0007/a.jpg', 7],
			['0123/b.jpg', 123],
		]);
	});

	it.each([
		['semicolons and comments', '# mine\nfile;class\n# more\nsub/a.jpg;3\n'],
		['tabs and CRLF', 'path\tlabel\r\nsub/a.jpg\t3\r\n'],
		['no header', 'sub/a.jpg,3\n'],
		['a blank between', 'sub/a.jpg 3\n'],
		['a blank in the name and between, and comments', '# mine\nsub/b c.jpg  3\n', 'sub/b c.jpg'],
		['Windows paths', 'filename,class\nsub\\a.jpg,3\n'],
	])('reads a list with %s, in UTF-8 and UTF-16', async (name, text, file = 'sub/a.jpg') => {
		const root = make(`list ${name}`, {'labels.csv': text, [file]: 'x'});
		expect(namesOf(await openDataset(root))).toEqual([[file, 3]]);
		for (const mark of ['\uFEFF', '']) {
			writeFileSync(path.join(root, 'labels.csv'), Buffer.from(mark + text, 'utf16le'));
			expect(namesOf(await openDataset(root))).toEqual([[file, 3]]);
		}
	});

	it('takes one picture', async () => {
		const root = make('single', {'a.jpg': 'x', 'b.jpg': 'x'});
		const dataset = await openDataset(path.join(root, 'a.jpg'));
		expect(namesOf(dataset)).toEqual([['a.jpg']]);
		expect(dataset).toMatchObject({labelSource: 'none', labelledCount: 0});
	});

	it('counts a file that is listed twice once, with both answers, and names the row of a wrong one', async () => {
		const root = make('twice', {
			'labels.csv': 'file,class\na.jpg,1\n./a.jpg,2\na.jpg,1\nb.jpg,9\n',
			'a.jpg': 'x',
			'b.jpg': 'x',
		});
		expect(namesOf(await openDataset(root))).toEqual([
			['a.jpg', 1, 2],
			['b.jpg', 9],
		]);
		await expect(openDataset(root, {model: modelOf(9)})).rejects.toThrow(/line 5: class 9/);
	});

	it('follows links to class folders and leaves hidden folders alone', async () => {
		const root = make('linked', {'n01443537/b.JPEG': 'x', '.thumbnails/t.png': 'x'});
		symlinkSync(
			path.join(make('synsets-target', {'n01440764/a.JPEG': 'x'}), 'n01440764'),
			path.join(root, 'n01440764'),
		);
		const dataset = await openDataset(root);
		expect(namesOf(dataset).map(([, label]) => label)).toEqual([0, 1]);
		expect(dataset.labelSource).toBe('synset folders');
	});

	it('reads quoted cells, a byte-order mark and columns in any order', async () => {
		const root = make('quoted', {
			'labels.csv': '\uFEFFclass,note,path\r\n5,,"a, b.jpg"\r\n,"say ""x""",c.jpg\r\n',
			'a, b.jpg': 'x',
			'c.jpg': 'x',
		});
		expect(namesOf(await openDataset(root))).toEqual([['a, b.jpg', 5], ['c.jpg']]);
	});

	it('reads a plain folder without labels, sorted, through subfolders', async () => {
		const root = make('plain', {'z.png': 'x', 'train/a.webp': 'x', 'notes.txt': 'x'});
		const dataset = await openDataset(root);
		expect(namesOf(dataset)).toEqual([['train/a.webp'], ['z.png']]);
		expect(dataset).toMatchObject({labelSource: 'none', labelledCount: 0});
	});

	it.each([
		['train/images/a.jpg', 'train/labels/a.txt', '', 'labels'],
		['images/train/a.jpg', 'labels/train/a.txt', '', 'labels'],
		['images/train/a.jpg', 'labels/train/a.txt', 'images/train', 'labels'],
		['valid/images/a.jpg', 'valid/labels/a.txt', 'valid', 'labels'],
		['JPEGImages/a.jpg', 'Annotations/a.xml', '', 'Annotations'],
		['val2017/a.jpg', 'annotations/instances_val2017.json', '', 'annotations'],
	])('boxes of detectors are no classes: %s, %s, given %j', async (picture, boxes, given, name) => {
		const root = make(`boxes ${picture} ${given}`, {[picture]: 'x', [boxes]: 'x'});
		const dataset = await openDataset(path.join(root, given));
		expect(dataset).toMatchObject({labelSource: 'none', labelledCount: 0});
		expect(dataset.ownClasses).toBeUndefined();
		expect(dataset.notes).toEqual([
			`no classes of pictures here: ${name}/ has boxes for detectors, which edgetop does not compare`,
		]);
	});

	it('a folder that is called images names no class; between those of classes it tells nothing', async () => {
		const only = await openDataset(make('only-images', {'set/train/images/a.jpg': 'x'}));
		expect(only).toMatchObject({labelSource: 'none', labelledCount: 0});
		expect(only.notes).toBeUndefined();
		const within = await openDataset(
			make('within', {'train/images/cat/a.jpg': 'x', 'val/images/dog/b.jpg': 'x'}),
		);
		expect(within.ownClasses?.map(({candidates}) => candidates[0])).toEqual(['cat', 'dog']);
		const kinds = await openDataset(make('kinds', {'photo/a.jpg': 'x', 'frame/b.jpg': 'x'}));
		expect(kinds.ownClasses?.map(({name}) => name)).toEqual(['frame', 'photo']);
	});

	it('gives absolute paths for a relative folder', async () => {
		const root = path.relative('.', path.join(folder.path, 'plain'));
		const dataset = await openDataset(root);
		expect(path.isAbsolute(dataset.root)).toBe(true);
		expect(dataset.entries.every(({file}) => path.isAbsolute(file))).toBe(true);
		expect(dataset.name).toBe('plain');
	});

	it('takes only the classes and the number that are asked for', async () => {
		const root = path.join(folder.path, 'csv');
		expect(namesOf(await openDataset(root, {classes: ['282']}))).toEqual([['b.jpg', 281, 282]]);
		expect(namesOf(await openDataset(root, {limit: 1}))).toHaveLength(1);
		const plain = path.join(folder.path, 'plain');
		expect(namesOf(await openDataset(plain, {limit: 1}))).toEqual([['train/a.webp']]);
	});

	it('draws a limited number class by class, in the order of the listing', async () => {
		const files = Object.fromEntries(
			[0, 1, 2].flatMap(label => [1, 2, 3, 4].map(item => [`${label}/${item}.jpg`, 'x'])),
		);
		const drawn = namesOf(await openDataset(make('drawn', files), {limit: 6}));
		expect(drawn.map(([, label]) => label)).toEqual([0, 0, 1, 1, 2, 2]);
		const order = drawn.map(([file]) => String(file));
		expect(order).toEqual([...order].sort((a, b) => a.localeCompare(b)));
	});

	it('passes over empty files with the reason', async () => {
		const root = make('empty-file', {'a.jpg': 'x', 'b.jpg': ''});
		const dataset = await openDataset(root);
		expect(namesOf(dataset)).toEqual([['a.jpg']]);
		expect(dataset.skipped).toEqual([{file: 'b.jpg', reason: 'zero bytes long'}]);
	});

	it('hashes names, sizes and classes', async () => {
		const one = await openDataset(
			make('h1', {'labels.csv': 'file,class\na.jpg,1\n', 'a.jpg': 'x'}),
		);
		const same = await openDataset(
			make('h2', {'labels.csv': 'file,class\na.jpg,1\n', 'a.jpg': 'y'}),
		);
		const other = await openDataset(
			make('h3', {'labels.csv': 'file,class\na.jpg,2\n', 'a.jpg': 'x'}),
		);
		expect(same.hash).toBe(one.hash);
		expect(other.hash).not.toBe(one.hash);
	});

	it('has the bundled samples', async () => {
		const dataset = await bundledSamples();
		expect(dataset.entries.length).toBeGreaterThanOrEqual(60);
		expect(dataset.classCount).toBeGreaterThanOrEqual(40);
		expect(dataset.labelledCount).toBe(dataset.entries.length);
	});
});

describe('what cannot be used', () => {
	it('a class beyond the labels of the model, with its row', async () => {
		const root = make('beyond', {
			'labels.csv': 'file,class\n\na.jpg,9\nb.jpg,3|10\n',
			'a.jpg': 'x',
			'b.jpg': 'x',
		});
		await expect(openDataset(root, {model: modelOf(10)})).rejects.toThrow(
			/labels\.csv, line 4: class 10, but the model's labels are 0 to 9/,
		);
		expect(namesOf(await openDataset(root, {model: modelOf(11)}))).toHaveLength(2);
	});

	it('links to nowhere are passed over', async () => {
		const root = make('dangling', {'a.jpg': 'x'});
		symlinkSync(path.join(root, 'gone.jpg'), path.join(root, 'b.jpg'));
		const dataset = await openDataset(root);
		expect(dataset.skipped).toEqual([{file: 'b.jpg', reason: 'a link to nowhere'}]);
	});

	it('an unreadable folder', async context => {
		if (process.getuid?.() === 0) {
			context.skip('skipped: the superuser may read every folder');
		}

		const root = make('closed', {'a.jpg': 'x'});
		chmodSync(root, 0);
		try {
			await expect(openDataset(root)).rejects.toThrow(/permission denied/);
		} finally {
			chmodSync(root, 0o755);
		}
	});

	it.each([
		['nowhere', {}, /no such file or folder/],
		['no-images', {'a.txt': 'x'}, /no images/],
		['only-empty', {'a.jpg': ''}, /no usable images.*zero bytes/],
		['odd-header', {'labels.csv': 'a,b\nc.jpg,1\n'}, /must name the columns/],
		['empty-list', {'labels.csv': ''}, /must name the columns/],
		['no-file', {'labels.csv': 'file,class\na.jpg,1\n'}, /line 2: there is no file/],
	])('%s', async (name, files, message) => {
		const root = name === 'nowhere' ? path.join(folder.path, name) : make(name, files);
		await expect(openDataset(root)).rejects.toThrow(message);
	});

	it('a file that is no list', async () => {
		const root = make('no-list', {'list.txt': 'a.jpg 1'});
		await expect(openDataset(path.join(root, 'list.txt'))).rejects.toThrow(
			/neither a picture, a folder nor/,
		);
	});
});

import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {bundledSamples, openDataset} from '../../source/frames/open-dataset.js';
import {temporaryFolder} from './images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const make = (name: string, files: Readonly<Record<string, string>>): string => {
	const root = path.join(folder.path, name);
	for (const [file, content] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
		writeFileSync(path.join(root, file), content);
	}

	return root;
};

const names = (dataset: Awaited<ReturnType<typeof openDataset>>) =>
	dataset.entries.map(({file, classes}) => [path.relative(dataset.root, file), ...classes]);

describe('layouts', () => {
	it('reads labels.csv, several right classes by |', async () => {
		const root = make('csv', {
			'labels.csv': 'file,classes\na.jpg,5\nb.jpg,281|282\n',
			'a.jpg': 'x',
			'b.jpg': 'x',
		});
		const dataset = await openDataset(root);
		expect(names(dataset)).toEqual([
			['a.jpg', 5],
			['b.jpg', 281, 282],
		]);
		expect(dataset).toMatchObject({labelSource: 'labels.csv', labelledCount: 2, classCount: 2});
	});

	it('reads a JSON list given by its own path', async () => {
		const root = make('json', {'list.json': '[{"path":"a.png","class":7}]', 'a.png': 'x'});
		expect(names(await openDataset(path.join(root, 'list.json')))).toEqual([['a.png', 7]]);
	});

	it('reads synset folders by WordNet id and numbered folders by number', async () => {
		const synsets = make('synsets', {'n01440764/a.JPEG': 'x', 'n01443537/b.JPEG': 'x'});
		expect(names(await openDataset(synsets))).toEqual([
			['n01440764/a.JPEG', 0],
			['n01443537/b.JPEG', 1],
		]);
		const numbered = make('numbered', {'0/a.jpeg': 'x', '999/b.jpeg': 'x'});
		expect(names(await openDataset(numbered))).toEqual([
			['0/a.jpeg', 0],
			['999/b.jpeg', 999],
		]);
	});

	it('reads a plain folder without labels, sorted, through subfolders', async () => {
		const root = make('plain', {'z.png': 'x', 'sub/a.webp': 'x', 'notes.txt': 'x'});
		const dataset = await openDataset(root);
		expect(names(dataset)).toEqual([['sub/a.webp'], ['z.png']]);
		expect(dataset).toMatchObject({labelSource: 'none', labelledCount: 0});
	});

	it('takes only the classes and the number that are asked for', async () => {
		const root = path.join(folder.path, 'csv');
		expect(names(await openDataset(root, {classes: [282]}))).toEqual([['b.jpg', 281, 282]]);
		expect(names(await openDataset(root, {limit: 1}))).toEqual([['a.jpg', 5]]);
	});

	it('passes over empty files with the reason', async () => {
		const root = make('empty-file', {'a.jpg': 'x', 'b.jpg': ''});
		const dataset = await openDataset(root);
		expect(names(dataset)).toEqual([['a.jpg']]);
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
	it.each([
		['nowhere', {}, /no such file or folder/],
		['no-images', {'a.txt': 'x'}, /no images/],
		['only-empty', {'a.jpg': ''}, /no usable images.*zero bytes/],
		['no-header', {'labels.csv': 'a.jpg,1\n', 'a.jpg': 'x'}, /must name the columns/],
		['bad-class', {'labels.csv': 'file,class\na.jpg,cat\n', 'a.jpg': 'x'}, /line 2: "cat"/],
		['no-file', {'labels.csv': 'file,class\na.jpg,1\n'}, /line 2: there is no file/],
	])('%s', async (name, files, message) => {
		const root = name === 'nowhere' ? path.join(folder.path, name) : make(name, files);
		await expect(openDataset(root)).rejects.toThrow(message);
	});

	it('a file that is no list', async () => {
		const root = make('no-list', {'list.txt': 'a.jpg 1'});
		await expect(openDataset(path.join(root, 'list.txt'))).rejects.toThrow(/neither a folder nor/);
	});
});

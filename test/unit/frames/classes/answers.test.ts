import path from 'node:path';
import {mkdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterAll, describe, expect, it} from 'vitest';
import {answersFor} from '../../../../source/frames/classes/answers.js';
import {type Dataset} from '../../../../source/frames/dataset.js';
import {FrameOrder} from '../../../../source/frames/order.js';
import {bundledSamples, openDataset} from '../../../../source/frames/open-dataset.js';
import {imagenet1k, type LabelSet} from '../../../../source/models/labels.js';
import {datasetFolders, modelOf} from '../dataset-folders.js';
import {bird, cat, dog, forms, inEach, pets} from './forms.js';

const {folder, make} = datasetFolders();
afterAll(folder.remove);

const answersOf = (dataset: Dataset, names: readonly string[] | number) => {
	const {entries, ...rest} = answersFor(dataset, modelOf(names));
	return {
		...rest,
		answers: Object.fromEntries(
			entries.map(({file, classes}) => [path.relative(dataset.root, file), classes]),
		),
	};
};

const imagenetModel = async (change: Partial<LabelSet> = {}) => {
	const labels = await imagenet1k();
	return {
		manifest: {output: {kind: 'logits' as const, classes: 1000, labelOffset: 0}},
		labels: {...labels, ...change},
	};
};

describe('what a data set calls its classes, in those of a model', () => {
	it.each(forms.map(form => [form[0], form] as const))('%s', async (_name, form) => {
		const [name, files, answers, model = pets, unmatched] = form;
		const dataset = await openDataset(make(name, files), {model: modelOf(model)});
		const found = answersOf(dataset, model);
		expect(found.answers).toEqual(answers);
		expect(found.missing).toBeUndefined();
		expect(found.unmatched).toEqual(unmatched);
	});

	it('has thirty forms nearly', () => {
		expect(forms.length).toBeGreaterThan(25);
	});

	it('a JSON list, by name and by number', async () => {
		const root = make('json', {
			'a.json': '[{"file":"a.jpg","class":"dog"},{"path":"b.jpg","classes":["cat","bird"]}]',
			'b.json': '[{"file":"a.jpg","label":2}]',
			'a.jpg': 'x',
			'b.jpg': 'x',
		});
		const byName = await openDataset(path.join(root, 'a.json'));
		expect(answersOf(byName, pets).answers).toEqual({'a.jpg': [dog], 'b.jpg': [cat, bird]});
		const byNumber = await openDataset(path.join(root, 'b.json'));
		expect(answersOf(byNumber, pets).answers).toEqual({'a.jpg': [2]});
	});

	it('follows links to folders, also below others, and none that leads back', async () => {
		const target = make('link-target', inEach('many-cats'));
		const root = make('links', inEach('val/dog'));
		symlinkSync(path.join(target, 'many-cats'), path.join(root, 'val', 'cat'));
		symlinkSync(root, path.join(root, 'val', 'dog', 'back'));
		const dataset = await openDataset(root);
		expect(answersOf(dataset, pets).answers).toEqual({
			'val/cat/a.jpg': [cat],
			'val/dog/a.jpg': [dog],
		});
	});

	it('tells that train/ and val/ are taken together', async () => {
		const both = await openDataset(make('both', inEach('train/cat', 'val/cat')));
		expect(both.notes).toEqual([expect.stringMatching(/^the pictures of train\/ and val\/ are/)]);
		const one = await openDataset(make('one', inEach('val/cat', 'val/dog')));
		expect(one.notes).toBeUndefined();
	});

	it('counts and names the pictures that are not read', async () => {
		const files = {'cat/b.HEIC': 'x', 'dog/c.heic': 'x', 'dog/d.jp2': 'x'};
		const {notes, entries} = await openDataset(make('unread', {...inEach('cat'), ...files}));
		expect(entries).toHaveLength(1);
		expect(notes).toEqual([
			expect.stringMatching(/^2 HEIC files passed over: .*convert to JPEG or PNG$/),
			expect.stringMatching(/^1 JPEG 2000 file passed over/),
		]);
		const old = ['a.tga', 'b.ico', 'c.pcx', 'd.ppm', 'e.pgm', 'f.dds', 'g.psd', 'h.svg', 'i.jxl'];
		const few = await openDataset(
			make('unread-old', {'a.jpg': 'x', ...Object.fromEntries(old.map(name => [name, 'x']))}),
		);
		expect(few.notes?.map(note => note.split(' passed over')[0]).toSorted()).toEqual([
			'1 DDS file',
			'1 JPEG XL file',
			'1 PCX file',
			'1 Photoshop file',
			'1 SVG file',
			'1 TGA file',
			'1 icon file',
			'2 Netpbm files',
		]);
		const alone = make('unread-alone', {...files, 'dog/e.bmp': 'x'});
		await expect(openDataset(alone)).rejects.toThrow(/no images.*2 HEIC/);
		await expect(openDataset(path.join(alone, 'dog/e.bmp'))).rejects.toThrow(
			/e\.bmp: edgetop does not read BMP files; convert it/,
		);
	});

	it('chooses by --classes with names, and with the numbers of the model', async () => {
		const root = make('chosen', inEach('cat', 'dog', 'Bird'));
		const chosen = async (...classes: string[]) =>
			Object.keys(
				answersOf(await openDataset(root, {classes, model: modelOf(pets)}), pets).answers,
			);
		expect(await chosen('dog', 'birds')).toEqual(['Bird/a.jpg', 'dog/a.jpg']);
		expect(await chosen('0')).toEqual(['cat/a.jpg']);
		await expect(chosen('fish')).rejects.toThrow(/no usable images of these classes/);
	});
});

describe("ImageNet's classes", () => {
	it('are those of a model with the same labels, whatever it calls them', async () => {
		const dataset = await bundledSamples();
		const same = answersFor(dataset, await imagenetModel());
		expect(same.entries.map(({classes}) => classes)).toEqual(
			dataset.entries.map(({classes}) => classes),
		);
		const {names} = await imagenet1k();
		const first = names.map(name => name.split(',')[0]!);
		for (const own of [first, names.map((_name, index) => `klasse ${index}`)]) {
			const {entries, missing, unmatched} = answersFor(
				dataset,
				await imagenetModel({id: 'own', names: own, wnids: []}),
			);
			expect({missing, unmatched}).toEqual({});
			expect(entries).toEqual(same.entries);
		}
	});

	it('are found by name in a model that has them in another order', async () => {
		const dataset = await bundledSamples();
		const {names, wnids} = await imagenet1k();
		const turned = {id: 'own', names: names.toReversed(), wnids: wnids!.toReversed()};
		const {entries, missing} = answersFor(dataset, await imagenetModel(turned));
		expect(missing).toBeUndefined();
		expect(entries.map(({classes}) => classes)).toEqual(
			dataset.entries.map(({classes}) => classes.map(label => 999 - label)),
		);
	});

	it('are not a cat, a dog and a bird, nor a handful of a model of other things', async () => {
		const dataset = await bundledSamples();
		expect(answersOf(dataset, pets).missing).toMatch(
			/ImageNet's classes, not of the model's 3 \(cat, dog, bird\)/,
		);
		const some = [...pets, 'tench', 'goldfish', 'spacecraft'];
		expect(answersOf(dataset, some).missing).toMatch(/give images of these with --source/);
	});
});

describe('why no image has an answer', () => {
	const labelled = make('labelled', inEach('hound', 'kitten'));
	const plain = make('plain', {'a.jpg': 'x', 'b.jpg': 'x'});
	const numbered = make('numbered', inEach('0', '7'));

	it.each([
		['no labels', plain, pets, /have no labels; put them into folders named by class, or/],
		[
			'other names',
			labelled,
			pets,
			/\(hound, kitten\) are none of the model's 3 \(cat, dog, bird\)/,
		],
		['a model without names', labelled, 2, /the model's 2 have no names; --labels FILE gives/],
		['too few classes', numbered, pets, /go up to 7, the model's labels from 0 to 2; choose/],
	])('%s', async (_name, root, model, reason) => {
		const {answers, missing, unmatched} = answersOf(await openDataset(root), model);
		expect(missing).toMatch(reason);
		expect(unmatched).toBeUndefined();
		expect(Object.values(answers).flat()).toEqual([]);
	});

	it('random weights, no classes, a video, a camera', async () => {
		const dataset = await openDataset(labelled);
		const {labels, manifest} = modelOf(['hound', 'kitten']);
		const why = (set: Dataset, change: object) =>
			answersFor(set, {labels, manifest: {...manifest, ...change}}).missing;
		expect(why(dataset, {})).toBeUndefined();
		expect(why(dataset, {isUntrained: true})).toMatch(/^random weights/);
		expect(why(dataset, {output: undefined})).toMatch(/no class scores/);
		const stream = (hasEnd: boolean) =>
			({...dataset, entries: [...dataset.entries], stream: {hasEnd}}) as unknown as Dataset;
		expect(why(stream(true), {})).toMatch(/^a video has no labels/);
		expect(why(stream(false), {})).toMatch(/^a live source has no labels/);
	});
});

describe('names that are not UTF-8', () => {
	it('are read in folders and in lists', async () => {
		const root = make('bytes', inEach('dog'));
		const latin = (text: string) => Buffer.from(path.join(root, text), 'latin1');
		mkdirSync(latin('b\u00EAte'));
		renameSync(path.join(root, 'dog', 'a.jpg'), latin('b\u00EAte/\u00E9.jpg'));
		writeFileSync(path.join(root, 'dog', 'a.jpg'), 'x');
		const dataset = await openDataset(root);
		expect(dataset.entries).toHaveLength(2);
		expect(
			answersFor(dataset, modelOf(['dog', 'b\u00EAte'])).entries.map(({classes}) => classes),
		).toEqual([[1], [0]]);
		writeFileSync(latin('list.csv'), Buffer.from('file,class\nb\u00EAte/\u00E9.jpg,1\n', 'latin1'));
		const listed = await openDataset(path.join(root, 'list.csv'));
		expect(listed.entries).toEqual([{file: dataset.entries[0]!.file, classes: [1]}]);
	});
});

describe('the order of the images', () => {
	const files = inEach('cat', 'dog', 'bird', 'yak', 'gnu');
	const more = Object.fromEntries(
		Object.keys(files).flatMap(name =>
			[1, 2, 3].map(number => [name.replace('a.', `${number}.`), 'x']),
		),
	);

	it('is the same for every model, whichever classes it has', async () => {
		const dataset = await openDataset(make('ordered', {...files, ...more}));
		const orders = [
			['cat', 'dog', 'bird', 'yak', 'gnu'],
			['gnu', 'yak'],
			['dog', 'cat', 'bird'],
			['fox', 'owl'],
			3,
		].map(names => {
			const {entries} = answersFor(dataset, modelOf(names));
			const order = new FrameOrder(entries, 1);
			return Array.from({length: 2 * entries.length}, (_, position) => {
				const entry = order.entryAt(position);
				return entries[entry]!.file;
			});
		});
		for (const order of orders) {
			expect(order).toEqual(orders[0]);
		}

		// Balanced over all classes, also those that no model has.
		const first = orders[0]!.slice(0, 5).map(file => path.basename(path.dirname(file)));
		expect(first.sort()).toEqual(['bird', 'cat', 'dog', 'gnu', 'yak']);
	});

	it("stays what it was where the classes are the model's own numbers", async () => {
		const dataset = await openDataset(make('numbers', inEach('0', '1', '2')));
		const {entries} = answersFor(dataset, modelOf(3));
		expect(entries.every(({group}) => group === undefined)).toBe(true);
	});
});

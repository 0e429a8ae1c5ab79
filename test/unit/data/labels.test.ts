import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {readText, sha256Of, type Label} from './files.js';

const labelFile = 'data/labels/imagenet1k.json';
const labels = JSON.parse(readText(labelFile)) as Label[];

it('names each of the 1,000 classes once, in order', () => {
	expect(labels.map(({id}) => id)).toEqual(Array.from({length: 1000}, (_, id) => id));
	const wnids = labels.map(({wnid}) => wnid);
	expect(wnids.every(wnid => /^n\d{8}$/.test(wnid))).toBe(true);
	// The order of ImageNet is that of the synset ids; a wrong id would most likely break it.
	expect(wnids).toEqual([...new Set(wnids)].sort());
	expect(labels.every(({label}) => label.trim() === label && label.length > 1)).toBe(true);
});

it('knows some classes by heart', () => {
	expect(labels[0]).toEqual({id: 0, wnid: 'n01440764', label: 'tench, Tinca tinca'});
	expect(labels[134]).toMatchObject({wnid: 'n02012849', label: 'crane'});
	expect(labels[517]).toMatchObject({wnid: 'n03126707', label: 'crane'});
	expect(labels[999]).toMatchObject({wnid: 'n15075141'});
});

it('is the file that the notice names', () => {
	expect(readText('NOTICE')).toContain(`${labelFile}\n  ${sha256Of(labelFile)}\n`);
});

it('has the ids and synsets of the reference list', ctx => {
	if (!hasShared) {
		ctx.skip(withoutShared);
	}

	const file = path.join(sharedFolder, 'data/labels/imagenet1k.json');
	const reference = JSON.parse(readFileSync(file, 'utf8')) as Label[];
	const ids = (list: readonly Label[]) => list.map(({id, wnid}) => `${id} ${wnid}`);
	expect(ids(labels)).toEqual(ids(reference));
});

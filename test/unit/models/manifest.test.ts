import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {packagedModelsFolder, packageFolder} from '../../../source/system/folders.js';
import {manifestJsonSchema} from '../../../source/models/manifest-json-schema.js';
import {nearestNames} from '../../../source/models/nearest-names.js';
import {parseManifest, readManifest} from '../../../source/models/read-manifest.js';

const right = {
	schemaVersion: 1,
	name: 'mine',
	title: 'Mine',
	family: 'tests',
	licence: 'MIT',
	origin: 'a test',
	formats: {onnx: {file: 'mine.onnx', precision: 'float32'}},
	input: {layout: 'NCHW', height: 224, width: 224},
	preprocessing: {resize: 'squash', scale: 1},
};

describe('an error names the file, the field and the value', () => {
	test.each([
		[{...right, input: {...right.input, height: -3}}, 'field "input.height" is -3'],
		[{...right, input: {...right.input, layout: 'HWC'}}, 'field "input.layout" is "HWC"'],
		[{...right, licence: undefined}, 'field "licence" is missing'],
		[{...right, wight: 7}, 'field "wight" is 7: there is no such field'],
		[
			{...right, formats: {onnx: {...right.formats.onnx, sha256: 'ABC'}}},
			'field "formats.onnx.sha256" is "ABC": must be 64 lower-case hexadecimal digits',
		],
		[{...right, name: 'Bad Name'}, 'field "name" is "Bad Name"'],
		['text', 'm.json: whole is "text"'],
		[[], 'm.json: whole is []'],
	])('%#', (value, words) => {
		expect(() => parseManifest(value, 'm.json')).toThrow(words);
		expect(() => parseManifest(value, 'm.json')).toThrow(/^m\.json: /);
	});

	test('control characters of a file never reach the terminal', () => {
		const value = {...right, name: '\u001B[2J\u0007evil'};
		try {
			parseManifest(value, 'm.json');
			expect.unreachable();
		} catch (error) {
			expect((error as Error).message).not.toMatch(/[\u0000-\u001F]/);
		}
	});

	test('several faults are counted', () => {
		expect(() => parseManifest({...right, name: 1, title: 2}, 'm.json')).toThrow('(and 1 more)');
	});
});

test('defaults are filled in', () => {
	expect(parseManifest(right, 'm.json')).toMatchObject({
		labels: 'imagenet1k',
		preprocessing: {cropFraction: 0.875, interpolation: 'cubic', channelOrder: 'rgb'},
	});
});

describe('every packaged manifest', () => {
	for (const file of readdirSync(packagedModelsFolder).filter(name => name.endsWith('.json'))) {
		test(file, async () => {
			const manifest = await readManifest(path.join(packagedModelsFolder, file));
			expect(`${manifest.name}.json`).toBe(file);
		});
	}
});

test('the published JSON Schema is current (npx tsx scripts/write-manifest-schema.ts writes it)', () => {
	const file = path.join(packageFolder, 'docs/model-manifest.schema.json');
	expect(readFileSync(file, 'utf8')).toBe(manifestJsonSchema());
});

/** The models of the 2019 report. */
const ofTheReport = [
	'resnet50',
	'efficientnet-b0',
	'efficientnet-b3',
	'efficientnet-b5',
	'efficientnet-edgetpu-s',
	'efficientnet-edgetpu-m',
	'efficientnet-edgetpu-l',
];

test.each(ofTheReport)('%s can be had, with a checksum and published accuracy', async name => {
	const manifest = await readManifest(path.join(packagedModelsFolder, `${name}.json`));
	const {onnx} = manifest.formats;
	expect(onnx?.sha256).toMatch(/^[\da-f]{64}$/);
	expect(manifest.published?.top1).toBeGreaterThan(0.7);
	expect(manifest.published?.source).not.toBe('');
	expect(onnx?.urls?.every(url => url.startsWith('https://')) ?? name === 'efficientnet-b0').toBe(
		true,
	);
});

test('nearest names', () => {
	const names = ['resnet50', 'resnet18', 'mobilenet-v2', 'efficientnet-b0'];
	expect(nearestNames('resnet5', names)[0]).toBe('resnet50');
	expect(nearestNames('mobilenet', names)).toEqual(['mobilenet-v2']);
	expect(nearestNames('yolo', names)).toEqual([]);
	expect(nearestNames('', names)).toEqual([]);
});

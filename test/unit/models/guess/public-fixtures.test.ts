import path from 'node:path';
import {existsSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {openModelFile} from '../../../../source/models/model-file.js';
import {sharedFolder} from '../../../shared.js';

const folder = path.join(sharedFolder, 'fixtures/models-public');
const missing = existsSync(folder) ? undefined : 'skipped: needs ../shared/fixtures';

/** What each file says of itself, by hand: the README beside the files. */
const expected = [
	['same-padding-batch.onnx', {output: {kind: 'logits', classes: 10}}],
	['embedding-and-logits.onnx', {output: {name: 'logits', classes: 7}, labels: 'own'}],
	['labels-with-comma.onnx', {output: {classes: 3}, labels: 'own'}],
	['winml-bgr8.onnx', {preprocessing: {channelOrder: 'bgr', scale: 1, mean: [0, 0, 0]}}],
	[
		'ultralytics-classify.onnx',
		{
			preprocessing: {scale: 1 / 255, mean: [0, 0, 0], cropFraction: 1, interpolation: 'linear'},
			licence: 'AGPL-3.0 License (https://ultralytics.com/license)',
			labels: 'own',
		},
	],
	['nan-scores.onnx', {output: {classes: 1000}}],
] as const;

describe('files met in public', () => {
	it.for(expected)('%s: what it says is used', async ([name, manifest], context) => {
		context.skip(missing !== undefined, missing);
		const model = await openModelFile(path.join(folder, name));
		expect(model.manifest).toMatchObject(manifest);
	});

	it('labels with commas stay whole', async context => {
		context.skip(missing !== undefined, missing);
		const {ownLabels} = await openModelFile(path.join(folder, 'labels-with-comma.onnx'));
		expect(ownLabels).toEqual([
			'Apple___healthy',
			'Pepper,_bell___Bacterial_spot',
			'Tomato___healthy',
		]);
	});

	it('one sigmoid is refused as a classifier in words', async context => {
		context.skip(missing !== undefined, missing);
		const {manifest, guesses} = await openModelFile(path.join(folder, 'binary-sigmoid.onnx'));
		expect(manifest.output).toBeUndefined();
		expect(guesses.join('\n')).toContain('one sigmoid score stands for two classes');
	});

	it.for([
		['external.onnx', 'external.onnx.data, which is missing beside it'],
		['lfs-pointer.tflite', 'git lfs pull'],
	])('%s: refused with what to do', async ([name, words], context) => {
		context.skip(missing !== undefined, missing);
		await expect(openModelFile(path.join(folder, name!))).rejects.toThrow(words);
	});
});

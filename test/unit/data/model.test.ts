import {statSync} from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import {beforeAll, describe, expect, it} from 'vitest';
import {manifestSchema} from '../../../source/models/manifest.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {readText, root, sha256Of} from './files.js';
import {countHits} from './recipe.js';

const modelFile = 'models/efficientnet-b0.onnx';
const options = {intraOpNumThreads: 2};

describe('the embedded model', () => {
	it('is the file that the manifest, the notice and the build script name', () => {
		const manifest = manifestSchema.parse(JSON.parse(readText('models/efficientnet-b0.json')));
		const format = manifest.formats.onnx!;
		expect(path.join('models', format.file)).toBe(modelFile);
		expect(sha256Of(modelFile)).toBe(format.sha256);
		expect(statSync(path.join(root, modelFile)).size).toBe(format.bytes);
		expect(readText('NOTICE')).toContain(`${modelFile}\n  ${format.sha256!}\n`);
		expect(readText('scripts/build-model/build-model.ts')).toContain(format.sha256!);
	});

	describe('when it runs', () => {
		let session: ort.InferenceSession;

		beforeAll(async () => {
			session = await ort.InferenceSession.create(path.join(root, modelFile), options);
		});

		it('takes and gives what the manifest says', async () => {
			const manifest = manifestSchema.parse(JSON.parse(readText('models/efficientnet-b0.json')));
			const {name, height, width} = manifest.input;
			expect(session.inputNames).toEqual([name]);
			expect(session.outputNames).toEqual([manifest.output!.name]);
			const grey = new Float32Array(3 * height * width).fill(0.5);
			const tensor = new ort.Tensor('float32', grey, [1, 3, height, width]);
			const {probs} = await session.run({input: tensor});
			expect(probs!.dims).toEqual([1, manifest.output!.classes]);
			const sum = (probs!.data as Float32Array).reduce((total, value) => total + value, 0);
			expect(sum).toBeCloseTo(1, 4);
		});

		it('recognises 80 of the 89 bundled photographs, and 88 within five guesses', async () => {
			const hits = await countHits(session, path.join(root, 'data/samples'));
			expect(hits).toEqual({top1: 80, top5: 88, of: 89});
		});

		it('agrees with an independent conversion of the same weights', async ctx => {
			if (!hasShared) {
				ctx.skip(withoutShared);
			}

			const other = await ort.InferenceSession.create(
				path.join(sharedFolder, 'data/models/efficientnet_b0_224.w16.onnx'),
				options,
			);
			const values = Float32Array.from({length: 3 * 224 * 224}, (_, index) => (index % 251) / 250);
			const input = new ort.Tensor('float32', values, [1, 3, 224, 224]);
			const {probs: ours} = await session.run({input});
			const {probs: theirs} = await other.run({input});
			const expected = theirs!.data as Float32Array;
			const differences = (ours!.data as Float32Array).map((value, id) =>
				Math.abs(value - expected[id]!),
			);
			const worst = Math.max(...differences);
			expect(worst).toBeLessThan(2e-4);
		});

		// One hit either way: other processors round differently, and a close call may tip over.
		it('scores on full-100 what our evaluator counted', async ctx => {
			if (!hasShared) {
				ctx.skip(withoutShared);
			}

			const folder = path.join(sharedFolder, 'data/images/full-100');
			const hits = await countHits(session, folder);
			expect(Math.abs(hits.top1 - 89)).toBeLessThanOrEqual(1);
			expect(Math.abs(hits.top5 - 97)).toBeLessThanOrEqual(1);
		});
	});
});

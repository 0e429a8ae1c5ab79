import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {decodeImage} from '../../../source/frames/decode.js';
import {openDataset} from '../../../source/frames/open-dataset.js';
import {createTensor, makePreprocess} from '../../../source/frames/preprocess.js';
import {manifestSchema, type Preprocessing} from '../../../source/models/manifest.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';

/*
The product's listing, decoding and preprocessing against a plain evaluation that shares no code with them, frame by frame. Equal tensors make equal answers; the counts are those of a third evaluator (x86-64 with AVX2).
*/
const side = 224;
const area = side * side;
const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));
const bundled = 'bundled samples';

type Rule = 'shorter-side' | 'none';

/** The plain one: a picture to the 224 × 224 pixels in its middle, after its shorter side was brought to 256 (or not at all). */
const plainPixels = async (file: string, rule: Rule): Promise<Buffer> => {
	const {width, height, hasAlpha} = await sharp(file).metadata();
	// Alpha is dropped first: a resize would mix it into the colours.
	const picture = hasAlpha ? sharp(await sharp(file).removeAlpha().png().toBuffer()) : sharp(file);
	const factor = rule === 'none' ? 1 : 256 / Math.min(width, height);
	const [wide, high] = [Math.floor(width * factor + 1e-9), Math.floor(height * factor + 1e-9)];
	return picture
		.toColourspace('srgb')
		.resize(wide, high, {kernel: 'cubic', fit: 'fill'})
		.extract({
			left: Math.floor((wide - side) / 2),
			top: Math.floor((high - side) / 2),
			width: side,
			height: side,
		})
		.raw()
		.toBuffer();
};

const plainRows = (folder: string) =>
	readFileSync(path.join(folder, 'labels.csv'), 'utf8')
		.trim()
		.split('\n')
		.slice(1)
		.map(line => {
			const [file, answers] = line.split(',') as [string, string];
			return {file: path.join(folder, file), answers: answers.split('|').map(Number)};
		});

const bestFive = (scores: Float32Array): number[] =>
	Array.from(scores, (score, id) => [score, id] as const)
		.sort((one, other) => other[0] - one[0])
		.slice(0, 5)
		.map(([, id]) => id);

const score = async (session: ort.InferenceSession, values: Float32Array): Promise<number[]> => {
	const tensor = new ort.Tensor('float32', values, [1, 3, side, side]);
	const result = await session.run({[session.inputNames[0]!]: tensor});
	return bestFive(result[session.outputNames[0]!]!.data as Float32Array);
};

describe('an independent evaluation', () => {
	it.for([
		[bundled, 'shorter-side', 80, 88],
		['full-100', 'shorter-side', 89, 97],
		['val-250', 'shorter-side', 204, 242],
		['val-250', 'none', 214, 244],
	] as const)(
		'%s, %s: the same frames right, %i and %i in all',
		{timeout: 300_000},
		async ([set, rule, top1, top5], context) => {
			if (set !== bundled && !hasShared) {
				context.skip(withoutShared);
			}

			const [folder, modelFile] =
				set === bundled
					? [
							path.join(projectFolder, 'data/samples'),
							path.join(projectFolder, 'models/efficientnet-b0.onnx'),
						]
					: [
							path.join(sharedFolder, 'data/images', set),
							path.join(sharedFolder, 'data/models/efficientnet_b0_224.w16.onnx'),
						];
			const manifest = manifestSchema.parse(
				JSON.parse(readFileSync(path.join(projectFolder, 'models/efficientnet-b0.json'), 'utf8')),
			);
			const preprocessing: Preprocessing = {...manifest.preprocessing, resize: rule};
			const preprocess = makePreprocess(manifest.input, preprocessing);
			const session = await ort.InferenceSession.create(modelFile, {intraOpNumThreads: 2});
			const {entries} = await openDataset(folder);
			const rows = plainRows(folder);
			expect(entries.map(({file, classes}) => [file, ...classes])).toEqual(
				rows.map(({file, answers}) => [file, ...answers]),
			);
			const hits = {top1: 0, top5: 0};
			for (const {file, answers} of rows) {
				const pixels = await plainPixels(file, rule);
				const plain = Float32Array.from(
					{length: 3 * area},
					(_, index) => pixels[3 * (index % area) + Math.floor(index / area)]! / 255,
				);
				const tensor = createTensor(manifest.input);
				preprocess(await decodeImage(file, manifest.input, preprocessing), tensor);
				const same = tensor.every((value, index) => Math.abs(value - plain[index]!) < 1e-6);
				expect(same, `${path.basename(file)}: the tensors differ`).toBe(true);
				const best = await score(session, tensor as Float32Array);
				hits.top1 += answers.includes(best[0]!) ? 1 : 0;
				hits.top5 += best.some(id => answers.includes(id)) ? 1 : 0;
			}

			await session.release();
			expect(hits).toEqual({top1, top5});
		},
	);
});

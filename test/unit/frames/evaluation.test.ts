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
The product's listing, decoding and preprocessing against a plain evaluation that shares no code with them, frame by frame. Equal tensors make equal answers; the counts are those of a third evaluator (scripts/references/evaluate.py: PIL and ONNX Runtime for Python; x86-64 with AVX2). Hits of whole sets by the usual rule are counted in e2e/cli/headless.test.ts, by the program itself.
*/
const side = 224;
const area = side * side;
const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));
const bundled = 'bundled samples';

type Rule = 'shorter-side' | 'none';

/** One axis of PIL's bicubic resize, pixel by pixel, straight from its definition; rounded to 8 bits. */
const plainAxis = (line: readonly number[], length: number, from: number, count: number) => {
	const scale = line.length / length;
	const stretch = Math.max(1, scale);
	const keys = (distance: number): number =>
		distance < 1
			? 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1
			: distance < 2
				? -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2
				: 0;
	return Array.from({length: count}, (_, index) => {
		const centre = (from + index + 0.5) * scale - 0.5;
		const least = Math.max(0, Math.ceil(centre - 2 * stretch));
		const most = Math.min(line.length - 1, Math.floor(centre + 2 * stretch));
		let sum = 0;
		let weights = 0;
		for (let place = least; place <= most; place++) {
			const weight = keys(Math.abs(place - centre) / stretch);
			sum += weight * line[place]!;
			weights += weight;
		}

		return Math.min(255, Math.max(0, Math.round(sum / weights)));
	});
};

/** The plain one: a picture to the 224 × 224 pixels in its middle, after its shorter side was brought to 256 (or not at all). */
const plainPixels = async (file: string, rule: Rule): Promise<number[]> => {
	const {data, info} = await sharp(file)
		.toColourspace('srgb')
		.removeAlpha()
		.raw()
		.toBuffer({resolveWithObject: true});
	const {width, height} = info;
	const factor = rule === 'none' ? 1 : 256 / Math.min(width, height);
	const [wide, high] = [Math.floor(width * factor + 1e-9), Math.floor(height * factor + 1e-9)];
	const [left, top] = [Math.floor((wide - side) / 2), Math.floor((high - side) / 2)];
	const channels = [0, 1, 2].map(channel => {
		const rows = Array.from({length: height}, (_, y) =>
			plainAxis(
				Array.from({length: width}, (_, x) => data[3 * (y * width + x) + channel]!),
				wide,
				left,
				side,
			),
		);
		const columns = Array.from({length: side}, (_, x) =>
			plainAxis(
				rows.map(row => row[x]!),
				high,
				top,
				side,
			),
		);
		return (pixel: number) => columns[pixel % side]![Math.floor(pixel / side)]!;
	});
	return Array.from({length: 3 * area}, (_, index) =>
		channels[Math.floor(index / area)]!(index % area),
	);
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
		[bundled, 'shorter-side', undefined],
		['full-100', 'shorter-side', undefined],
		['val-250', 'shorter-side', undefined],
		['val-250', 'none', {top1: 214, top5: 244}],
	] as const)(
		'%s, %s: the same tensors',
		{timeout: 300_000},
		async ([set, rule, counts], context) => {
			if (set !== bundled && !hasShared) {
				context.skip(withoutShared);
			}

			const folder =
				set === bundled
					? path.join(projectFolder, 'data/samples')
					: path.join(sharedFolder, 'data/images', set);
			const manifest = manifestSchema.parse(
				JSON.parse(readFileSync(path.join(projectFolder, 'models/efficientnet-b0.json'), 'utf8')),
			);
			const preprocessing: Preprocessing = {...manifest.preprocessing, resize: rule};
			const preprocess = makePreprocess(manifest.input, preprocessing);
			const {entries} = await openDataset(folder);
			const rows = plainRows(folder);
			expect(entries.map(({file, classes}) => [file, ...classes])).toEqual(
				rows.map(({file, answers}) => [file, ...answers]),
			);
			const tensorOf = async (file: string): Promise<Float32Array> => {
				const tensor = createTensor(manifest.input);
				preprocess(await decodeImage(file, manifest.input, preprocessing), tensor);
				return tensor as Float32Array;
			};

			// The plain one is slow: it looks at one picture of some.
			const plainEvery = Math.ceil(rows.length / 12);
			for (const {file} of rows.filter((_, index) => index % plainEvery === 0)) {
				const [tensor, pixels] = [await tensorOf(file), await plainPixels(file, rule)];
				// One level: a sum that ends just at a half is rounded either way.
				const same = tensor.every((value, place) => Math.abs(value * 255 - pixels[place]!) < 1.01);
				expect(same, `${path.basename(file)}: the tensors differ`).toBe(true);
			}

			if (!counts) {
				return;
			}

			const modelFile = path.join(sharedFolder, 'data/models/efficientnet_b0_224.w16.onnx');
			const session = await ort.InferenceSession.create(modelFile, {intraOpNumThreads: 2});
			const hits = {top1: 0, top5: 0};
			for (const {file, answers} of rows) {
				const best = await score(session, await tensorOf(file));
				hits.top1 += answers.includes(best[0]!) ? 1 : 0;
				hits.top5 += best.some(id => answers.includes(id)) ? 1 : 0;
			}

			await session.release();
			expect(hits).toEqual(counts);
		},
	);
});

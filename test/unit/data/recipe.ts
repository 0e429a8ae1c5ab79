import path from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import {readLabelsCsv} from './files.js';

/** The recipe of EfficientNet-B0, written out a second time so that the product's own has something to agree with. */
async function pictureToTensor(file: string): Promise<ort.Tensor> {
	const {data: upright, info} = await sharp(file)
		.autoOrient()
		.toColourspace('srgb')
		.flatten({background: '#000'})
		.raw()
		.toBuffer({resolveWithObject: true});
	const {width, height, channels} = info;
	const factor = 256 / Math.min(width, height);
	const [newWidth, newHeight] = [Math.round(width * factor), Math.round(height * factor)];
	const resized = await sharp(upright, {raw: {width, height, channels}})
		.resize(newWidth, newHeight, {kernel: 'cubic', fit: 'fill'})
		.extract({
			left: Math.floor((newWidth - 224) / 2),
			top: Math.floor((newHeight - 224) / 2),
			width: 224,
			height: 224,
		})
		.toColourspace('srgb')
		.raw()
		.toBuffer();
	const pixels = 224 * 224;
	const values = new Float32Array(3 * pixels);
	for (let pixel = 0; pixel < pixels; pixel++) {
		for (let channel = 0; channel < 3; channel++) {
			values[channel * pixels + pixel] = resized[pixel * 3 + channel]! / 255;
		}
	}

	return new ort.Tensor('float32', values, [1, 3, 224, 224]);
}

/** Counts top-1 and top-5 hits of a model on a folder with a `labels.csv`. */
export async function countHits(session: ort.InferenceSession, folder: string) {
	const {rows} = readLabelsCsv(path.join(folder, 'labels.csv'));
	const hits = {top1: 0, top5: 0, of: rows.length};
	for (const {file, classes} of rows) {
		const result = await session.run({input: await pictureToTensor(path.join(folder, file))});
		const scores = result['probs']!.data as Float32Array;
		const best = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, 5);
		hits.top1 += classes.includes(best[0]!) ? 1 : 0;
		hits.top5 += best.some(id => classes.includes(id)) ? 1 : 0;
	}

	return hits;
}

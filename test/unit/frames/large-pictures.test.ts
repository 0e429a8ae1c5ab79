import {Buffer} from 'node:buffer';
import path from 'node:path';
import sharp from 'sharp';
import {afterAll, describe, expect, it} from 'vitest';
import {decodeImage, fitPixels} from '../../../source/frames/decode.js';
import {inputSchema, preprocessingSchema} from '../../../source/models/manifest.js';
import {temporaryFolder} from './images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('large photographs', () => {
	/** Sharp edges at all distances, of so many pixels. */
	const picture = (width: number, height: number): Buffer => {
		const pixels = Buffer.alloc(3 * width * height);
		for (let y = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				const at = 3 * (y * width + x);
				const value = (((x * x) >> 9) ^ ((y * y) >> 8)) & 255;
				pixels[at] = value;
				pixels[at + 1] = 255 - value;
				pixels[at + 2] = (x ^ y) & 255;
			}
		}

		return pixels;
	};

	it.each([
		[4000, 3000],
		[4801, 3600],
	])('%i × %i is resampled from all its pixels', async (width, height) => {
		const pixels = picture(width, height);
		const file = path.join(folder.path, `${width}.png`);
		await sharp(pixels, {raw: {width, height, channels: 3}})
			.png({compressionLevel: 1})
			.toFile(file);
		const preprocessing = preprocessingSchema.parse({
			scale: 1,
			resize: 'shorter-side',
			cropFraction: 0.875,
		});
		const size = inputSchema.parse({layout: 'NHWC', height: 224, width: 224});
		const decoded = await decodeImage(file, size, preprocessing);
		const whole = fitPixels(pixels, {width, height}, size, preprocessing);
		expect(Buffer.compare(decoded, whole)).toBe(0);
	});
});

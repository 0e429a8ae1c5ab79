import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {afterAll, describe, expect, it} from 'vitest';
import {decodeImage} from '../../source/frames/decode.js';
import {inputSchema, preprocessingSchema} from '../../source/zoo/manifest.js';
import {halves, temporaryFolder, writeHuge} from './images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const input = inputSchema.parse({layout: 'NHWC', height: 8, width: 8});
const rule = (values: object) => preprocessingSchema.parse({scale: 1, ...values});
const place = (name: string): string => path.join(folder.path, name);

/** Colour of the pixel at a column and row. */
const at = (pixels: Uint8Array, column: number, row: number): number[] => [
	...pixels.subarray(3 * (row * 8 + column), 3 * (row * 8 + column) + 3),
];

const squash = rule({resize: 'squash', interpolation: 'nearest'});

describe('resize rules', () => {
	it('shorter-side crops the middle of the longer side', async () => {
		const file = place('wide.png');
		// Thirds of 32 columns: the crop of the middle sees the border between the halves.
		await halves(32, 16).png().toFile(file);
		const pixels = await decodeImage(
			file,
			input,
			rule({resize: 'shorter-side', cropFraction: 1, interpolation: 'nearest'}),
		);
		expect(at(pixels, 0, 4)).toEqual([255, 0, 0]);
		expect(at(pixels, 7, 4)).toEqual([0, 0, 255]);
		expect(at(pixels, 3, 4)).toEqual([255, 0, 0]);
		expect(at(pixels, 4, 4)).toEqual([0, 0, 255]);
	});

	it('letterbox pads the shorter side with the grey of the manifest', async () => {
		const file = place('wide.png');
		const pixels = await decodeImage(
			file,
			input,
			rule({resize: 'letterbox', padValue: 114, interpolation: 'nearest'}),
		);
		expect(at(pixels, 0, 0)).toEqual([114, 114, 114]);
		expect(at(pixels, 7, 7)).toEqual([114, 114, 114]);
		expect(at(pixels, 0, 4)).toEqual([255, 0, 0]);
	});

	it('squash takes the whole picture', async () => {
		const pixels = await decodeImage(place('wide.png'), input, squash);
		expect(at(pixels, 0, 0)).toEqual([255, 0, 0]);
		expect(at(pixels, 7, 7)).toEqual([0, 0, 255]);
	});

	it('none crops the middle without resizing, and pads what is smaller', async () => {
		const file = place('tiny.png');
		await halves(4, 4).png().toFile(file);
		const pixels = await decodeImage(file, input, rule({resize: 'none'}));
		expect(at(pixels, 0, 0)).toEqual([0, 0, 0]);
		expect(at(pixels, 2, 2)).toEqual([255, 0, 0]);
		expect(at(pixels, 5, 5)).toEqual([0, 0, 255]);
	});
});

describe('what files contain', () => {
	it('turns a picture upright by its EXIF tag', async () => {
		const file = place('turned.jpg');
		// Orientation 3: upside down, so left and right change places.
		await halves(64, 64).jpeg({quality: 100}).withMetadata({orientation: 3}).toFile(file);
		const pixels = await decodeImage(file, input, squash);
		expect(at(pixels, 0, 0)[2]).toBeGreaterThan(200);
		expect(at(pixels, 7, 7)[0]).toBeGreaterThan(200);
	});

	it('reads grey, 16-bit, CMYK, alpha and animated pictures as RGB', async () => {
		const red = sharp({create: {width: 16, height: 16, channels: 3, background: '#f00'}});
		await red.clone().greyscale().png().toFile(place('grey.png'));
		await red.clone().toColourspace('rgb16').png().toFile(place('sixteen.png'));
		await red.clone().toColourspace('cmyk').jpeg({quality: 100}).toFile(place('cmyk.jpg'));
		await sharp({
			create: {width: 16, height: 16, channels: 4, background: {r: 255, g: 0, b: 0, alpha: 0}},
		})
			.png()
			.toFile(place('alpha.png'));
		await sharp([await red.clone().png().toBuffer(), await red.clone().png().toBuffer()], {
			join: {animated: true},
		})
			.webp()
			.toFile(place('animated.webp'));
		const colour = async (name: string) => at(await decodeImage(place(name), input, squash), 4, 4);
		const [grey] = await colour('grey.png');
		expect(await colour('grey.png')).toEqual([grey, grey, grey]);
		expect(await colour('sixteen.png')).toEqual([255, 0, 0]);
		const [r, g, b] = await colour('cmyk.jpg');
		expect(r).toBeGreaterThan(200);
		expect(g).toBeLessThan(60);
		expect(b).toBeLessThan(60);
		// As PIL's convert('RGB'): alpha is dropped, the colour under it stays.
		expect(await colour('alpha.png')).toEqual([255, 0, 0]);
		const [animatedRed] = await colour('animated.webp');
		expect(animatedRed).toBeGreaterThan(240);
	});

	it.each([
		['truncated.jpg', /truncated|damaged|premature/i],
		['zero.jpg', /zero bytes/],
		['text.jpg', /not an image/],
		['huge.png', /50 megapixels/],
		['missing.jpg', /no such file|ENOENT|missing/i],
	])('gives a reason for %s', async (name, reason) => {
		const file = place(name);
		switch (name) {
			case 'truncated.jpg': {
				await halves(640, 640).jpeg().toFile(place('whole.jpg'));
				const whole = readFileSync(place('whole.jpg'));
				writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));

				break;
			}

			case 'zero.jpg': {
				writeFileSync(file, '');

				break;
			}

			case 'text.jpg': {
				writeFileSync(file, 'this is a shopping list');

				break;
			}

			case 'huge.png': {
				writeHuge(file);

				break;
			}
			// No default
		}

		await expect(decodeImage(file, input, squash)).rejects.toThrow(reason);
	});

	it('goes by the content of a misnamed picture, not by its name', async () => {
		const file = place('really-a-png.jpg');
		await halves(16, 16).png().toFile(file);
		expect(at(await decodeImage(file, input, squash), 0, 0)).toEqual([255, 0, 0]);
	});
});

import {Buffer} from 'node:buffer';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {afterAll, describe, expect, it} from 'vitest';
import {decodeImage} from '../../../source/frames/decode.js';
import {inputSchema, preprocessingSchema} from '../../../source/models/manifest.js';
import {fromBytes} from '../../../source/text/path-bytes.js';
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

describe('colour', () => {
	const raw = {raw: {width: 8, height: 8, channels: 3}} as const;
	const colour = [220, 60, 40];
	const plain = Buffer.from(Array.from({length: 8 * 8}, () => colour).flat());
	const isNear = (pixel: readonly number[], wanted: readonly number[], levels: number): boolean =>
		pixel.every((value, channel) => Math.abs(value - wanted[channel]!) <= levels);

	it('is sRGB: a profile in the file is followed, where PIL would take the numbers as they are', async () => {
		const file = place('display-p3.png');
		await sharp(plain, raw).withIccProfile('p3').png().toFile(file);
		expect(isNear(at(await decodeImage(file, input, squash), 4, 4), colour, 1)).toBe(true);
	});

	it('of CMYK goes through a profile of inks', async () => {
		const file = place('cmyk.jpg');
		await sharp(plain, raw).toColourspace('cmyk').jpeg({quality: 100}).toFile(file);
		// PIL and TensorFlow: (1 − C)(1 − K), here 238, 26, 3.
		expect(isNear(at(await decodeImage(file, input, squash), 4, 4), [219, 47, 4], 4)).toBe(true);
	});
});

it('decodes a file whose name is not UTF-8', async () => {
	const bytes = Buffer.concat([
		Buffer.from(place('caf')),
		Buffer.from([0xe9]),
		Buffer.from('.png'),
	]);
	writeFileSync(bytes, await halves(32, 16).png().toBuffer());
	const pixels = await decodeImage(fromBytes(bytes), input, squash);
	expect(at(pixels, 0, 0)).toEqual([255, 0, 0]);
});

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

	it('squash-crop stretches, then cuts the middle out', async () => {
		const file = place('wide.png');
		const kernel = {interpolation: 'cubic'};
		const large = inputSchema.parse({layout: 'NHWC', height: 10, width: 10});
		const whole = await decodeImage(file, large, rule({resize: 'squash', ...kernel}));
		const cut = rule({resize: 'squash-crop', cropFraction: 0.8, ...kernel});
		const pixels = await decodeImage(file, input, cut);
		const middle = Array.from({length: 8}, (_, row) => {
			const from = 3 * ((row + 1) * 10 + 1);
			return [...whole.subarray(from, from + 24)];
		});
		expect([...pixels]).toEqual(middle.flat());
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
		['grey and alpha', 'b-w', [100, 128], [100, 100, 100]],
		['16-bit grey', 'grey16', [100], [100, 100, 100]],
		['16-bit with alpha', 'rgb16', [200, 100, 50, 9], [200, 100, 50]],
	] as const)('reads a PNG of %s', async (name, space, value, colour) => {
		const channels = value.length;
		const file = place(`${name}.png`);
		const raw = Uint8Array.from({length: 64 * channels}, (_, index) => value[index % channels]!);
		await sharp(raw, {raw: {width: 8, height: 8, channels}})
			.toColourspace(space)
			.png()
			.toFile(file);
		expect(at(await decodeImage(file, input, squash), 4, 4)).toEqual(colour);
	});

	it('takes the first frame of an animated GIF', async () => {
		const file = place('animated.gif');
		const frame = async (background: string) =>
			sharp({create: {width: 16, height: 16, channels: 3, background}})
				.png()
				.toBuffer();
		await sharp([await frame('#f00'), await frame('#00f')], {join: {animated: true}})
			.gif({delay: [100, 100]})
			.toFile(file);
		const {pages} = await sharp(file).metadata();
		expect(pages).toBe(2);
		expect(at(await decodeImage(file, input, squash), 4, 4)).toEqual([255, 0, 0]);
	});

	it('brings a strip of 3 × 30,000 pixels to its middle', async () => {
		const file = place('strip.png');
		const raw = Buffer.alloc(3 * 3 * 30_000);
		// White but for the middle ten rows.
		raw.fill(255);
		raw.fill(0, 9 * 14_995, 9 * 15_005);
		await sharp(raw, {raw: {width: 3, height: 30_000, channels: 3}})
			.png()
			.toFile(file);
		const pixels = await decodeImage(file, input, rule({resize: 'shorter-side'}));
		expect(at(pixels, 4, 4)).toEqual([0, 0, 0]);
	});

	it('leaves an odd pixel of the crop to the right and below', async () => {
		const file = place('eleven.png');
		// Each pixel holds its column and row.
		const raw = Uint8Array.from({length: 3 * 121}, (_, index) => {
			const pixel = Math.floor(index / 3);
			return [pixel % 11, Math.floor(pixel / 11), 0][index % 3]!;
		});
		await sharp(raw, {raw: {width: 11, height: 11, channels: 3}})
			.png()
			.toFile(file);
		const pixels = await decodeImage(file, input, rule({resize: 'none'}));
		expect(at(pixels, 0, 0)).toEqual([1, 1, 0]);
		expect(at(pixels, 7, 7)).toEqual([8, 8, 0]);
	});

	it.each([
		['drawing.jpg', /not an image of a known format \(svg\)/],
		['folder.jpg', /not a file/],
		['cut.png', /truncated or damaged/],
		['cut.webp', /truncated or damaged/],
		['cut.gif', /truncated or damaged/],
		['truncated.jpg', /truncated|damaged|premature/i],
		['zero.jpg', /zero bytes/],
		['text.jpg', /not an image/],
		['huge.png', /50 megapixels/],
		['missing.jpg', /^no such file$/],
	])('gives a reason for %s', async (name, reason) => {
		const file = place(name);
		switch (name) {
			case 'drawing.jpg': {
				writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');

				break;
			}

			case 'folder.jpg': {
				mkdirSync(file);

				break;
			}

			case 'cut.png':
			case 'cut.webp':
			case 'cut.gif': {
				// Noise does not compress: half of the file is half of the picture.
				const noise = {type: 'gaussian', mean: 128, sigma: 60} as const;
				const whole = await sharp({
					create: {width: 200, height: 200, channels: 3, background: '#000', noise},
				})
					.toFormat(path.extname(name).slice(1) as 'png')
					.toBuffer();
				writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));

				break;
			}

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

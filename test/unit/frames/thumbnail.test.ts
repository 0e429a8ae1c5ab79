import sharp from 'sharp';
import {expect, it} from 'vitest';
import {shrink} from '../../../source/frames/thumbnail.js';

const size = {width: 48, height: 36};

const makeNoise = async (): Promise<Uint8Array> =>
	sharp({
		create: {
			...size,
			channels: 3,
			background: 'black',
			noise: {type: 'gaussian', mean: 128, sigma: 40},
		},
	})
		.raw()
		.toBuffer();

it('gives the mean of each block, as a box filter elsewhere does', async () => {
	const pixels = await makeNoise();
	const small = shrink(pixels, size);
	expect([small.width, small.height]).toEqual([24, 18]);
	const row = 5;
	const column = 7;
	const cut = await sharp(pixels, {raw: {...size, channels: 3}})
		.extract({left: 2 * column, top: 2 * row, width: 2, height: 2})
		.png()
		.toBuffer();
	const block = await sharp(cut).stats();
	for (const [channel, {mean}] of block.channels.entries()) {
		expect(small.pixels[3 * (row * 24 + column) + channel]).toBe(Math.round(mean));
	}
});

it('keeps a picture that is small already, to the byte', () => {
	const pixels = Uint8Array.from({length: 3 * 6}, (_, index) => 14 * index);
	expect(shrink(pixels, {width: 3, height: 2})).toEqual({width: 3, height: 2, pixels});
});

it('keeps at least one pixel of a very flat picture', () => {
	const pixels = new Uint8Array(3 * 100).fill(7);
	const {width, height, pixels: small} = shrink(pixels, {width: 100, height: 1});
	expect([width, height]).toEqual([24, 1]);
	expect(new Set(small)).toEqual(new Set([7]));
});

import {writeFileSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type * as source from '../../source/frames/frame-queue.js';
import {type FrameEntry} from '../../source/frames/dataset.js';
import {FrameOrder} from '../../source/frames/order.js';
import {inputSchema, preprocessingSchema} from '../../source/zoo/manifest.js';
import {temporaryFolder} from './images.js';

/*
The queue starts a worker thread, which Node can only load from the build that `npm test` has made.
*/
const built = new URL('../../dist/frames/frame-queue.js', import.meta.url);
const {FrameQueue: Queue} = (await import(built.href)) as typeof source;

const folder = temporaryFolder();
afterAll(folder.remove);

const input = inputSchema.parse({layout: 'NHWC', height: 4, width: 4, dtype: 'uint8'});
const preprocessing = preprocessingSchema.parse({resize: 'squash', scale: 1});
const count = 6;
const entries: FrameEntry[] = [];

beforeAll(async () => {
	for (let index = 0; index < count; index++) {
		const file = path.join(folder.path, `${index}.png`);
		// The colour tells the picture: red = 10 · index.
		await sharp({
			create: {width: 8, height: 8, channels: 3, background: {r: 10 * index, g: 0, b: 0}},
		})
			.png()
			.toFile(file);
		entries.push({file, classes: [index % 2]});
	}
});

let queue: source.FrameQueue | undefined;
afterEach(async () => {
	await queue?.close();
	queue = undefined;
});

const open = (list: readonly FrameEntry[], options: object = {}) => {
	const skipped: Array<[number, string]> = [];
	queue = new Queue({
		entries: list,
		seed: 3,
		input,
		preprocessing,
		onSkipped(entry, reason) {
			skipped.push([entry, reason]);
		},
		...options,
	});
	return {queue, skipped};
};

const takeMany = async (from: source.FrameQueue, wanted: number) => {
	const seen = [];
	for (let index = 0; index < wanted; index++) {
		const frame = await from.take();
		seen.push({...frame, red: frame.tensor[0]!, tensor: undefined});
		from.release(frame);
	}

	return seen;
};

describe('FrameQueue', () => {
	it('gives the frames of the order, each with its own pixels, over several passes', async () => {
		const {queue: frames} = open(entries);
		frames.start(0);
		const seen = await takeMany(frames, 3 * count);
		const order = new FrameOrder(entries, 3);
		expect(seen.map(({position}) => position)).toEqual(
			Array.from({length: 3 * count}, (_, i) => i),
		);
		expect(seen.map(({entry}) => entry)).toEqual(seen.map(({position}) => order.entryAt(position)));
		expect(seen.map(({red}) => red)).toEqual(seen.map(({entry}) => 10 * entry));
		expect(seen.every(({decodeMs, preprocessMs}) => decodeMs > 0 && preprocessMs >= 0)).toBe(true);
	});

	it('begins anew at any position', async () => {
		const {queue: frames} = open(entries);
		frames.start(0);
		await takeMany(frames, 2);
		frames.stop();
		frames.start(100);
		const seen = await takeMany(frames, 3);
		expect(seen.map(({position}) => position)).toEqual([100, 101, 102]);
		expect(seen.map(({red, entry}) => red - 10 * entry)).toEqual([0, 0, 0]);
	});

	it('takes later passes from memory, up to the budget, without times', async () => {
		const bytes = 3 * 16;
		const {queue: all} = open(entries, {cacheBytes: count * bytes});
		expect(all.framesMode).toBe('cached in memory');
		all.start(0);
		await takeMany(all, count);
		const second = await takeMany(all, count);
		expect(second.every(({decodeMs}) => Number.isNaN(decodeMs))).toBe(true);
		expect(second.map(({red, entry}) => red - 10 * entry)).toEqual(
			Array.from({length: count}, () => 0),
		);
		await all.close();

		const {queue: part} = open(entries, {cacheBytes: 2 * bytes});
		expect(part.framesMode).toBe('decoded ahead');
		part.start(0);
		await takeMany(part, count);
		const again = await takeMany(part, count);
		expect(again.filter(({decodeMs}) => Number.isNaN(decodeMs))).toHaveLength(2);
	});

	it('passes over what cannot be decoded, once told, and goes on', async () => {
		const broken = path.join(folder.path, 'broken.jpg');
		writeFileSync(broken, 'no picture');
		const {queue: frames, skipped} = open([...entries, {file: broken, classes: [0]}]);
		frames.start(0);
		const seen = await takeMany(frames, 2 * count);
		expect(skipped).toEqual([[count, expect.stringMatching(/not an image/)]]);
		expect(seen.every(({entry}) => entry < count)).toBe(true);
		expect(new Set(seen.slice(0, count).map(({entry}) => entry)).size).toBe(count);
	});

	it('says so when nothing of a pass can be decoded', async () => {
		const broken = path.join(folder.path, 'broken.jpg');
		const {queue: frames} = open([{file: broken, classes: [0]}]);
		frames.start(0);
		await expect(frames.take()).rejects.toThrow(/no image of this source can be decoded/);
	});
});

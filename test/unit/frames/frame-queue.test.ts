import {copyFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import sharp from 'sharp';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type * as source from '../../../source/frames/frame-queue.js';
import {type FrameEntry} from '../../../source/frames/dataset.js';
import {FrameOrder} from '../../../source/frames/order.js';
import {inputSchema, preprocessingSchema} from '../../../source/models/manifest.js';
import {temporaryFolder} from './images.js';

/*
The queue starts a worker thread, which Node can only load from the build that `npm test` has made.
*/
const built = new URL('../../../dist/frames/frame-queue.js', import.meta.url);
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

/** Whether a promise settles while only promises do: no event of a port has been let in. */
const isSettledAtOnce = async (promise: Promise<unknown>): Promise<boolean> => {
	let isSettled = false;
	void (async () => {
		await promise;
		isSettled = true;
	})();

	for (let turn = 0; turn < 10; turn++) {
		await Promise.resolve();
	}

	return isSettled;
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

	it('brings thumbnails of some frames, of every one that is kept in memory, and none unasked', async () => {
		const some = open(entries, {thumbnailGapMs: 3_600_000}).queue;
		some.start(0);
		const first = await takeMany(some, count);
		expect(first.map(({thumbnail}) => thumbnail !== undefined)).toEqual(
			Array.from({length: count}, (_, index) => index === 0),
		);
		expect(first[0]!.thumbnail).toMatchObject({width: 4, height: 4});
		expect([...first[0]!.thumbnail!.pixels.subarray(0, 3)]).toEqual([10 * first[0]!.entry, 0, 0]);
		await some.close();
		const kept = open(entries, {thumbnailGapMs: 3_600_000, cacheBytes: 1e6}).queue;
		kept.start(0);
		const seen = await takeMany(kept, 2 * count);
		expect(seen.every(({thumbnail, entry}) => thumbnail?.pixels[0] === 10 * entry)).toBe(true);
		await kept.close();
		const none = open(entries).queue;
		none.start(0);
		const unasked = await takeMany(none, count);
		expect(unasked.some(({thumbnail}) => thumbnail)).toBe(false);
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

	it('reads no further ahead than its depth', async () => {
		const list = entries.map(({classes}, index) => {
			const file = path.join(folder.path, `ahead-${index}.png`);
			copyFileSync(entries[index]!.file, file);
			return {file, classes};
		});
		const {queue: frames, skipped} = open(list, {depth: 2});
		frames.start(0);
		await takeMany(frames, 1);
		// Time enough for a queue without a bound to decode all six.
		await setTimeout(300);
		const order = new FrameOrder(list, 3);
		for (let position = 3; position < count; position++) {
			rmSync(list[order.entryAt(position)]!.file);
		}

		const seen = await takeMany(frames, 3);
		expect(seen.map(({position}) => position).slice(0, 2)).toEqual([1, 2]);
		expect(seen[2]!.position).toBeGreaterThanOrEqual(count);
		expect(skipped.map(([entry]) => entry).sort((a, b) => a - b)).toEqual(
			[3, 4, 5].map(position => order.entryAt(position)).sort((a, b) => a - b),
		);
	});

	it('lets the decoder rest when asked, until the next frame is taken', async () => {
		const {queue: frames} = open(entries, {depth: 3});
		frames.start(0);
		const first = await frames.take();
		await frames.quiet();
		// All that was asked for has come: there is nothing to decode until the next one is taken.
		expect(frames.hasNext).toBe(true);
		frames.release(first);
		const seen = await takeMany(frames, 2 * count);
		expect(seen.map(({position}) => position)).toEqual(
			Array.from({length: 2 * count}, (_, index) => index + 1),
		);
	});

	it('hands released buffers back to the decoder, but never one that is kept in memory', async () => {
		const {queue: live} = open(entries);
		live.start(0);
		const frame = await live.take();
		live.release(frame);
		await live.take();
		expect(frame.tensor.buffer.byteLength).toBe(0);
		await live.close();

		const {queue: kept} = open(entries, {cacheBytes: 3 * 16});
		kept.start(0);
		const first = await kept.take();
		kept.release(first);
		await takeMany(kept, 2 * count);
		expect(first.tensor[0]).toBe(10 * first.entry);
	});

	it('keeps going where the same few frames are asked for again before they are known', async () => {
		const broken = path.join(folder.path, 'broken.jpg');
		const list = [...entries.slice(0, 2), {file: broken, classes: [0]}];
		const {queue: frames, skipped} = open(list, {cacheBytes: 3 * 16, depth: 8});
		frames.start(0);
		const seen = await takeMany(frames, 100);
		expect(seen.every(({red, entry}) => red === 10 * entry)).toBe(true);
		expect(seen.at(-1)!.position).toBe(149 - (new FrameOrder(list, 3).entryAt(149) === 2 ? 1 : 0));
		expect(skipped).toHaveLength(1);
	});

	it('finds a frame that came while the thread was blocked, without waiting for an event', async () => {
		const {queue: frames} = open(entries);
		frames.start(0);
		await takeMany(frames, 1);
		const cell = new Int32Array(new SharedArrayBuffer(4));
		let foundAtOnce = false;
		for (let attempt = 0; attempt < 20 && !foundAtOnce; attempt++) {
			Atomics.wait(cell, 0, 0, 200);
			const taking = frames.take();
			foundAtOnce = await isSettledAtOnce(taking);
			frames.release(await taking);
		}

		expect(foundAtOnce).toBe(true);
	});

	it('rejects with the reason when the decoder cannot work at all', async () => {
		const {queue: frames} = open(entries, {preprocessing: {...preprocessing, mean: null}});
		frames.start(0);
		await expect(frames.take()).rejects.toThrow(/the decoder failed: .*null/);
		await expect(frames.take()).rejects.toThrow(/the decoder failed/);
	});
});

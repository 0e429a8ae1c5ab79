import {rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import sharp from 'sharp';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type * as queueSource from '../../../source/frames/frame-queue.js';
import type * as turnSource from '../../../source/frames/frames-in-turn.js';
import {DecodeGate} from '../../../source/frames/decode-gate.js';
import {type FrameEntry} from '../../../source/frames/dataset.js';
import {type FrameSupply} from '../../../source/frames/frame-supply.js';
import {FrameOrder} from '../../../source/frames/order.js';
import {inputSchema, preprocessingSchema} from '../../../source/models/manifest.js';
import {temporaryFolder} from './images.js';

/*
Decoders are worker threads, which Node can only load from the build that `npm test` has made.
*/
const built = (name: string): string =>
	new URL(`../../../dist/frames/${name}`, import.meta.url).href;
const {FrameQueue} = (await import(built('frame-queue.js'))) as typeof queueSource;
const {FramesInTurn} = (await import(built('frames-in-turn.js'))) as typeof turnSource;

const folder = temporaryFolder();
afterAll(folder.remove);

const input = inputSchema.parse({layout: 'NCHW', height: 5, width: 4, dtype: 'float32'});
const preprocessing = preprocessingSchema.parse({
	resize: 'squash',
	scale: 1 / 255,
	mean: [0.4, 0.5, 0.6],
	std: [0.2, 0.3, 0.4],
});
const frameBytes = 4 * 3 * 5 * 4;
const count = 7;
const seed = 5;
const entries: FrameEntry[] = [];

beforeAll(async () => {
	for (let index = 0; index < count; index++) {
		const file = path.join(folder.path, `${index}.jpg`);
		const noise = Uint8Array.from(
			{length: 3 * 16 * 12},
			(_, place) => (place * 37 * (index + 1)) % 256,
		);
		await sharp(noise, {raw: {width: 16, height: 12, channels: 3}})
			.jpeg()
			.toFile(file);
		entries.push({file, classes: [index % 3]});
	}
});

let supply: FrameSupply | undefined;
afterEach(async () => {
	await supply?.close();
	supply = undefined;
});

const open = (list: readonly FrameEntry[], budgetBytes: number, options: object = {}) => {
	const skipped: Array<[number, string]> = [];
	const frames = new FramesInTurn({
		framesMode: budgetBytes >= list.length * frameBytes ? 'cached in memory' : 'decoded between',
		entries: list,
		seed,
		input,
		preprocessing,
		budgetBytes,
		onSkipped(entry, reason) {
			skipped.push([entry, reason]);
		},
		...options,
	});
	supply = frames;
	return {frames, skipped};
};

const take = async (from: FrameSupply, wanted: number) => {
	const seen = [];
	for (let index = 0; index < wanted; index++) {
		const frame = (await from.take())!;
		const {position, entry, tensor, decodeMs, thumbnail} = frame;
		seen.push({position, entry, values: [...tensor], decodeMs, thumbnail});
		from.release(frame);
	}

	return seen;
};

/** What tells two supplies apart: places, pictures, and every value. */
const essence = (seen: Awaited<ReturnType<typeof take>>) =>
	seen.map(({position, entry, values}) => ({position, entry, values}));

const fromQueue = async (list: readonly FrameEntry[], wanted: number) => {
	const queue = new FrameQueue({
		entries: list,
		seed,
		input,
		preprocessing,
		onSkipped: () => undefined,
	});
	queue.start(0);
	const seen = await take(queue, wanted);
	await queue.close();
	return essence(seen);
};

const whole = {position: 0, frames: count};

describe('FramesInTurn', () => {
	it('gives the same frames in the same order as the decoder that runs ahead, value for value', async () => {
		const expected = await fromQueue(entries, 3 * count);
		const memory = open(entries, count * frameBytes).frames;
		await memory.fill(whole, 3, () => undefined);
		memory.start(0);
		expect(essence(await take(memory, 3 * count))).toEqual(expected);
		for (const budget of [0, 3 * frameBytes]) {
			const between = open(entries, budget).frames;
			between.start(0);
			expect(essence(await take(between, 3 * count))).toEqual(expected);
		}
	});

	it('decodes nothing once it is filled, and tells how far it is', async () => {
		const copies = entries.map(({file, classes}, index) => {
			const copy = path.join(folder.path, `copy-${index}.jpg`);
			writeFileSync(copy, '');
			return {file: index === 2 ? copy : file, classes};
		});
		const {frames, skipped} = open(copies, count * frameBytes);
		const progress: number[][] = [];
		await frames.fill(whole, 2, (done, of) => progress.push([done, of]));
		expect(progress.at(-1)).toEqual([count, count]);
		expect(skipped).toEqual([[2, 'zero bytes long']]);
		frames.start(0);
		const seen = await take(frames, 2 * count);
		expect(seen.every(({decodeMs}) => Number.isNaN(decodeMs))).toBe(true);
		expect(seen.some(({entry}) => entry === 2)).toBe(false);
		expect(skipped).toHaveLength(1);
	});

	it('begins no picture while the gate is closed, and has all of them in the end', async () => {
		const {frames} = open(entries, count * frameBytes);
		const gate = new DecodeGate();
		await gate.close(() => false);
		let done = 0;
		const filled = frames.fill(
			whole,
			2,
			() => {
				done++;
			},
			gate,
		);
		await sleep(300);
		expect(done).toBe(0);
		gate.open();
		await expect.poll(() => done, {interval: 1}).toBeGreaterThan(0);
		let isOver = false;
		void filled.then(() => {
			isOver = true;
		});
		await gate.close(() => isOver);
		// What was in hand is finished and told; nothing follows it.
		await sleep(50);
		const atRest = done;
		await sleep(100);
		expect(done).toBe(atRest);
		gate.open();
		await filled;
		expect(done).toBe(count);
	});

	it('decodes only the stretch that a run takes, and the rest when it is asked for', async () => {
		const {frames} = open(entries, count * frameBytes);
		const progress: number[][] = [];
		await frames.fill({position: 5, frames: 3}, 2, (done, of) => progress.push([done, of]));
		expect(progress.at(-1)).toEqual([3, 3]);
		frames.start(5);
		expect(frames.hasNext).toBe(true);
		const seen = await take(frames, 3);
		const order = new FrameOrder(entries, seed);
		expect(seen.map(({entry}) => entry)).toEqual([5, 6, 7].map(place => order.entryAt(place)));
		expect(seen.every(({decodeMs}) => Number.isNaN(decodeMs))).toBe(true);
		frames.start(0);
		expect(await take(frames, count)).toHaveLength(count);
	});

	it('keeps what it has seen as far as the budget goes, and not a byte more', async () => {
		const {frames} = open(entries, 3 * frameBytes + 1);
		frames.start(0);
		const first = await take(frames, count);
		expect(first.every(({decodeMs}) => decodeMs > 0)).toBe(true);
		const second = await take(frames, count);
		expect(second.filter(({decodeMs}) => Number.isNaN(decodeMs))).toHaveLength(3);
	});

	it('decodes several at once where it may, the same frames, each with its share of the time', async () => {
		const expected = await fromQueue(entries, 3 * count);
		for (const budget of [0, 3 * frameBytes]) {
			const {frames} = open(entries, budget, {together: 3});
			frames.start(0);
			expect(essence(await take(frames, 3 * count))).toEqual(expected);
		}

		const {frames} = open(entries, 0, {together: 3});
		frames.start(0, 4);
		const [first] = await take(frames, 1);
		expect(frames.hasNext).toBe(true);
		const [second, third] = await take(frames, 2);
		expect([second!.decodeMs, third!.decodeMs]).toEqual([first!.decodeMs, first!.decodeMs]);
		expect(frames.hasNext).toBe(false);
		await take(frames, 1);
		// Position 4 is the end: nothing behind it was decoded.
		expect(frames.hasNext).toBe(false);
		// A loop finds its end by the frame behind it.
		const [behind] = await take(frames, 1);
		expect(behind!.position).toBe(4);
		expect(frames.hasNext).toBe(false);
		frames.start(0);
		expect(frames.hasNext).toBe(false);
	});

	it('passes over a damaged image among those that are decoded together', async () => {
		const broken = path.join(folder.path, 'among.jpg');
		writeFileSync(broken, 'no picture');
		const {frames, skipped} = open([...entries, {file: broken, classes: [0]}], 0, {together: 4});
		frames.start(0);
		const seen = await take(frames, count);
		expect(skipped.length).toBeLessThanOrEqual(1);
		expect(new Set(seen.map(({entry}) => entry)).size).toBe(count);
		expect(seen.every(({decodeMs}) => decodeMs > 0)).toBe(true);
		rmSync(broken);
	});

	it('passes over what cannot be decoded, once told, and says so when there is nothing else', async () => {
		const broken = path.join(folder.path, 'broken.jpg');
		writeFileSync(broken, 'no picture');
		const {frames, skipped} = open([...entries, {file: broken, classes: [0]}], 0);
		frames.start(0);
		const seen = await take(frames, 2 * count);
		expect(skipped).toEqual([[count, expect.stringMatching(/not an image/)]]);
		expect(new Set(seen.slice(0, count).map(({entry}) => entry)).size).toBe(count);
		const none = open([{file: broken, classes: [0]}], 10 * frameBytes);
		await none.frames.fill({position: 0, frames: 1}, 2, () => undefined);
		none.frames.start(0);
		await expect(none.frames.take()).rejects.toThrow(/no image of this source can be decoded/);
		rmSync(broken);
		expect(none.skipped).toHaveLength(1);
	});

	it('brings a thumbnail of every frame that is kept, of others now and then, and none unasked', async () => {
		const memory = open(entries, count * frameBytes, {thumbnailGapMs: 3_600_000}).frames;
		await memory.fill(whole, 2, () => undefined);
		memory.start(0);
		const pictured = await take(memory, count);
		expect(pictured.every(({thumbnail}) => thumbnail?.width === 4)).toBe(true);
		const between = open(entries, 0, {thumbnailGapMs: 3_600_000}).frames;
		between.start(0);
		const seen = await take(between, count);
		expect(seen.map(({thumbnail}) => thumbnail !== undefined).indexOf(true)).toBe(0);
		expect(seen.filter(({thumbnail}) => thumbnail)).toHaveLength(1);
		const unasked = open(entries, 0).frames;
		unasked.start(0);
		const plain = await take(unasked, count);
		expect(plain.some(({thumbnail}) => thumbnail)).toBe(false);
	});
});

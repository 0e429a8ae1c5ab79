import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {openStream} from '../../../source/frames/video/open-stream.js';
import {Playback} from '../../../source/frames/video/playback.js';
import {readPpm} from '../../../source/frames/video/ppm.js';
import {type Patience, type StreamNote} from '../../../source/frames/video/stream-ends.js';
import {passSpan} from '../../../source/frames/stream-source.js';
import {hasFfmpeg, remux, serveLive, withoutFfmpeg, writeClip} from './clips.js';
import {temporaryFolder} from './images.js';

const folder = temporaryFolder();
const place = (name: string): string => path.join(folder.path, name);
const clipFrames = 60;
let notes: StreamNote[] = [];
let playback: Playback | undefined;

beforeAll(() => {
	if (hasFfmpeg) {
		writeClip(place('clip.mp4'), clipFrames);
		remux(place('clip.mp4'), place('clip.mkv'));
	}
});

beforeEach(context => {
	if (!hasFfmpeg) {
		context.skip(withoutFfmpeg);
	}

	notes = [];
});

afterEach(() => {
	playback?.close();
	playback = undefined;
});

afterAll(() => {
	folder.remove();
});

const open = async (source: string, patience: Partial<Patience> = {}): Promise<Playback> => {
	const {stream} = (await openStream(source))!;
	playback = new Playback(stream!, note => notes.push(note), patience);
	return playback;
};

/** Takes up to `wanted` frames: their positions, and the number that each picture tells of itself. */
const take = async (from: Playback, wanted: number) => {
	const taken: Array<{position: number; grey: number}> = [];
	while (taken.length < wanted) {
		const frame = await from.next();
		if (!frame) {
			break;
		}

		taken.push({position: frame.position, grey: frame.pixels[frame.pixels.length >> 1]!});
		from.recycle(frame.pixels);
	}

	return taken;
};

/** Kills what this very process started. */
const killChildren = (): void => {
	const task = `/proc/${process.pid}/task/${process.pid}/children`;
	for (const pid of readFileSync(task, 'utf8').split(' ').filter(Boolean)) {
		if (readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('ffmpeg')) {
			process.kill(Number(pid), 'SIGKILL');
		}
	}
};

const expectNoNotes = (): void => {
	expect(notes).toEqual([]);
};

/** Grey of frame `n`: its luma 2 · n in the video range of 16…235. */
const greyOf = (frame: number): number =>
	Math.min(255, Math.max(0, Math.round(((2 * frame - 16) * 255) / 219)));

const expectFrames = (
	taken: ReadonlyArray<{position: number; grey: number}>,
	frames: readonly number[],
) => {
	expect(taken.map(({position}) => position % passSpan)).toEqual(frames);
	for (const [index, {grey}] of taken.entries()) {
		expect(Math.abs(grey - greyOf(frames[index]!))).toBeLessThanOrEqual(4);
	}
};

const upTo = (count: number, from = 0): number[] =>
	Array.from({length: count}, (_, index) => from + index);

describe('a video file', () => {
	for (const name of ['clip.mp4', 'clip.mkv']) {
		it(`${name}: every frame once, in order, to the end of the stretch`, async () => {
			const {stream} = (await openStream(place(name)))!;
			expect(stream!.frameCount).toBe(clipFrames);
			const from = await open(place(name));
			from.start(0, passSpan);
			expectFrames(await take(from, 1000), upTo(clipFrames));
			expect(from.counts).toEqual({delivered: clipFrames, dropped: 0});
			expectNoNotes();
		});
	}

	it('goes on in the middle, and into the next pass', async () => {
		const from = await open(place('clip.mp4'));
		from.start(50, 2 * passSpan);
		const taken = await take(from, 1000);
		expectFrames(taken, [...upTo(10, 50), ...upTo(clipFrames)]);
		expect(taken.at(-1)!.position).toBe(passSpan + clipFrames - 1);
	});

	it('begins the next pass where it was stopped just at the end', async () => {
		const from = await open(place('clip.mp4'));
		from.start(clipFrames, 2 * passSpan);
		expectFrames(await take(from, 3), [0, 1, 2]);
	});

	it('loses and doubles no frame where its ffmpeg is killed', async () => {
		const from = await open(place('clip.mp4'));
		from.start(0, passSpan);
		const before = await take(from, 7);
		killChildren();
		expectFrames([...before, ...(await take(from, 1000))], upTo(clipFrames));
		expect(notes).toMatchObject([{kind: 'streamRestarted'}]);
		expect(notes[0]!.text).toMatch(/^clip\.mp4: ffmpeg died of SIGKILL; it goes on at frame \d+$/);
	});

	it('ends the pass of a truncated file with a line about it', async () => {
		const bytes = readFileSync(place('clip.mkv'));
		writeFileSync(place('cut.mkv'), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
		const from = await open(place('cut.mkv'));
		from.start(0, passSpan);
		const taken = await take(from, 1000);
		expect(taken.length).toBeGreaterThan(5);
		expect(taken.length).toBeLessThan(clipFrames);
		// The last frames are made of what is missing.
		expectFrames(taken.slice(0, -2), upTo(taken.length - 2));
		expect(notes).toMatchObject([{kind: 'streamDamaged'}]);
	});

	it('stands upright and keeps its shape, whatever the rotation in its header', async () => {
		writeClip(place('flat.mp4'), 3);
		remux(place('flat.mp4'), place('upright.mp4'), ['-metadata:s:v', 'rotate=90']);
		const from = await open(place('upright.mp4'));
		from.start(0);
		expect(await from.next()).toMatchObject({width: 48, height: 64});
	});

	it('is refused in one line where it is none', async () => {
		writeFileSync(place('text.mp4'), 'no video at all');
		await expect(openStream(place('text.mp4'))).rejects.toThrow(
			/^--source \S+text\.mp4: ffmpeg cannot read this file \(.*Invalid data/,
		);
		expect(await openStream(folder.path)).toBeUndefined();
	});
});

describe('a live source', () => {
	it('gives the newest frame and counts those that were passed over', async () => {
		const server = await serveLive(50);
		try {
			const from = await open(server.url);
			from.start(0);
			let taken = 0;
			for (; taken < 20; taken++) {
				const frame = await from.next();
				expect(frame!.width).toBe(160);
				from.recycle(frame!.pixels);
				await sleep(60);
			}

			const {delivered, dropped, framesPerSecond} = from.stop();
			expect(dropped).toBeGreaterThan(10);
			expect(delivered).toBe(taken + dropped);
			expect(framesPerSecond).toBeGreaterThan(0);
		} finally {
			server.close();
		}
	});

	it('is connected to again when it hangs up and when it stalls, with growing pauses', async () => {
		const server = await serveLive(25);
		try {
			const from = await open(server.url, {stallMs: 1500, pauseMs: 50});
			from.start(0);
			await take(from, 3);
			server.hangUp();
			// What was in the pipe is still given.
			await take(from, 60);
			expect(server.calls()).toBeGreaterThanOrEqual(2);
			expect(notes[0]).toMatchObject({kind: 'streamLost'});
			expect(notes[0]!.text).toMatch(/connecting again in 0\.05 s/);
			server.freeze();
			await expect.poll(() => notes.at(-1)!.text, {timeout: 20_000}).toMatch(/no frame for 1\.5 s/);
			expect(await take(from, 60)).toHaveLength(60);
		} finally {
			server.close();
		}
	});

	it('that never gives a frame fails with the reason, without its password', async () => {
		const from = await open('http://someone:geheim@127.0.0.1:9/live');
		from.start(0);
		await expect(from.next()).rejects.toThrow(
			/^http:\/\/…@127\.0\.0\.1:9\/live: no frame can be had; .*refused/,
		);
	});

	it('that is gone for good is given up', async () => {
		const server = await serveLive(25);
		const from = await open(server.url, {pauseMs: 10, giveUpMs: 200});
		from.start(0);
		await take(from, 2);
		server.close();
		await expect(take(from, 10_000)).rejects.toThrow(/no frame for \d+ s; ffmpeg ended/);
	});
});

describe('readPpm', () => {
	it('finds pictures wherever the pipe cuts them', async () => {
		const picture = (value: number): Buffer =>
			Buffer.concat([Buffer.from('P6\n3 2\n255\n'), Buffer.alloc(18, value)]);
		const bytes = Buffer.concat([picture(1), picture(2), picture(3), picture(4).subarray(0, 20)]);
		for (const step of [1, 5, 29, bytes.length]) {
			const chunks = async function* () {
				for (let at = 0; at < bytes.length; at += step) {
					yield bytes.subarray(at, at + step);
				}
			};

			const values: number[] = [];
			for await (const {pixels} of readPpm(chunks(), length => new Uint8Array(length))) {
				expect(pixels.every(value => value === pixels[0])).toBe(true);
				values.push(pixels[0]!);
			}

			expect(values).toEqual([1, 2, 3]);
		}
	});
});

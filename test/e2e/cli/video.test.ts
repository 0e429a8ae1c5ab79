import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {hasFfmpeg, serveLive, withoutFfmpeg, writeClip} from '../../unit/frames/clips.js';
import {makeHome, onlyLine} from './run-cli.js';

const home = makeHome();
const place = (name: string): string => path.join(home.folder, name);
const clipFrames = 45;

beforeAll(() => {
	// Refused before ffmpeg is looked for, or without ffmpeg at all.
	writeFileSync(place('text.mp4'), 'no video at all');
	if (hasFfmpeg) {
		writeClip(place('-clip.mp4'), clipFrames);
	}
});

afterAll(() => {
	home.remove();
});

const parse = (text: string) => summarySchema.parse(JSON.parse(text));

describe('a video as the source', () => {
	beforeEach(context => {
		if (!hasFfmpeg) {
			context.skip(withoutFfmpeg);
		}
	});

	it('counts every frame of two passes, whatever its name begins with', async () => {
		const {child, ended} = home.start(
			['--json', '--passes', '2', '--source=-clip.mp4'],
			{},
			home.folder,
		);
		expect(child.pid).toBeGreaterThan(0);
		const {code, stdout} = await ended;
		expect(code).toBe(0);
		const {segments, context, end} = parse(stdout);
		expect(end.reason).toBe('completed');
		expect(segments[0]).toMatchObject({
			frames: 2 * clipFrames,
			framesMode: 'decoded ahead',
			passes: {complete: 2, partial: 0},
			stream: {delivered: 2 * clipFrames, dropped: 0},
			accuracy: {cumulative: {n: 0}},
		});
		expect(segments[0]!.stages.decode!.count).toBe(2 * clipFrames);
		expect(context.frames).toMatchObject({kind: 'video', name: '-clip.mp4', count: clipFrames});
	});

	it('plays a live source that is faster than the model: counted and dropped make up what was given', async () => {
		const server = await serveLive(200);
		try {
			const address = server.url.replace('//', '//someone:geheim@');
			const {code, stdout, stderr} = await home.run(
				'--json',
				'--duration',
				'4s',
				'--source',
				address,
			);
			expect(code).toBe(0);
			const {segments, context} = parse(stdout);
			const {frames, stream, framesMode} = segments[0]!;
			expect(framesMode).toBe('decoded live');
			expect(stream!.dropped).toBeGreaterThan(0);
			expect(stream!.delivered).toBe(frames + stream!.dropped);
			expect(stream!.framesPerSecond).toBeGreaterThan(0);
			expect(context.frames.kind).toBe('live');
			expect(context.frames.count).toBeUndefined();
			expect(stdout + stderr).not.toContain('geheim');
			expect(stderr).toMatch(/source [\d.]+ FPS, \d+ dropped/);
		} finally {
			server.close();
		}
	});

	it('saves what it has when the live source is gone and the user ends the run', async () => {
		const server = await serveLive(25);
		const {child, ended} = home.start(['--json', '--frames', '10000', '--source', server.url]);
		let said = '';
		child.stderr.on('data', text => {
			said += String(text);
			if (/ [1-9]\d* frames/.test(said)) {
				server.close();
			}

			if (said.includes('connecting again')) {
				child.kill('SIGINT');
			}
		});
		const {code, stdout, stderr} = await ended;
		expect(code).toBe(130);
		expect(parse(stdout).segments[0]!.frames).toBeGreaterThan(0);
		expect(stderr).toMatch(/connecting again in 1 s/);
	});

	it('ends with one line, and no session, where an address gives nothing', async () => {
		const {code, stderr} = await home.run('--json', '--source', 'rtsp://127.0.0.1:9/live');
		expect(code).toBe(1);
		expect(stderr).toMatch(/no frame can be had; ffmpeg ended with exit code \d+ \(.*refused\)/);
		expect(stderr).not.toMatch(/saved to/);
	});
});

describe('one line and exit code 2', () => {
	it('for a file that is no video', async context => {
		if (!hasFfmpeg) {
			context.skip(withoutFfmpeg);
		}

		const {code, stderr} = await home.run('--source', place('text.mp4'));
		expect(code).toBe(2);
		expect(onlyLine(stderr)).toMatch(/text\.mp4: ffmpeg cannot read this file/);
	});

	it('without ffmpeg, with the command that installs it', async () => {
		const {ended} = home.start(['--source', place('text.mp4')], {
			PATH: '/nowhere',
		});
		const {code, stderr} = await ended;
		expect(code).toBe(2);
		expect(onlyLine(stderr)).toMatch(/needs ffmpeg, which is not here: .*install.* ffmpeg/);
	});

	for (const [name, ...args] of [
		['--limit', '--limit', '3'],
		['--frames-cache', '--frames-cache', '64M'],
	]) {
		it(`for ${name} with a video`, async context => {
			if (!hasFfmpeg) {
				context.skip(withoutFfmpeg);
			}

			const {code, stderr} = await home.run('--source', place('-clip.mp4'), ...args);
			expect(code).toBe(2);
			expect(onlyLine(stderr)).toMatch(/is for images/);
		});
	}

	it('for --realtime with images, --loop with --passes, and passes of what has no end', async context => {
		const realtime = await home.run('--realtime');
		expect(onlyLine(realtime.stderr)).toMatch(/--realtime is for a video/);
		const loop = await home.run('--loop', '--passes', '2');
		expect(onlyLine(loop.stderr)).toMatch(/contradict/);
		if (!hasFfmpeg) {
			context.skip(withoutFfmpeg);
		}

		const {stderr} = await home.run('--passes', '2', '--source', 'rtsp://127.0.0.1:9/live');
		expect(onlyLine(stderr)).toMatch(/live and has no end/);
	});
});

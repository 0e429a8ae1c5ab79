import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {afterAll, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {halves, writeHuge} from '../../unit/frames/images.js';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const folder = path.join(home.folder, 'pictures');
const place = (name: string): string => path.join(folder, name);

/** What has to run: odd, but pictures. */
const writeOdd = async (): Promise<string[]> => {
	const frame = await halves(64, 48).png().toBuffer();
	await halves(64, 48).toColourspace('cmyk').jpeg().toFile(place('cmyk.jpg'));
	await halves(64, 48).toColourspace('rgb16').png().toFile(place('deep.png'));
	await sharp([frame, frame], {join: {animated: true}})
		.gif()
		.toFile(place('animated.gif'));
	// A PNG by content, a JPEG by name.
	writeFileSync(place('misnamed.jpg'), frame);
	return ['cmyk.jpg', 'deep.png', 'animated.gif', 'misnamed.jpg'];
};

/** What has to be passed over. */
const writeBad = async (): Promise<string[]> => {
	const noise = Buffer.from(Uint8Array.from({length: 3 * 64 * 64}, (_, at) => (at * 7919) % 251));
	const whole = await sharp(noise, {raw: {width: 64, height: 64, channels: 3}})
		.jpeg()
		.toBuffer();
	writeFileSync(place('truncated.jpg'), whole.subarray(0, whole.length / 2));
	writeFileSync(place('zero.jpg'), '');
	writeFileSync(place('text.jpg'), 'a shopping list');
	writeHuge(place('huge.png'));
	return ['truncated.jpg', 'zero.jpg', 'text.jpg', 'huge.png'];
};

it('odd pictures run, bad ones are counted and named once each', async () => {
	mkdirSync(folder);
	const odd = await writeOdd();
	const bad = await writeBad();
	const {code, stdout, stderr} = await home.run('--json', '--passes', '2', '--source', folder);
	expect(code).toBe(0);
	const summary = summarySchema.parse(JSON.parse(stdout));
	const [segment] = summary.segments;
	// Twice each odd picture; a bad one is tried again in no later pass.
	expect(segment!.frames).toBe(2 * odd.length);
	for (const name of bad) {
		expect(stderr.split(name).length - 1, name).toBe(1);
		expect(
			summary.events.filter(({text}) => text.includes(name)),
			name,
		).toHaveLength(1);
	}

	for (const name of odd) {
		expect(stderr, name).not.toContain(name);
	}

	expect(stderr).toMatch(/huge\.png skipped: larger than 50 megapixels/);
	expect(stderr).not.toMatch(/\n\s+at /);
});

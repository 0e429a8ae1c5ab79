import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import {afterAll, expect, test} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {JournalFile} from '../../../source/journal/journal-file.js';
import {Journal} from '../../../source/run/recording/journal.js';
import {SessionState} from '../../../source/run/session-state.js';
import {type Reading} from '../../../source/sensors/sensor.js';
import {sampleOf} from '../throttling/play-board.js';
import {theilSen} from './random-flips.js';
import {datasetOf, frame, makeSegment} from './segments.js';

/*
Hours of a run through all that lives as long as the session: statistics, sensors' readings, the judge of throttling, the course, events, journal. What it holds when every ring is full is what it holds at the end. EDGETOP_TEST_HOURS=24 is a day, and takes a minute.
*/

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-day-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const hours = Number(process.env['EDGETOP_TEST_HOURS'] ?? 3);
/** A batch and a sample come so often: half as often as in a run, to take half the time. */
const stepSeconds = 2;
const framesAStep = 8;
/** From then on the rings of single points are full; the coarse ones after them are between a half and all of their places. */
const settledHours = 1;
const lookSeconds = 1800;
const images = 500;
/** So many frames a run keeps one by one, 8 bytes for each of its stages; beyond them only buckets. They come in the first second. */
const exactFrames = 100_000;
/** A quarter of what a process may grow by in an hour (docs/reliability.md): 17 bytes for each of these frames are more. */
const mostBytesAnHour = 0.25e6;

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

const heapBytes = (): number => {
	collect();
	collect();
	return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

const openRun = () => {
	const segment = makeSegment(images, [1, 2]);
	const dataset = datasetOf(segment);
	const state = new SessionState(0, segment, {dataset, seed: 1, preset: 'quick'});
	state.segments.push(segment);
	segment.start(0);
	state.setPhase('running', 'running', 0);
	state.throttling.beginSegment(0, {backendId: 'onnxruntime:cpu', threads: 4});
	const journal = new Journal(
		new JournalFile(path.join(folder, 'day.ndjson')),
		{
			state,
			options: {commandLine: [], dataset, seed: 1, cacheBytes: 0, preset: 'quick'},
			records: new Map(),
		},
		{edgetop: '0', id: 'x', summaryFile: '/x.json', note: () => undefined},
	);
	return {state, segment, journal};
};

const readingsAt = (second: number, isHot: boolean): Reading[] => [
	{
		id: 'thermal/zone0',
		label: 'cpu-thermal',
		quantity: 'temperature',
		unit: 'celsius',
		source: '/sys/class/thermal/thermal_zone0/temp',
		atMs: second * 1000,
		value: isHot ? 84 + (second % 7) / 10 : 60 + (second % 11) / 10,
	},
	...[0, 1, 2, 3].map((place): Reading => ({
		id: `cpu/clock${place}`,
		label: `CPU ${place}`,
		quantity: 'clock',
		unit: 'hertz',
		source: '/sys',
		atMs: second * 1000,
		value: isHot ? 0.7e9 : 1.8e9,
	})),
	{
		id: 'power/input',
		label: 'input',
		quantity: 'power',
		unit: 'watts',
		source: '/sys',
		atMs: second * 1000,
		value: 5 + (second % 13) / 10,
	},
];

test(`${hours} h of frames, readings and slow-downs: the heap does not grow`, () => {
	const {state, segment, journal} = openRun();
	const first = new BatchBuilder();
	for (let place = 0; place <= exactFrames; place++) {
		const endedAtMs = (1000 * place) / exactFrames;
		first.add(frame(place, {entry: place % images, endedAtMs, inferMs: 100 + (place % 17)}));
	}

	segment.record(first.take());
	const sizes: number[] = [];
	let position = exactFrames + 1;
	for (let second = stepSeconds; second <= hours * 3600; second += stepSeconds) {
		// Every twenty minutes the board is hot for five, and slow: spells come and go all day.
		const isHot = second % 1200 > 900;
		const batch = new BatchBuilder();
		for (let count = 0; count < framesAStep; count++) {
			const inferMs = (isHot ? 260 : 130) + ((second * 7 + count * 13) % 17);
			batch.add(
				frame(position, {
					position,
					entry: position % images,
					endedAtMs: 1000 * (second + stepSeconds * ((count + 1) / framesAStep - 1)),
					inferMs,
					labels: [position % 3, position % 1000],
				}),
			);
			position += isHot && count % 2 === 1 ? 0 : 1;
		}

		segment.record(batch.take());
		state.activity.add(second * 1000 - 30, second * 1000 - 20);
		state.receiveSample(sampleOf(readingsAt(second, isHot), second * 1000));
		state.tick(second * 1000);
		state.judge(second * 1000);
		if (second % 6 === 0) {
			state.note(second * 1000, 'info', 'test', `a note of second ${second}`);
		}

		// As often as it writes all sections; each second would take most of the time of this test.
		if (second % 60 === 0) {
			journal.tick(second * 1000);
		}

		if (second >= settledHours * 3600 && second % lookSeconds === 0) {
			sizes.push(heapBytes());
		}
	}

	expect(segment.frames).toBe(exactFrames + 1 + (hours * 3600 * framesAStep) / stepSeconds);
	expect(state.events.dropped).toBeGreaterThan(0);
	const perLook = theilSen(sizes).slope;
	const course = sizes.map(size => (size / 1e6).toFixed(2)).join(', ');
	expect((perLook * 3600) / lookSeconds, `${course} MB`).toBeLessThan(mostBytesAnHour);
});

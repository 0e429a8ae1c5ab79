import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {readJournal} from '../../../source/journal/read/read-journal.js';
import {type Reading} from '../../../source/sensors/sensor.js';
import {Journal} from '../../../source/run/recording/journal.js';
import {JournalFile} from '../../../source/journal/journal-file.js';
import {journalJsonSchema, summaryJsonSchema} from '../../../source/journal/journal-json-schema.js';
import {SessionState} from '../../../source/run/session-state.js';
import {datasetOf, frame, makeSegment} from '../run/segments.js';
import {sampleOf} from '../throttling/play-board.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-journal-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const images = 500;
const seedStart = 12_345;

/** Uniform in 0…1, the same numbers each time (Park and Miller). */
const makeRandom = () => {
	let seed = seedStart;
	return () => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed / 2_147_483_647;
	};
};

const openRun = (file: JournalFile) => {
	const segment = makeSegment(images);
	const dataset = datasetOf(segment);
	const state = new SessionState(0, segment, {dataset, seed: 1, preset: 'quick'});
	state.segments.push(segment);
	segment.start(0);
	const told: string[] = [];
	const journal = new Journal(
		file,
		{
			state,
			options: {commandLine: [], dataset, seed: 1, cacheBytes: 0, preset: 'quick'},
			records: new Map(),
		},
		{
			edgetop: '0',
			id: 'x',
			summaryFile: '/x.json',
			note(_level, kind, text) {
				told.push(text);
				state.note(0, 'warning', kind, text);
			},
		},
	);
	return {state, segment, journal, told};
};

/** As many temperatures, powers and clocks as a large board has, all of them moving. */
const readingsAt = (random: () => number): Reading[] =>
	Array.from({length: 30}, (_, index) => ({
		id: `board/sensor-${index}`,
		label: `sensor ${index}`,
		quantity: 'temperature',
		unit: 'celsius',
		source: `/sys/sensor${index}`,
		atMs: 0,
		value: 40 + 40 * random(),
	}));

describe('Journal', () => {
	it('of a day of noisy frames on a board with many sensors stays below 60 MB', () => {
		const file = new JournalFile(path.join(folder, 'day.ndjson'));
		const {state, segment, journal} = openRun(file);
		const random = makeRandom();
		const sizes: number[] = [];
		// An hour says what a day takes: after the first minutes the budget alone decides.
		const seconds = 3600;
		for (let second = 1; second <= seconds; second++) {
			const batch = new BatchBuilder();
			for (let count = 0; count < 60; count++) {
				batch.add(
					frame((second * 60 + count) % images, {
						position: second * 60 + count,
						endedAtMs: second * 1000 - 1000 + (count + 1) * 16,
						// Spread over four octaves: a thousand buckets.
						inferMs: 2 ** (1 + 4 * random()),
						decodeMs: 5 * random(),
					}),
				);
			}

			segment.record(batch.take());
			state.receiveSample(sampleOf(readingsAt(random), second * 1000));
			journal.tick(second * 1000);
			if (second % 600 === 0) {
				sizes.push(file.bytes);
			}
		}

		const perSecond = (sizes.at(-1)! - sizes.at(-4)!) / 1800;
		expect(sizes.at(-1)! + perSecond * (86_400 - seconds)).toBeLessThan(60e6);
		// What waited for room came in the end, all of it.
		const reader = readJournal(file.path);
		const counted = reader.histogram(1)!.count;
		expect(seconds * 60 - counted).toBeLessThan(60 * 60);
		expect(reader.atMs).toBe(seconds * 1000);
	});

	it('goes on after the disk was full, with all that came meanwhile', () => {
		const file = new JournalFile(path.join(folder, 'full.ndjson'));
		const append = file.append.bind(file);
		let isFull = false;
		file.append = line => {
			if (isFull) {
				throw Object.assign(new Error('write failed'), {code: 'ENOSPC'});
			}

			append(line);
		};

		const {segment, journal, told} = openRun(file);
		for (let second = 1; second <= 60; second++) {
			const batch = new BatchBuilder();
			batch.add(frame(second, {endedAtMs: second * 1000, inferMs: second}));
			segment.record(batch.take());
			isFull = second >= 20 && second < 40;
			journal.tick(second * 1000);
		}

		expect(told).toHaveLength(2);
		expect(told[0]).toMatch(/is not written: no space left on the disk; measuring goes on/);
		expect(told[1]).toBe('the journal goes on');
		const reader = readJournal(file.path);
		expect(reader.histogram(1)!.count).toBe(60);
		expect(reader.histogram(1)!.max).toBe(60);
	});
});

it.each([
	['journal', journalJsonSchema],
	['summary', summaryJsonSchema],
])('the published JSON Schema of a %s is current (npm run build:docs writes it)', (name, made) => {
	const file = new URL(`../../../docs/${name}.schema.json`, import.meta.url);
	expect(readFileSync(file, 'utf8')).toBe(made());
});

describe('JournalFile', () => {
	it('cuts a torn line off when the disk takes only a part of it', async ctx => {
		// RLIMIT_FSIZE of a process of its own: the write that crosses it is short, the next one fails.
		const {execFileSync} = await import('node:child_process');
		const target = path.join(folder, 'short.ndjson');
		const script = `
			process.on('SIGXFSZ', () => undefined);
			const {JournalFile} = await import(${JSON.stringify(new URL('../../../dist/journal/journal-file.js', import.meta.url).href)});
			const file = new JournalFile(${JSON.stringify(target)});
			let failed;
			try {
				for (;;) file.append('x'.repeat(1000));
			} catch (error) {
				failed = error.code;
			}
			console.log(failed);
		`;
		let said: string;
		try {
			said = execFileSync(
				'bash',
				['-c', `ulimit -f 10 && exec node --input-type=module -e "$0"`, script],
				{encoding: 'utf8'},
			);
		} catch (error) {
			ctx.skip(`bash cannot limit the size of a file here: ${String(error)}`);
			return;
		}

		expect(said.trim()).toBe('EFBIG');
		const text = readFileSync(target, 'utf8');
		expect(text.length).toBe(statSync(target).size);
		expect(text.endsWith('\n')).toBe(true);
		expect(new Set(text.trimEnd().split('\n'))).toEqual(new Set(['x'.repeat(1000)]));
	});
});

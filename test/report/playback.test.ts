import {appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withReplayKeys} from '../../scripts/build-docs/replay-keys.js';
import {BatchBuilder} from '../../source/engine/batch.js';
import {Player, speeds} from '../../source/report/playback/player.js';
import {playbackSnapshot} from '../../source/report/playback/playback-snapshot.js';
import {Recording} from '../../source/report/playback/recording.js';
import {JournalFile} from '../../source/session/journal/journal-file.js';
import {Journal} from '../../source/session/journal/journal.js';
import {toJson} from '../../source/session/journal/merge-patch.js';
import {SegmentState} from '../../source/session/segment.js';
import {SessionState} from '../../source/session/session-state.js';
import {type Snapshot} from '../../source/session/snapshot.js';
import {compose} from '../../source/views/compose.js';
import {playbackBindings} from '../../source/views/playback-keys.js';
import {makeTheme} from '../../source/views/theme.js';
import {frame, makeSegment} from '../session/segments.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-playback-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const seconds = 150;
const flipAt = 70;
const framesPerSecond = 30;
const file = path.join(folder, 'run.ndjson');
/** What the live run showed at each second, and the journal up to it. */
const live: Snapshot[] = [];
const prefixes: string[] = [];

/** A seeded stream in 0…1. */
const stream = (seed: number) => {
	let state = seed;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
};

const reading = (id: string, quantity: 'temperature' | 'clock', value: number, atMs: number) => ({
	id,
	label: id,
	quantity,
	unit: quantity === 'clock' ? ('Hz' as const) : ('°C' as const),
	source: '/sys/made-up',
	atMs,
	value,
});

beforeAll(() => {
	const next = stream(7);
	const open = (number: number) =>
		new SegmentState({...makeSegment(100).identity, number, backendId: number === 1 ? 'x' : 'y'});
	const dataset = {
		name: 'made up',
		root: '/',
		entries: makeSegment(100).identity.entries,
		labelSource: 'names' as const,
		labelledCount: 100,
		classCount: 1,
		hash: 'x',
		skipped: [],
	} as unknown as ConstructorParameters<typeof SessionState>[2]['dataset'];
	const state = new SessionState(0, open(1), {dataset, seed: 1, preset: 'quick'});
	const run = {commandLine: [], dataset, seed: 1, cacheBytes: 0, preset: 'quick' as const};
	const journal = new Journal(
		new JournalFile(file),
		{state, options: run, records: new Map()},
		{edgetop: '0', id: 'x', summaryFile: '/x.json', note: () => undefined},
	);
	state.setPhase('running', 'running', 0);
	let position = 0;
	for (let second = 1; second <= seconds; second++) {
		const nowMs = second * 1000;
		const beganMs = nowMs - 1000;
		if (second === 1 || second === flipAt) {
			state.segments.at(-1)?.close(beganMs);
			const segment = open(state.segments.length + 1);
			segment.start(beganMs);
			state.segments.push(segment);
			state.throttling.beginSegment(beganMs, {backendId: segment.identity.backendId});
			state.note(nowMs, 'info', 'flipped', `segment ${segment.identity.number}`);
		}

		const batch = new BatchBuilder();
		for (let count = 1; count <= framesPerSecond; count++) {
			batch.add(
				frame(position, {
					entry: position % 100,
					endedAtMs: beganMs + count * 33,
					decodeMs: 2 + next(),
					inferMs: 10 + 10 * next() ** 8,
					labels: [next() < 0.8 ? 1 : 2],
				}),
			);
			position++;
		}

		state.segment.record(batch.take());
		state.receiveSample({
			atMs: nowMs,
			readings: [
				reading('cpu-thermal', 'temperature', 50 + 20 * next(), nowMs),
				reading('cpu0', 'clock', 1e9 + 1e8 * Math.round(next() * 5), nowMs),
			],
		} as unknown as Parameters<SessionState['receiveSample']>[0]);
		state.tick(nowMs);
		state.judge(nowMs);
		journal.tick(nowMs);
		live.push(state.snapshot(nowMs));
		prefixes.push(readFileSync(file, 'utf8'));
	}
});

const playback = {
	positionMs: 0,
	endMs: seconds * 1000,
	speed: 1,
	isPaused: false,
	isGrowing: false,
};

const replayed = (recording: Recording, ms: number): Snapshot =>
	playbackSnapshot(recording.at(ms), recording.courses, playback, false);

/** As accuracies are kept. */
const tenThousandths = (value: number | undefined) =>
	value === undefined ? undefined : Math.round(value * 1e4);

/** What is written every second, to six digits as the journal keeps it. */
const numbersOf = ({segment, earlierSegments, elapsedMs, thermal, events}: Snapshot) =>
	toJson({
		elapsedMs,
		segments: [segment, ...earlierSegments].map(
			({fps, frames, seconds: length, stages: {infer}, stalls, passes, accuracy}) => ({
				fps,
				frames,
				length,
				infer,
				stalls,
				passes,
				top1: tenThousandths(accuracy.cumulative.top1?.value),
				rolling: tenThousandths(accuracy.rolling.top1?.value),
			}),
		),
		readings: thermal.readings.map(item => ('value' in item ? [item.id, item.value] : item.id)),
		events,
	});

const size = {width: 120, height: 40};
const screenOf = (snapshot: Snapshot): string[] =>
	compose(snapshot, size, makeTheme('none', false))
		.map(line => line.map(({text}) => text).join(''))
		// The header says that it is a replay, the last line which keys there are.
		.slice(1, -1);

/** The picture of the distribution is drawn from buckets of 0.2 %: a bar may be a step higher or lower. */
const withoutBars = (snapshot: Snapshot): Snapshot => ({
	...snapshot,
	segment: {...snapshot.segment, distribution: []},
});

describe('a replayed run', () => {
	it('has the numbers of the live one at every second', () => {
		const recording = new Recording(file);
		for (const snapshot of live) {
			expect(numbersOf(replayed(recording, snapshot.elapsedMs))).toEqual(numbersOf(snapshot));
		}
	});

	it('has them whatever it showed before', () => {
		const recording = new Recording(file);
		const next = stream(11);
		for (let jump = 0; jump < 100; jump++) {
			const snapshot = live[Math.floor(next() * seconds)]!;
			const again = replayed(recording, snapshot.elapsedMs + 999 * next());
			expect(numbersOf(again)).toEqual(numbersOf(snapshot));
		}
	});

	it('fills the screen with the same letters, every ten seconds, when all is written', () => {
		const recording = new Recording(file);
		let compared = 0;
		for (const [place, snapshot] of live.entries()) {
			const before = prefixes[place - 1] ?? '';
			if (prefixes[place]!.slice(before.length).includes('"decode"')) {
				const again = replayed(recording, snapshot.elapsedMs);
				expect(screenOf(withoutBars(again))).toEqual(screenOf(withoutBars(snapshot)));
				const count = (bins: Snapshot['segment']['distribution']) =>
					bins.reduce((sum, bin) => sum + bin.count, 0);
				expect(count(again.segment.distribution)).toBe(count(snapshot.segment.distribution));
				compared++;
			}
		}

		expect(compared).toBeGreaterThanOrEqual(seconds / 10 - 1);
	});

	it('draws the courses of FPS and readings as they were', () => {
		const recording = new Recording(file);
		for (const second of [5, 60, 149]) {
			const snapshot = live[second]!;
			const again = replayed(recording, snapshot.elapsedMs);
			for (const [was, is] of [
				[snapshot.fpsHistory(40, 60_000), again.fpsHistory(40, 60_000)],
				[
					snapshot.thermal.history('cpu-thermal', 40, 60_000),
					again.thermal.history('cpu-thermal', 40, 60_000),
				],
			] as const) {
				expect(is.length).toBe(was.length);
				for (const [column, value] of was.entries()) {
					if (value === undefined) {
						expect(is[column]).toBeUndefined();
					} else {
						expect(is[column]).toBeCloseTo(value, 2);
					}
				}
			}
		}
	});
});

describe('a journal that grows', () => {
	it('is the same however it came, also in the middle of a line', () => {
		const grown = path.join(folder, 'grown.ndjson');
		const whole = readFileSync(file, 'utf8');
		let done = prefixes[0]!.length;
		writeFileSync(grown, whole.slice(0, done));
		const recording = new Recording(grown);
		const next = stream(3);
		let compared = 0;
		while (done < whole.length) {
			const until = Math.min(whole.length, done + Math.ceil(next() * 3000));
			appendFileSync(grown, whole.slice(done, until));
			done = until;
			recording.read();
			// Where the last second is there with all its lines.
			const taken = whole.lastIndexOf('\n', done - 1) + 1;
			const snapshot = live[prefixes.findIndex(({length}) => length === taken)];
			if (snapshot) {
				expect(numbersOf(replayed(recording, recording.endMs))).toEqual(numbersOf(snapshot));
				compared++;
			}
		}

		expect(compared).toBeGreaterThan(20);
		expect(recording.endMs).toBe(seconds * 1000);
		expect(recording.read()).toBe(false);
	});

	it('is followed at its end while its process lives, and left there when it is gone', () => {
		const grown = path.join(folder, 'followed.ndjson');
		writeFileSync(grown, prefixes[20]!);
		// Written by this very process, which lives.
		let isAlive = true;
		const recording = new Recording(grown);
		Object.defineProperty(recording, 'isGrowing', {get: () => isAlive});
		const player = new Player(recording, 0, true);
		expect(player.getSnapshot().elapsedMs).toBe(21_000);
		appendFileSync(grown, prefixes[25]!.slice(prefixes[20]!.length));
		player.tick(500);
		expect(player.getSnapshot().elapsedMs).toBe(26_000);
		expect(player.getSnapshot().playback?.isGrowing).toBe(true);
		isAlive = false;
		player.tick(3000);
		player.tick(3500);
		expect(player.getSnapshot()).toMatchObject({phase: 'ended', phaseText: 'cut off here'});
	});
});

describe('the player', () => {
	const cut = path.join(folder, 'cut.ndjson');
	/** Of a process that is gone, and with a torn last line. */
	const dead = () => {
		const text = prefixes.at(-1)!.replace(/"pid":\d+/, '"pid":999999999');
		writeFileSync(cut, `${text.replace(/"processStart":"[^"]*",/, '')}{"atMs":151000,"pa`);
		return new Player(new Recording(cut), 0);
	};

	const at = (player: Player): number => player.getSnapshot().elapsedMs / 1000;

	it('plays at its speed, pauses, jumps, and stops at the end of what was written', () => {
		const player = dead();
		let told = 0;
		player.subscribe(() => {
			told++;
		});
		player.tick(3200);
		expect(at(player)).toBe(3);
		player.speedUp();
		player.speedUp();
		player.tick(4200);
		expect(at(player)).toBe(7);
		player.playPause();
		player.tick(60_000);
		expect(at(player)).toBe(7);
		player.seek(10_000);
		expect(at(player)).toBe(17);
		player.seek(-60_000);
		expect(player.getSnapshot().playback?.positionMs).toBe(0);
		player.toEnd();
		expect(at(player)).toBe(seconds);
		expect(player.getSnapshot()).toMatchObject({
			phase: 'ended',
			phaseText: 'cut off here',
			playback: {isPaused: true, endMs: seconds * 1000, speed: 4, isGrowing: false},
		});
		// Played again from the start.
		player.playPause();
		player.tick(61_000);
		expect(at(player)).toBe(4);
		expect(told).toBeGreaterThan(5);
	});

	it('keeps its speeds within their ends', () => {
		const player = dead();
		player.speedDown();
		expect(player.getSnapshot().playback?.speed).toBe(speeds[0]);
		for (let step = 0; step < 20; step++) {
			player.speedUp();
		}

		expect(player.getSnapshot().playback?.speed).toBe(speeds.at(-1));
	});
});

it('texts of a file cannot steer the terminal', () => {
	const evil = path.join(folder, 'evil.ndjson');
	writeFileSync(evil, readFileSync(file, 'utf8').replaceAll('"Net"', String.raw`"\u001b[2JNet"`));
	const {segment} = replayed(new Recording(evil), 5000);
	expect(segment.modelTitle).toContain('Net');
	expect(segment.modelTitle).not.toContain('\u001B');
});

it('a file without a whole header, and one damaged in its middle, are refused in one line', () => {
	const bad = path.join(folder, 'bad.ndjson');
	writeFileSync(bad, '');
	expect(() => new Recording(bad)).toThrow(/no journal of edgetop/);
	const lines = readFileSync(file, 'utf8').split('\n');
	lines[40] = lines[40]!.slice(0, 30);
	writeFileSync(bad, lines.join('\n'));
	expect(() => new Recording(bad)).toThrow(/damaged after 3\d s/);
});

it('docs/journal.md lists the keys of a replay', () => {
	const page = readFileSync(new URL('../../docs/journal.md', import.meta.url), 'utf8');
	expect(page, 'run `npm run build:docs`').toBe(withReplayKeys(page));
});

it('no key of a replay has two meanings', () => {
	const names = playbackBindings.flatMap(({keys}) => keys);
	expect(new Set(names).size).toBe(names.length);
});

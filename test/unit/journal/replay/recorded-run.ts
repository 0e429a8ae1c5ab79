import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll} from 'vitest';
import {BatchBuilder} from '../../../../source/engine/batch.js';
import {replaySnapshot} from '../../../../source/journal/replay/replay-snapshot.js';
import {type Recording} from '../../../../source/journal/replay/recording.js';
import {JournalFile} from '../../../../source/journal/journal-file.js';
import {Journal} from '../../../../source/run/recording/journal.js';
import {toJson} from '../../../../source/journal/merge-patch.js';
import {SegmentState} from '../../../../source/run/segment.js';
import {SessionState} from '../../../../source/run/session-state.js';
import {type Snapshot} from '../../../../source/record/snapshot.js';
import {compose} from '../../../../source/views/compose.js';
import {makeTheme} from '../../../../source/views/canvas/theme.js';
import {frame, makeSegment} from '../../run/segments.js';

/*
A made-up run that was recorded: what it showed at each second, and its journal. Importing this file records it before the tests, and removes it after them.
*/
export const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-playback-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

export const seconds = 150;
export const flipAt = 70;
export const framesPerSecond = 30;
export const file = path.join(folder, 'run.ndjson');
/** What the live run showed at each second, and the journal up to it. */
export const live: Snapshot[] = [];
export const prefixes: string[] = [];

/** A seeded stream in 0…1. */
export const stream = (seed: number) => {
	let state = seed;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
};

export const reading = (
	id: string,
	quantity: 'temperature' | 'clock',
	value: number,
	atMs: number,
) => ({
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

export const playback = {
	positionMs: 0,
	endMs: seconds * 1000,
	speed: 1,
	isPaused: false,
	isAttached: false,
	isGrowing: false,
};

export const replayed = (recording: Recording, ms: number): Snapshot =>
	replaySnapshot(recording.at(ms), recording.courses, playback, false);

/** As accuracies are kept. */
export const tenThousandths = (value: number | undefined) =>
	value === undefined ? undefined : Math.round(value * 1e4);

/** What is written every second, to six digits as the journal keeps it. */
export const numbersOf = ({segment, earlierSegments, elapsedMs, thermal, events}: Snapshot) =>
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

export const size = {width: 120, height: 40};
export const screenOf = (snapshot: Snapshot): string[] =>
	compose(snapshot, size, makeTheme('none', false))
		.map(line => line.map(({text}) => text).join(''))
		// The header says that it is a replay, the last line which keys there are.
		.slice(1, -1);

/** The picture of the distribution is drawn from buckets of 0.2 %: a bar may be a step higher or lower. */
export const withoutBars = (snapshot: Snapshot): Snapshot => ({
	...snapshot,
	segment: {...snapshot.segment, distribution: []},
});

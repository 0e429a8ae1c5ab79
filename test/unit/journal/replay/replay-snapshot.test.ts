import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {Player} from '../../../../source/journal/replay/player.js';
import {Recording} from '../../../../source/journal/replay/recording.js';
import {type Snapshot} from '../../../../source/record/snapshot.js';
import {
	folder,
	seconds,
	file,
	live,
	prefixes,
	stream,
	replayed,
	numbersOf,
	screenOf,
	withoutBars,
} from './recorded-run.js';

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

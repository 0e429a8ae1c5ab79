import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {withReplayKeys} from '../../../../scripts/build-docs/replay-keys.js';
import {Player, speeds} from '../../../../source/journal/replay/player.js';
import {Recording} from '../../../../source/journal/replay/recording.js';
import {bindingsFor} from '../../../../source/views/compose.js';
import {replayBindings} from '../../../../source/views/replay-keys.js';
import {folder, seconds, file, prefixes, replayed} from './recorded-run.js';

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
	const page = readFileSync(new URL('../../../../docs/journal.md', import.meta.url), 'utf8');
	expect(page, 'run `npm run build:docs`').toBe(withReplayKeys(page));
});

it('only a run that is attached to can be ended from here', () => {
	const open = (isAttached: boolean) =>
		bindingsFor(new Player(new Recording(file), 0, isAttached).getSnapshot()).map(
			({action}) => action,
		);
	expect(open(false)).not.toContain('endRun');
	expect(open(true)).toContain('endRun');
});

it('no key of a replay has two meanings', () => {
	const names = replayBindings.flatMap(({keys}) => keys);
	expect(new Set(names).size).toBe(names.length);
});

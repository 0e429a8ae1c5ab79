import {expect, it} from 'vitest';
import {gapsOf, longestGapMs} from '../../../scripts/soak/journal-lines.js';
import {waitedBetween, waitedMsIn} from '../../../scripts/soak/processor-wait.js';

it('reads what a thread waited from schedstat, in ms; anything else is nothing', () => {
	expect(waitedMsIn('1500000 2500000 42\n')).toBe(2.5);
	expect(waitedMsIn('0 0 0\n')).toBe(0);
	expect(waitedMsIn('')).toBeUndefined();
	expect(waitedMsIn('sleeping\n')).toBeUndefined();
});

it('what was waited between two moments comes from the samples around them', () => {
	const samples = [
		{atMs: 0, waitedMs: 10},
		{atMs: 100, waitedMs: 10},
		{atMs: 2000, waitedMs: 1810},
		{atMs: 2100, waitedMs: 1815},
	];
	expect(waitedBetween(samples, 150, 1900)).toBe(1800);
	expect(waitedBetween(samples, 0, 100)).toBe(0);
	// Before the first and after the last one nothing is known.
	expect(waitedBetween(samples, -500, 5000)).toBe(1805);
	expect(waitedBetween([], 0, 1000)).toBe(0);
});

it('gaps are between records with a patch, from a moment on; events are none', () => {
	const lines = [
		{kind: 'edgetop-journal', startedAt: '2026-01-01T00:00:00.000Z'},
		{atMs: 1000, patch: {}},
		{atMs: 1500, event: {kind: 'x', text: 'x'}},
		{atMs: 2100, patch: {}},
		{atMs: 3100, patch: {}},
	];
	expect(gapsOf(lines)).toEqual([
		{fromMs: 1000, toMs: 2100},
		{fromMs: 2100, toMs: 3100},
	]);
	expect(longestGapMs(lines)).toBe(1100);
	expect(longestGapMs(lines, 2000)).toBe(1000);
	expect(longestGapMs([])).toBe(0);
});
